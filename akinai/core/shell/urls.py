"""/desk/: home, and what belongs to no step."""

from django.urls import path

from akinai.core.shell import views

app_name = "shell"
urlpatterns = [
    path("", views.home, name="home"),
]
