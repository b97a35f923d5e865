"""Every change on the floor, one verb each; all batch verbs run a constant number of statements."""

from akinai.fulfillment.actions.grouping import Plan
from akinai.fulfillment.actions.inspecting import ScanAnswer, inspect_again, inspect_by_eye, scan
from akinai.fulfillment.actions.labelfiles import IssuedImport, LabelExport, export_labels, import_issued
from akinai.fulfillment.actions.labelling import Told, bind, bind_number, void_number
from akinai.fulfillment.actions.layouts import copy_layout, delete_layouts, save_layouts, seed_layouts
from akinai.fulfillment.actions.outsourcing import (
    InstructionExport,
    answer_cancel,
    export_instruction,
    import_result,
    request_cancel,
)
from akinai.fulfillment.actions.printing import print_batch, print_handover, print_withdrawals
from akinai.fulfillment.actions.refreshing import refresh
from akinai.fulfillment.actions.shipping import confirm, mark_delivered, undo_confirm
from akinai.fulfillment.actions.shortages import short
from akinai.fulfillment.actions.splitting import split
from akinai.fulfillment.actions.starting import Started, preview, start_work
from akinai.fulfillment.actions.telling import tell_due
from akinai.fulfillment.actions.withdrawing import put_back_to_shelf, undo_start, withdraw

__all__ = [
    "InstructionExport",
    "IssuedImport",
    "LabelExport",
    "Plan",
    "ScanAnswer",
    "Started",
    "Told",
    "answer_cancel",
    "bind",
    "bind_number",
    "confirm",
    "copy_layout",
    "delete_layouts",
    "export_instruction",
    "export_labels",
    "import_issued",
    "import_result",
    "inspect_again",
    "inspect_by_eye",
    "mark_delivered",
    "preview",
    "print_batch",
    "print_handover",
    "print_withdrawals",
    "put_back_to_shelf",
    "refresh",
    "request_cancel",
    "save_layouts",
    "scan",
    "seed_layouts",
    "short",
    "split",
    "start_work",
    "tell_due",
    "undo_confirm",
    "undo_start",
    "void_number",
    "withdraw",
]
