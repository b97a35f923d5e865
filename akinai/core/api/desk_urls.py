"""/desk/settings/api-tokens/"""

from django.urls import path

from akinai.core.api import desk

app_name = "api_tokens"
urlpatterns = [
    path("", desk.token_list, name="list"),
    path("new/", desk.token_new, name="new"),
    path("revoke/", desk.revoke, name="revoke"),
]
