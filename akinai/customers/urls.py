"""The pages of this step on the desk."""

from django.urls import path

from akinai.customers.views import marked, members

app_name = "customers"
urlpatterns = [
    path("members/", members.member_list, name="members"),
    path("members/<int:customer_id>/", members.member, name="member"),
    path("members/<int:customer_id>/export/", members.export, name="member_export"),
    path("members/<int:customer_id>/erase/", members.erase, name="member_erase"),
    path("marked/", marked.marked_list, name="marked"),
    path("marked/new/", marked.marked_form, name="marked_new"),
    path("marked/<int:marked_id>/", marked.marked_form, name="marked_edit"),
    path("marked/remove/", marked.marked_remove, name="marked_remove"),
]
