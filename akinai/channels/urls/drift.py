"""The pages of stock differences."""

from django.urls import path

from akinai.channels.views import drift

urlpatterns = [
    path("drift/", drift.drift, name="drift"),
    path("drift/mend/", drift.mend, name="drift_mend"),
    path("drift/<int:connection_id>/read/", drift.read, name="drift_read"),
    path("drift/<int:connection_id>/repairs/", drift.repairs, name="drift_repairs"),
]
