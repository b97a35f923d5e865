"""Registration, sign-in, my page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
