"""移行: reports of an old system's files, and each day beside it."""

from django.urls import URLPattern, path

from akinai.channels.views import comparing, moving

urlpatterns: list[URLPattern] = [
    path("moving/", moving.moving, name="moving"),
    path("moving/new/", moving.new, name="moving_new"),
    path("moving/<int:report_id>/", moving.report, name="moving_report"),
    path("moving/<int:report_id>/progress/", moving.progress, name="moving_progress"),
    path("moving/<int:report_id>/apply/", moving.apply, name="moving_apply"),
    path("moving/<int:report_id>/undo/", moving.undo, name="moving_undo"),
    path("moving/<int:report_id>/forget/", moving.forget, name="moving_forget"),
    path("moving/<int:report_id>/rows.csv", moving.rows_file, name="moving_rows"),
    path("moving/layouts/", moving.layouts, name="moving_layouts"),
    path("moving/layouts/<slug:name>/", moving.layout, name="moving_layout"),
    path("moving/layouts/<slug:name>/delete/", moving.delete_layout, name="moving_layout_delete"),
    path("moving/days/<int:comparison_id>/", comparing.comparison, name="comparison"),
    path("moving/days/<int:comparison_id>/rows.csv", comparing.rows_file, name="comparison_rows"),
    path("<int:channel_id>/beside/", comparing.beside, name="beside"),
    path("<int:channel_id>/beside/mode/", comparing.mode, name="beside_mode"),
]
