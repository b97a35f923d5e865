"""The shop's addresses. Each file is one room; desk.py holds the desk's pages."""

from akinai.storefront.urls import buying, looks, members, pages

app_name = "shop"
urlpatterns = [*looks.urlpatterns, *buying.urlpatterns, *members.urlpatterns, *pages.urlpatterns]
