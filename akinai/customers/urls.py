"""The pages of this step on the desk."""

from django.urls import URLPattern

app_name = "customers"
urlpatterns: list[URLPattern] = []
