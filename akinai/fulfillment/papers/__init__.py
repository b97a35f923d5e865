"""The papers of the floor as PDF: 納品書, pick lists, 集荷引渡一覧, 抜き取りリスト.

Pure functions from the dataclasses of data.py to bytes; words.py holds the fixed words in both languages, *.typ the
looks. Begin with slips.py.
"""

from akinai.fulfillment.papers.data import (
    BatchData,
    HandoverData,
    HandoverGroup,
    HandoverRow,
    Party,
    PickLine,
    PickOrder,
    RateSum,
    Reprint,
    Shop,
    SlipCharge,
    SlipData,
    SlipLine,
    SlipPart,
    WithdrawalData,
    WithdrawalItem,
    WithdrawalRow,
)
from akinai.fulfillment.papers.floor import handover_list, withdrawal_list
from akinai.fulfillment.papers.picking import batch_pdf, pick_per_order, pick_total
from akinai.fulfillment.papers.slips import delivery_slips

__all__ = [
    "BatchData",
    "HandoverData",
    "HandoverGroup",
    "HandoverRow",
    "Party",
    "PickLine",
    "PickOrder",
    "RateSum",
    "Reprint",
    "Shop",
    "SlipCharge",
    "SlipData",
    "SlipLine",
    "SlipPart",
    "WithdrawalData",
    "WithdrawalItem",
    "WithdrawalRow",
    "batch_pdf",
    "delivery_slips",
    "handover_list",
    "pick_per_order",
    "pick_total",
    "withdrawal_list",
]
