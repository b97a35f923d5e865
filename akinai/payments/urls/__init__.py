"""The desk's pages of money. Each file is one room."""

from akinai.payments.urls import bank, ledger

app_name = "payments"
urlpatterns = [*ledger.urlpatterns, *bank.urlpatterns]
