"""The pages of this step on the desk."""

from django.urls import path

from akinai.customers import views

app_name = "customers"
urlpatterns = [
    path("marked/", views.marked_list, name="marked"),
    path("marked/new/", views.marked_form, name="marked_new"),
    path("marked/<int:marked_id>/", views.marked_form, name="marked_edit"),
    path("marked/remove/", views.marked_remove, name="marked_remove"),
]
