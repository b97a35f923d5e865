"""Files in and out: layouts as data, imports with their bad rows, files for the malls."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LayoutKind(models.TextChoices):
    """What a layout is for."""

    ORDERS = "orders", _("Orders to read")
    SHIPMENTS = "shipments", _("Shipment report to write")
    STOCK = "stock", _("Stock to write")


class IntakeLayout(models.Model):
    """How a file is read or written: columns ↔ fields, encoding, conversions. A user can copy and change it."""

    name = models.TextField(_("Name"), unique=True)  # akinai, rakuten, yahoo, amazon, uci, rakuten-shipments …
    kind = models.TextField(_("Kind"), choices=LayoutKind, default=LayoutKind.ORDERS)
    title = models.TextField(_("Title"))
    layout = models.JSONField(_("Columns"))  # see channels/files/layout.py and writing.py for its form
    built_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.title


class ValueConversion(models.Model):
    """What a mall's word means here: payment, delivery, time slot, remark. Rows of a channel go before general ones."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, null=True, blank=True, verbose_name=_("Channel"))
    field = models.TextField(_("Field"))  # payment_method, delivery_method, wished_slot
    text = models.TextField(_("The mall's words"))
    value = models.TextField(_("Our value"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "field", "text"], name="conversion_once", nulls_distinct=False)
        ]


class ImportRun(models.Model):
    """One file taken in: orders, products or stock, with its progress and result."""

    kind = models.TextField()  # orders
    channel = models.ForeignKey("orders.SalesChannel", models.SET_NULL, null=True)
    layout = models.TextField(default="", blank=True)
    file_name = models.TextField()
    file = models.TextField()  # path under files/
    items_file = models.TextField(default="", blank=True)  # the lines, where a mall gives them in a file of their own
    digest = models.TextField()  # sha256 of the file
    state = models.TextField(default="waiting")  # waiting, running, done, failed
    # Batches done. It is written with each batch's orders, so that a run cut off goes on behind the last one.
    position = models.IntegerField(default=0)
    total = models.IntegerField(default=0)  # rows
    read = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    duplicates = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)
    warnings = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    actor = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="import_open", condition=~Q(state="done"))]


class RejectedRow(models.Model):
    """A row that could not go in: which, why, and the row itself, to be mended and run again alone."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejected")
    row = models.IntegerField()
    field = models.TextField()
    message = models.TextField()
    order_key = models.TextField(default="", blank=True)  # rows of one key go in together
    # [{"row": 3, "cells": {"column": "text"}}, …]: all rows of its order, at the first of its rejected rows
    cells = models.JSONField(default=list)
    final = models.BooleanField(default=False)  # by the layout's rules no part of an order: nothing to mend
    mended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "row"], name="rejected_run"),
            models.Index(fields=["run"], name="rejected_open", condition=Q(mended_at=None) & Q(final=False)),
        ]


class TakenBack(models.Model):
    """A row of a cancellation invoice that was carried out: the same row again takes nothing back twice."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE)
    number = models.TextField()  # of the cancellation
    line = models.TextField()  # code, price and place of the row on it
    pieces = models.IntegerField()  # carried out so far
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "number", "line"], name="taken_back_once")]


class NoticeFile(models.Model):
    """A file for a mall: 発送完了報告 or stock; told once somebody says that it was uploaded."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE)
    kind = models.TextField()  # shipments, stock
    file = models.TextField()
    rows = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    uploaded_at = models.DateTimeField(null=True)
