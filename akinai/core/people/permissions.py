"""What each role may do: one table.

A view asks by `@door("orders.edit")`, a template by `{% if perm.orders_edit %}`.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AnyUser = AbstractBaseUser | AnonymousUser

ROLES: dict[str, Promise] = {
    "manager": _("Shop manager"),
    "orders": _("Orders"),
    "support": _("Customer care"),
    "warehouse": _("Warehouse"),
    "purchasing": _("Purchasing"),
    "marketing": _("Marketing"),
    "accounting": _("Accounting"),
    "viewer": _("Read only"),
}

EVERYBODY = "manager orders support warehouse purchasing marketing accounting viewer"

# Permission -> the roles that have it, and what it lets one do (shown on the page that refuses).
_TABLE: tuple[tuple[str, str, Promise], ...] = (
    ("desk.view", EVERYBODY, _("sign in and see the home page")),
    ("orders.view", "manager orders support warehouse accounting marketing viewer", _("see orders")),
    ("orders.edit", "manager orders support", _("enter and change orders")),
    ("orders.cancel", "manager orders", _("cancel orders and take returns")),
    ("orders.pay", "manager orders accounting", _("record payments")),
    ("orders.mail", "manager orders support", _("write mails to buyers from an order")),
    ("personal.view", "manager orders support", _("see names, addresses and phone numbers in full")),
    ("catalog.view", EVERYBODY, _("see products")),
    ("catalog.edit", "manager purchasing marketing", _("change products")),
    ("cost.view", "manager purchasing accounting", _("see cost prices")),
    ("inventory.view", EVERYBODY, _("see stock")),
    ("inventory.move", "manager purchasing warehouse", _("receive and correct stock")),
    ("fulfillment.view", "manager orders support warehouse viewer", _("see shipping work")),
    ("fulfillment.work", "manager orders warehouse", _("pack and inspect")),
    ("fulfillment.confirm", "manager orders warehouse", _("confirm shipments")),
    ("fulfillment.undo", "manager orders", _("take a confirmed shipment back")),
    ("channels.view", "manager orders support marketing viewer", _("see imports and sales channels")),
    ("channels.import", "manager orders", _("import files")),
    ("channels.export", "manager orders", _("export files")),
    ("channels.edit", "manager", _("set up sales channels")),
    ("payments.view", "manager orders support accounting viewer", _("see payments")),
    ("payments.act", "manager accounting", _("collect, release and refund payments")),
    ("payments.approve", "manager accounting", _("approve refunds to bank accounts")),
    ("payments.bank", "manager orders accounting", _("read the bank's files and match them")),
    ("payments.edit", "manager", _("set up gateways and ways to pay")),
    ("documents.view", "manager orders support accounting viewer", _("see receipts and invoices")),
    ("documents.issue", "manager orders support accounting", _("issue receipts and invoices")),
    ("members.view", "manager orders support marketing", _("see members of the shop")),
    ("members.edit", "manager support", _("change members of the shop")),
    ("storefront.view", EVERYBODY, _("see how the shop is made")),
    ("storefront.edit", "manager marketing", _("change pages and look of the shop")),
    ("mail.view", "manager orders support", _("see mails")),
    ("mail.send", "manager orders support", _("send mails")),
    ("settings.view", "manager orders", _("see settings")),
    ("settings.edit", "manager", _("change settings")),
    ("people.edit", "manager", _("manage staff and devices")),
    ("jobs.view", "manager", _("see background work")),
    ("backup.view", "manager", _("see backups")),
)

PERMISSIONS: dict[str, frozenset[str]] = {name: frozenset(roles.split()) for name, roles, _words in _TABLE}
MEANINGS: dict[str, Promise] = {name: words for name, _roles, words in _TABLE}

# A session opened on a registered device with a PIN or badge never gets more than this, whoever it is.
STATION: frozenset[str] = frozenset(
    {
        "desk.view",
        "catalog.view",
        "inventory.view",
        "inventory.move",
        "fulfillment.view",
        "fulfillment.work",
        "fulfillment.confirm",
    }
)

View = TypeVar("View", bound=Callable[..., Any])


def roles_of(user: AnyUser) -> frozenset[str]:
    """The roles of a person, read once per request. A superuser is a 店長."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    known = getattr(user, "_akinai_roles", None)
    if known is None:
        names = set(user.groups.values_list("name", flat=True)) & set(ROLES)  # type: ignore[attr-defined]
        if getattr(user, "is_superuser", False):
            names.add("manager")
        known = user._akinai_roles = frozenset(names)  # type: ignore[attr-defined]
    return known


def allowed(user: AnyUser, name: str) -> bool:
    """May this person do that? Raises KeyError for a permission that is not in the table."""
    roles = PERMISSIONS[name]
    if getattr(user, "at_station", False) and name not in STATION:
        return False
    return not roles.isdisjoint(roles_of(user))


def door(name: str) -> Callable[[View], View]:
    """Guard a view (function, or class through `method_decorator(door(..), name="dispatch")`) with a permission.

    StaffOnly has already asked for sign-in and the second factor; here the role is asked for.
    """
    if name not in PERMISSIONS:
        raise KeyError(f"{name} is not in the table of permissions")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not allowed(request.user, name):
                return refuse(request, name)
            return view(request, *args, **kwargs)

        guarded.door = name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


permission_required = door


def refuse(request: HttpRequest, name: str) -> HttpResponse:
    """The 403 page: what was asked for, and which roles may."""
    context = {"meaning": MEANINGS[name], "roles": role_names(PERMISSIONS[name])}
    return render(request, "core/refused.html", context, status=403)


def role_names(roles: Iterable[str]) -> list[Promise]:
    """The words for roles, in the table's order."""
    chosen = set(roles)
    return [label for name, label in ROLES.items() if name in chosen]


class Perm:
    """`perm` in templates: `perm.orders_edit` asks for "orders.edit"."""

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def __getitem__(self, key: str) -> bool:
        return allowed(self.user, key.replace("_", ".", 1))
