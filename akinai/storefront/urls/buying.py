"""Cart, checkout, payment page, thanks."""

from django.urls import path

from akinai.storefront.views import cart, checkout, confirming, paying

urlpatterns = [
    path("cart/", cart.show, name="cart"),
    path("cart/add/", cart.add, name="cart_add"),
    path("checkout/", checkout.begin, name="checkout"),
    path("checkout/address/", checkout.address, name="checkout_address"),
    path("checkout/recipients/", checkout.recipients, name="checkout_recipients"),
    path("checkout/places/", checkout.places, name="checkout_places"),
    path("checkout/delivery/", checkout.delivery, name="checkout_delivery"),
    path("checkout/payment/", checkout.payment, name="checkout_payment"),
    path("checkout/confirm/", confirming.confirm, name="checkout_confirm"),
    path("checkout/pay/<uuid:token>/", paying.pay, name="pay"),
    path("checkout/pay/<uuid:token>/again/", paying.again, name="pay_again"),
    path("checkout/back/<uuid:token>/", paying.back, name="back"),
    path("checkout/thanks/<uuid:token>/", paying.thanks, name="thanks"),
]
