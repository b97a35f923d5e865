"""The pages of this step on the desk, by subject."""

from akinai.channels.urls import files

app_name = "channels"
urlpatterns = [*files.urlpatterns]
