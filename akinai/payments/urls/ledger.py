"""Payments, tasks, accounts and ways to pay."""

from django.urls import URLPattern, path, reverse_lazy
from django.views.generic import RedirectView

from akinai.core.people.permissions import door
from akinai.payments.views import accounts, ledger

ways = RedirectView.as_view(url=reverse_lazy("shell:master", args=["ways-to-pay"]))

urlpatterns: list[URLPattern] = [
    path("", ledger.listing, name="payments"),
    path("<int:payment_id>/", ledger.page, name="payment"),
    path("<int:payment_id>/do/<slug:kind>/", ledger.do, name="do"),
    path("<int:payment_id>/ask/", ledger.ask_again, name="ask"),
    path("messages/<int:message_id>/", ledger.message, name="message"),
    path("tasks/", ledger.tasks, name="tasks"),
    path("tasks/close/", ledger.close_tasks, name="close_tasks"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", accounts.new, name="account_new"),
    path("accounts/<int:account_id>/", accounts.one, name="account"),
    path("accounts/<int:account_id>/check/", accounts.check, name="account_check"),
    path("accounts/<int:account_id>/delete/", accounts.delete, name="account_delete"),
    path("ways/", door("payments.view")(ways), name="ways"),
]
