"""The pages of this step on the desk."""

from django.urls import path

from akinai.inventory import views

app_name = "inventory"
urlpatterns = [
    path("", views.stock_list, name="list"),
    path("sku/<int:sku_id>/", views.sku_stock, name="sku"),
    path("sku/<int:sku_id>/<slug:what>/", views.correct, name="correct"),
    path("receive/", views.receive, name="receive"),
    path("receive/undo/", views.unreceive, name="unreceive"),
    path("arrivals/", views.arrivals, name="arrivals"),
    path("arrivals/add/", views.expect, name="expect"),
    path("arrivals/<int:pk>/", views.arrived, name="arrived"),
    path("blocked/", views.blocked, name="blocked"),
    path("blocked/clear/", views.clear_blocked, name="clear_blocked"),
    path("import/", views.import_stock, name="import"),
    path("export/", views.export_stock, name="export"),
]
