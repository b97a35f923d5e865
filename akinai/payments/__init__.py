"""Every way to pay, as a ledger: what was asked of a gateway (operations) and what happened (events), amounts computed.

Begin with models/ledger.py (the tables), then actions/applying.py (the one function by which money becomes known), then
gateways/base.py (what a gateway must be able to do). Nothing here knows of orders: a payment is for documents
("order/12"), and orders hear of it by events.
"""
