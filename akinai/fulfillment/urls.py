"""The pages of this step on the desk."""

from django.urls import path
from django.views.generic import RedirectView

from akinai.core.people.permissions import door
from akinai.fulfillment.views import batches, labels, layouts, leaving, outside, pulling, shipment, starting, station

app_name = "fulfillment"
urlpatterns = [
    path("", door("fulfillment.view")(RedirectView.as_view(pattern_name="fulfillment:start"))),
    path("ready/", starting.page, name="start"),
    path("start/", starting.start, name="start_work"),
    path("batches/", batches.table, name="batches"),
    path("batches/<int:batch_id>/", batches.page, name="batch"),
    path("batches/<int:batch_id>/progress/", batches.progress, name="batch_progress"),
    path("batches/<int:batch_id>/print/", batches.make_paper, name="print"),
    path("batches/<int:batch_id>/undo/", batches.undo, name="undo_batch"),
    path("batches/<int:batch_id>/labels/", labels.export, name="export_labels"),
    path("numbers/", labels.numbers, name="import_numbers"),
    path("papers/<int:paper_id>/", batches.paper, name="paper"),
    path("inspection/", station.page, name="station"),
    path("inspection/scan/", station.read, name="scan"),
    path("inspection/short/<int:line_id>/", station.missing, name="short"),
    path("shipments/<int:shipment_id>/", shipment.page, name="shipment"),
    path("shipments/<int:shipment_id>/split/", shipment.divide, name="split"),
    path("shipments/<int:shipment_id>/number/", shipment.number, name="number"),
    path("shipments/<int:shipment_id>/slip/", shipment.slip_again, name="slip"),
    path("shipments/do/<slug:verb>/", shipment.do, name="do"),
    path("confirm/", leaving.page, name="confirm"),
    path("handover/", leaving.handover, name="handover"),
    path("handover/print/", leaving.print_handover, name="print_handover"),
    path("leftover/", leaving.leftover, name="leftover"),
    path("pull/", pulling.page, name="pull"),
    path("pull/print/", pulling.print_list, name="print_withdrawals"),
    path("outside/", outside.page, name="outside"),
    path("outside/<int:batch_id>/instruction/", outside.instruction, name="instruction"),
    path("outside/result/", outside.result, name="result"),
    path("layouts/", layouts.table, name="layouts"),
    path("layouts/new/", layouts.edit, name="new_layout"),
    path("layouts/<int:layout_id>/", layouts.edit, name="layout"),
    path("layouts/<int:layout_id>/copy/", layouts.copy, name="copy_layout"),
    path("layouts/<int:layout_id>/delete/", layouts.delete, name="delete_layout"),
]
