"""A cart holds nothing back; a purchase is what became of it, once, with what the buyer saw when confirming."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akinai.core.append_only import append_only


class Step(models.TextChoices):
    """How far a shopper came: why they leave is read from the farthest step."""

    CART = "cart", _("Cart")
    ADDRESS = "address", _("Buyer and recipients")
    DELIVERY = "delivery", _("Delivery and gifts")
    PAYMENT = "payment", _("Payment")
    CONFIRM = "confirm", _("Confirmation")
    PAYING = "paying", _("Payment page")
    DONE = "done", pgettext_lazy("cart", "Ordered")


class Cart(models.Model):
    """What somebody means to buy. The key is in the browser's cookie (or with the headless front)."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True, related_name="carts")
    # What the checkout has gathered so far (buyer, recipients, deliveries, payment, remark): see checkout.py.
    draft = models.JSONField(default=dict)
    step = models.TextField(choices=Step, default=Step.CART)  # the farthest
    lacking_method = models.TextField(default="", blank=True)  # the way to pay the shopper missed
    language = models.TextField(default="ja")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer"], name="cart_of", condition=Q(ordered_at__isnull=True)),
            models.Index(fields=["updated_at"], name="cart_left", condition=Q(ordered_at__isnull=True)),
        ]


class CartLine(models.Model):
    """Pieces of a SKU in a cart. The price is asked when it is shown, never kept."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.Sku", models.CASCADE, related_name="+")
    quantity = models.IntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku"], name="cart_line_once"),
            models.CheckConstraint(name="cart_line_positive", condition=Q(quantity__gt=0)),
        ]


class Purchase(models.Model):
    """One pressing of 注文を確定する: its orders and its payment. The key makes pressing twice the same as once."""

    id = models.BigAutoField(primary_key=True)
    cart = models.ForeignKey(Cart, models.PROTECT, related_name="purchases")
    key = models.TextField()  # idempotency key: of the confirmation shown
    token = models.UUIDField(default=uuid.uuid4, unique=True)  # in the address of the page of thanks
    number = models.TextField()  # the channel's number, shared by the orders to several recipients
    order_ids = ArrayField(models.BigIntegerField())
    customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True, related_name="purchases")
    email = models.TextField()  # in lower case
    payment_id = models.BigIntegerField(null=True)  # the newest try
    total = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "key"], name="purchase_once"),
            models.UniqueConstraint(fields=["number"], name="purchase_number"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="purchase_of"),
            models.Index(fields=["email", "-id"], name="purchase_by"),
            models.Index(fields=["payment_id"], name="purchase_paid_by"),
        ]

    @property
    def order_numbers(self) -> str:
        """The numbers its buyer knows it by: those of its orders."""
        return ", ".join(f"{pk:06d}" for pk in sorted(self.order_ids))


class Confirmation(models.Model):
    """最終確認画面 as it was shown (特定商取引法12条の6): kept with the order, never changed."""

    purchase = models.OneToOneField(Purchase, models.PROTECT, related_name="confirmation")
    html = models.TextField()
    data = models.JSONField()  # the six items and every amount, as plain values
    terms = models.TextField()  # digest of the terms in force
    shown_at = models.DateTimeField()
    digest = models.TextField()

    class Meta:
        triggers = [append_only("keep_confirmations")]
