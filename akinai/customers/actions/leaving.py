"""退会 and erasure (個人情報保護法 35条): what no law keeps goes, orders and proof of consent stay."""

from collections.abc import Sequence
from contextlib import suppress

from django.contrib.auth.models import User
from django.db import transaction

from akinai.core import clock
from akinai.core.events import publish
from akinai.customers import events
from akinai.customers.actions.letters import NoSender, write
from akinai.customers.models import Address, Customer


def leave(customer: Customer, *, actor: str) -> None:
    """A member leaves: a last mail, then everything is erased that may be. There is no way back but a new account."""
    with transaction.atomic():
        with suppress(NoSender):
            write(
                "left", customer.email, about=f"customer/{customer.pk}", name=customer.name,
                language=customer.language, actor=actor,
            )  # fmt: skip
        _erase([customer.pk], own=True, actor=actor)


def erase(ids: Sequence[int], *, actor: str) -> list[int]:
    """Erase members at their request, or when the shop ends with them; the ids of those that were still there.

    Address book, name, numbers, memo and sign-in go, and what other steps keep of them (they hear MemberErased).
    Orders, payments and their papers stay as long as the tax law wants them, consents as proof. Six statements.
    """
    with transaction.atomic():
        return _erase(ids, own=False, actor=actor)


def _erase(ids: Sequence[int], *, own: bool, actor: str) -> list[int]:
    there = Customer.objects.select_for_update().filter(pk__in=ids, left_at=None).order_by("pk")
    rows = list(there.values_list("pk", "user_id"))
    gone = [pk for pk, _user in rows]
    Address.objects.filter(customer__in=gone).delete()
    blank = dict.fromkeys(("email", "name", "kana", "company", "phone", "memo"), "")
    Customer.objects.filter(pk__in=gone).update(**blank, birthday=None, points=0, left_at=clock.now(), user=None)
    # The sign-in is deleted, and with it every session that names it.
    User.objects.filter(pk__in=[user for _pk, user in rows if user]).delete()
    publish([events.MemberErased(subject=f"customer/{pk}", actor=actor, own=own) for pk in gone])
    return gone
