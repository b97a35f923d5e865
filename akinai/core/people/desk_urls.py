"""/desk/people/"""

from django.urls import path

from akinai.core.people import desk

app_name = "people"
urlpatterns = [
    path("", desk.staff_list, name="staff"),
    path("new/", desk.staff_new, name="staff_new"),
    path("<int:pk>/", desk.staff_edit, name="staff_edit"),
    path("<int:pk>/<slug:what>/", desk.staff_do, name="staff_do"),
    path("devices/", desk.devices, name="devices"),
    path("devices/revoke/", desk.revoke, name="revoke"),
    path("access/", desk.access_log, name="access_log"),
]
