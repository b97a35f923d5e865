"""/pay/: where gateways tell us what happened. Public; the token in the address and the signature are the keys."""

from django.urls import URLPattern

app_name = "pay"
urlpatterns: list[URLPattern] = []
