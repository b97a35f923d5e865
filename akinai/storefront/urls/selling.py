"""Under /desk/shop/: delivery offers with their fees, and carts that were left."""

from django.urls import path

from akinai.storefront.views.desk import selling

urlpatterns = [
    path("offers/", selling.offer_list, name="offers"),
    path("offers/new/", selling.offer_form, name="offer_new"),
    path("offers/<int:pk>/", selling.offer_form, name="offer"),
    path("offers/<int:pk>/delete/", selling.offer_delete, name="offer_delete"),
    path("carts/", selling.cart_list, name="carts"),
]
