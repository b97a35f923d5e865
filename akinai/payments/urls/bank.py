"""Bank files, refunds by transfer, settlements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
