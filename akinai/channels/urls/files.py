"""The pages of channels and their files on the desk."""

from django.urls import path

from akinai.channels.views import channels, imports, layouts, notices

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:run_id>/", imports.one, name="import_one"),
    path("imports/<int:run_id>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:run_id>/mend/", imports.mend, name="import_mend"),
    path("imports/<int:run_id>/mend-all/", imports.mend_all, name="import_mend_all"),
    path("imports/<int:run_id>/file/", imports.download, name="import_file"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:channel_id>/tell/", notices.tell, name="notice_tell"),
    path("notices/<int:channel_id>/<slug:kind>/", notices.make, name="notice_make"),
    path("notices/files/<int:file_id>/", notices.download, name="notice_file"),
    path("notices/files/<int:file_id>/uploaded/", notices.uploaded, name="notice_uploaded"),
    path("layouts/", layouts.layouts, name="layouts"),
    path("layouts/new/", layouts.new, name="layout_new"),
    path("layouts/<int:layout_id>/", layouts.one, name="layout"),
    path("layouts/<int:layout_id>/delete/", layouts.delete, name="layout_delete"),
    path("", channels.channels, name="list"),
    path("<int:channel_id>/", channels.one, name="one"),
    path("<int:channel_id>/mode/", channels.mode, name="mode"),
    path("<int:channel_id>/words/", channels.words, name="words"),
    path("<int:channel_id>/words/add/", channels.add_word, name="add_word"),
    path("<int:channel_id>/words/forget/", channels.forget_word, name="forget_word"),
    path("<int:channel_id>/codes/", channels.codes, name="codes"),
    path("<int:channel_id>/codes/add/", channels.add_code, name="add_code"),
    path("<int:channel_id>/codes/forget/", channels.forget_code, name="forget_code"),
]
