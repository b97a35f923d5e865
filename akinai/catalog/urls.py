"""The pages of this step on the desk."""

from django.urls import path

from akinai.catalog.views import importing, lists, products

app_name = "catalog"
urlpatterns = [
    path("", lists.sku_list, name="list"),
    path("new/", products.product_form, name="new"),
    path("sku/<int:sku_id>/", lists.sku, name="sku"),
    path("sku/<int:sku_id>/edit/", products.sku_form, name="sku_edit"),
    path("product/<int:product_id>/", lists.product, name="product"),
    path("product/<int:product_id>/edit/", products.product_form, name="product_edit"),
    path("product/<int:product_id>/images/", products.images, name="images"),
    path("sell/stop/", lists.sell, {"verb": "stop"}, name="stop"),
    path("sell/resume/", lists.sell, {"verb": "resume"}, name="resume"),
    path("categories/", products.category_list, name="categories"),
    path("categories/new/", products.category_form, name="category_new"),
    path("categories/<int:category_id>/", products.category_form, name="category_edit"),
    path("categories/remove/", products.category_remove, name="category_remove"),
    path("import/", importing.upload, name="import"),
    path("import/sample.xlsx", importing.sample, name="import_sample"),
    path("import/<int:import_id>/", importing.one, name="import_one"),
    path("import/<int:import_id>/apply/", importing.apply, name="import_apply"),
    path("import/<int:import_id>/forget/", importing.forget, name="import_forget"),
    path("export/csv/", lists.export, {"kind": "csv"}, name="export_csv"),
    path("export/cp932/", lists.export, {"kind": "cp932"}, name="export_cp932"),
    path("export/xlsx/", lists.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("files/<path:path>", lists.picture, name="picture"),
]
