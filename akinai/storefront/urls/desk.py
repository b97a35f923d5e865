"""/desk/shop/: how the shop is made."""

from django.urls import path

from akinai.storefront.urls import selling
from akinai.storefront.views.desk import arranging, content, goods, inquiries, library, look, overview, preview

app_name = "storefront"
urlpatterns = [
    *selling.urlpatterns,
    path("", overview.overview, name="overview"),
    path("open/", overview.open_or_close, name="open_or_close"),
    path("maintenance/", overview.maintenance, name="maintenance"),
    path("describe/", overview.describe, name="describe"),
    path("legal/", overview.legal_page, name="legal"),
    path("look/", look.look, name="look"),
    path("look/draft/", look.draft, name="look_draft"),
    path("look/decide/", look.decide, name="look_decide"),
    path("preview/", preview.preview, name="preview"),
    path("pages/", content.page_list, name="pages"),
    path("pages/new/", content.page_form, name="page_new"),
    path("pages/do/", content.page_bulk, name="page_bulk"),
    path("pages/<int:page_id>/", content.page_form, name="page"),
    path("pages/<int:page_id>/preview/", content.page_preview, name="page_preview"),
    path("library/", library.library, name="library"),
    path("library/upload/", library.upload, name="library_upload"),
    path("library/describe/", library.describe, name="library_describe"),
    path("products/", goods.product_list, name="products"),
    path("products/do/", goods.product_bulk, name="product_bulk"),
    path("products/find/", arranging.find_products, name="find_products"),
    path("products/<int:product_id>/", goods.product_form, name="product"),
    path("inquiries/", inquiries.inquiry_list, name="inquiries"),
    path("inquiries/do/", inquiries.inquiry_bulk, name="inquiry_bulk"),
    path("inquiries/<int:pk>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/do/", inquiries.inquiry_do, name="inquiry_do"),
    path("redirects/import/", arranging.import_redirects, name="redirects_import"),
    path("redirects/export/", arranging.export_redirects, name="redirects_export"),
    path("arrange/<slug:slug>/", arranging.rows, name="rows"),
    path("arrange/<slug:slug>/new/", arranging.form, name="row_new"),
    path("arrange/<slug:slug>/do/", arranging.bulk, name="row_bulk"),
    path("arrange/<slug:slug>/<int:pk>/", arranging.form, name="row"),
]
