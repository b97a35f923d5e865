"""The pages of this step on the desk."""

from django.urls import path

from akinai.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("export/", views.export, name="export"),
    path("bulk/<slug:verb>/", views.bulk, name="bulk"),
    path("new/", views.new, name="new"),
    path("new/sums/", views.weigh, name="weigh"),
    path("new/buyers/", views.buyers, name="buyers"),
    path("new/addresses/", views.addresses, name="addresses"),
    path("new/products/", views.products, name="products"),
    path("short/", views.short, name="short"),
    path("short/transfer/", views.transfer, name="transfer"),
    path("short/cancel/", views.cancel_line, name="cancel_line"),
    path("merge/", views.merge, name="merge"),
    path("merge/decide/", views.decide, name="decide"),
    path("mail/", views.write, name="mail"),
    path("documents/", views.documents, name="documents"),
    path("documents/archive/", views.document_archive, name="document_archive"),
    path("documents/<int:document_id>/pdf/", views.hand_out, name="document_out"),
    path("documents/<int:document_id>/correct/", views.correct_document, name="document_correct"),
    path("<int:order_id>/documents/", views.issue_document, name="document_issue"),
    path("<int:order_id>/", views.order, name="order"),
    path("<int:order_id>/edit/", views.edit, name="edit"),
    path("<int:order_id>/copy/", views.copy, name="copy"),
    path("<int:order_id>/do/<slug:deed>/", views.do, name="do"),
]
