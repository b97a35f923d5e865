"""Payments, tasks, accounts and ways to pay."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
