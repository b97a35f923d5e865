"""API接続 and what it needs a person for."""

from django.urls import URLPattern, path

from akinai.channels.views import connections, signing, troubles

urlpatterns: list[URLPattern] = [
    path("connect/", connections.new, name="connect"),
    path("refused/", troubles.refused, name="refused"),
    path("refused/again/", troubles.read_again, name="read_again"),
    path("failed/", troubles.failed, name="failed"),
    path("failed/again/", troubles.tell_again, name="tell_again"),
    path("signed-in/", signing.end, name="signed_in"),
    path("<int:channel_id>/api/sign-in/", signing.begin, name="sign_in"),
    path("<int:channel_id>/api/notices/", signing.notices, name="connection_notices"),
    path("calls/", troubles.calls, name="calls"),
    path("<int:channel_id>/api/", connections.connection, name="connection"),
    path("<int:channel_id>/api/test/", connections.test, name="connection_test"),
    path("<int:channel_id>/api/pause/", connections.pause, name="connection_pause"),
    path("<int:channel_id>/api/disconnect/", connections.disconnect, name="disconnect"),
    path("<int:channel_id>/api/tasks/", connections.tasks, name="connection_tasks"),
    path("<int:channel_id>/api/fetch/", connections.fetch, name="connection_fetch"),
    path("<int:channel_id>/api/progress/", connections.progress, name="connection_progress"),
]
