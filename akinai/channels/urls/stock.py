"""The pages of mall stock."""

from django.urls import path

from akinai.channels.views import stock

urlpatterns = [
    path("stock/", stock.offers, name="stock"),
    path("stock/resend/", stock.resend, name="stock_resend"),
    path("stock/rules/", stock.rules, name="stock_rules"),
    path("stock/rules/edit/", stock.rule, name="stock_rule"),
    path("stock/rules/delete/", stock.delete, name="stock_rule_delete"),
    path("stock/rules/table/", stock.table, name="stock_rules_table"),
    path("stock/<int:offer_id>/", stock.one, name="stock_offer"),
]
