"""The pages of this step on the desk."""

from django.urls import URLPattern

app_name = "catalog"
urlpatterns: list[URLPattern] = []
