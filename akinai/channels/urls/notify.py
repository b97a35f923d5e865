"""/malls/: where malls tell us what happened. Public; the token in the address and the signature are the keys."""

from django.urls import URLPattern, path

from akinai.channels.views import notify

app_name = "malls"
urlpatterns: list[URLPattern] = [
    path("notify/<str:token>/", notify.notify, name="notify"),
]
