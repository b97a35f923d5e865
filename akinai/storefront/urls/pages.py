"""Top, categories, products, search, articles, feeds; last, as it catches what nobody else knows."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
