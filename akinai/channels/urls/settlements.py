"""The pages of the malls' settlements."""

from django.urls import path

from akinai.channels.views import settlements

urlpatterns = [
    path("settlements/", settlements.files, name="settlements"),
    path("settlements/<int:settlement_id>/", settlements.one, name="settlement"),
    path("settlements/<int:settlement_id>/rows.csv", settlements.rows_file, name="settlement_rows"),
    path("settlements/<int:settlement_id>/again/", settlements.again, name="settlement_again"),
    path("settlements/<int:settlement_id>/drop/", settlements.drop, name="settlement_drop"),
    path("settlements/<int:settlement_id>/explain/", settlements.explain, name="settlement_explain"),
    path("settlements/entries/<int:entry_id>/", settlements.entry, name="settlement_entry"),
    path("settlements/silent/<int:channel_id>/", settlements.silent, name="settlement_silent"),
]
