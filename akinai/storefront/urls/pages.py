"""Top, categories, products, search, articles, feeds."""

from django.urls import path

from akinai.storefront.views import contact, content, front, listing, machines, product

urlpatterns = [
    path("", front.home, name="home"),
    path("c/", listing.everything, name="everything"),
    path("c/<path:code>/", listing.category, name="category"),
    path("p/<path:code>/", product.product, name="product"),
    path("pictures/<path:path>", product.picture, name="picture"),
    path("search/", listing.find, name="search"),
    path("search/suggest/", listing.suggest, name="suggest"),
    path("news/", content.news, name="news"),
    path("news/<str:slug>/", content.news_one, name="news_one"),
    path("articles/", content.articles, name="articles"),
    path("articles/<str:slug>/", content.article, name="article"),
    path("pages/<str:slug>/", content.page, name="content"),
    path("legal/", content.legal_notice, name="legal"),
    path("contact/", contact.contact, name="contact"),
    path("contact/sent/", contact.sent, name="contact_sent"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", machines.sitemap_part, name="sitemap_part"),
    path("feeds/google.xml", machines.google_feed, name="feed"),
]
