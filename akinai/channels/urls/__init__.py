"""The pages of this step on the desk, by subject."""

from akinai.channels.urls import connections, files

app_name = "channels"
urlpatterns = [*files.urlpatterns, *connections.urlpatterns]
