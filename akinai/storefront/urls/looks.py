"""The theme's CSS and the pictures of pages and banners."""

from django.urls import path

from akinai.storefront.views import looks

urlpatterns = [
    path("theme.css", looks.theme_css, name="theme_css"),
    path("media/<path:path>", looks.media, name="media"),
]
