"""The pages of orders. asked.py reads what a list is asked for; page.py draws one order; deeds.py changes it."""

from akinai.orders.views.deeds import copy, do
from akinai.orders.views.editing import edit
from akinai.orders.views.entry import addresses, buyers, new, products, weigh
from akinai.orders.views.listing import export, order_list
from akinai.orders.views.mailing import write
from akinai.orders.views.many import bulk
from akinai.orders.views.merging import decide, merge
from akinai.orders.views.page import order
from akinai.orders.views.papers import correct_document, document_archive, documents, hand_out, issue_document
from akinai.orders.views.shortages import cancel_line, short, transfer

__all__ = [
    "addresses", "bulk", "buyers", "cancel_line", "copy", "correct_document", "decide", "do", "document_archive",
    "documents", "edit", "export", "hand_out", "issue_document", "merge", "new", "order", "order_list", "products",
    "short", "transfer", "weigh", "write",
]  # fmt: skip
