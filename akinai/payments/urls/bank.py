"""Bank files, refunds by transfer, settlements."""

from django.urls import URLPattern, path

from akinai.payments.views import bank, refunds, settlement

urlpatterns: list[URLPattern] = [
    path("bank/", bank.lines, name="bank"),
    path("bank/import/", bank.take_in, name="bank_import"),
    path("bank/import/confirm/", bank.confirm, name="bank_confirm"),
    path("bank/again/", bank.again, name="bank_again"),
    path("bank/<int:line_id>/match/", bank.match, name="bank_match"),
    path("bank/<int:line_id>/ignore/", bank.ignore, name="bank_ignore"),
    path("bank/<int:line_id>/undo/", bank.undo, name="bank_undo"),
    path("refunds/", refunds.listing, name="refunds"),
    path("refunds/new/", refunds.new, name="refund_new"),
    path("refunds/<int:refund_id>/", refunds.one, name="refund"),
    path("refunds/do/<slug:verb>/", refunds.move, name="refunds_do"),
    path("refunds/file/", refunds.write_file, name="transfer_new"),
    path("refunds/file/<int:file_id>/", refunds.transfer, name="transfer"),
    path("refunds/file/<int:file_id>/download/", refunds.download, name="transfer_download"),
    path("settlements/", settlement.files, name="settlements"),
    path("settlements/<int:file_id>/", settlement.one, name="settlement"),
    path("settlements/<int:file_id>/payout/", settlement.payout, name="settlement_payout"),
    path("settlements/<int:file_id>/lines/<int:line_id>/", settlement.decide, name="settlement_line"),
    path("settlements/silent/<int:account_id>/", settlement.silent, name="settlement_silent"),
]
