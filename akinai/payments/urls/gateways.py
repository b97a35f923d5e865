"""/pay/: where gateways tell us what happened. Public; the token in the address and the signature are the keys."""

from django.urls import URLPattern, path

from akinai.payments.views import notify, refunds

app_name = "pay"
urlpatterns: list[URLPattern] = [
    path("notify/<str:token>/", notify.notify, name="notify"),
    path("refund/<uuid:token>/", refunds.give, name="refund"),
]
