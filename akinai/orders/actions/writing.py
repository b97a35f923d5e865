"""Words to the buyer and to ourselves: mails from templates, mails by hand, notes."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from akinai.core import clock, mail
from akinai.core.events import publish
from akinai.core.mail import words
from akinai.core.money import format_amount
from akinai.core.outcome import Outcome, Refusal
from akinai.orders import gathering
from akinai.orders.draft import Draft
from akinai.orders.events import MailAsked, Noted
from akinai.orders.models import Order
from akinai.orders.money import order_money
from akinai.orders.payment_words import payment_guide
from akinai.orders.rulebook import Channel, Rulebook

KINDS = ("received", "paid", "reminder", "shipped", "cancelled")
Values = dict[str, str]


class NoWords(LookupError):
    """There is no template for this kind of mail in any language the channel uses."""


# --- mails from templates -----------------------------------------------------------------------------------


def queue_received(drafts: Sequence[Draft], book: Rulebook, *, actor: str) -> None:
    """The mail of receipt for new orders, with the templates the rulebook brought along."""
    _queue("received", [(one, one.lines) for one in drafts], book, actor=actor)


def queue_order_mails(
    kind: str,
    order_ids: Collection[int],
    *,
    extra: Mapping[int, Mapping[str, str]] | None = None,
    once: str = "",
    send_after: dt.datetime | None = None,
    actor: str,
) -> Outcome:
    """Write the mails of one kind ("received", "paid", "shipped", "cancelled") about orders.

    Only for channels that are live and have this kind switched on. `extra`: more {fields} per order id (tracking …).
    `once` tells apart several mails of one kind about one order (a shipment's key): the same is never written twice.
    Returns the orders a mail was written for; others need none or are refused with a sentence (no mail address).
    """
    with transaction.atomic():
        found = gathering.gather(Order.objects.in_bulk(list(order_ids)), mails=[f"orders.{kind}"])
        wanted = [
            (order, found.lines.get(order.pk, []))
            for order in found.orders.values()
            if found.book.channels[order.channel_id].live and kind in found.book.channels[order.channel_id].mails
        ]
        return _queue(kind, wanted, found.book, extra=extra, once=once, send_after=send_after, actor=actor)


def _queue(
    kind: str,
    orders: Sequence[tuple[Any, Sequence[Any]]],
    book: Rulebook,
    *,
    extra: Mapping[int, Mapping[str, str]] | None = None,
    once: str = "",
    send_after: dt.datetime | None = None,
    actor: str,
) -> Outcome:
    outcome = Outcome()
    mails = []
    for order, lines in orders:
        channel = book.channels[order.channel_id]
        refusal = _no_mail(order, channel, book)
        if refusal:
            outcome.refused.append(refusal)
            continue
        values = fields(order, lines, channel, book) | dict((extra or {}).get(order.id, {}))
        subject, body = choose(book, f"orders.{kind}", channel)
        mails.append(
            _new_mail(
                order,
                channel,
                book,
                f"orders.{kind}",
                subject,
                body,
                values,
                f"order/{order.id}/{kind}/{once}",
                send_after,
            )
        )
        outcome.done.append(order.id)
    mail.queue_mail(mails, actor=actor)
    return outcome


def _no_mail(order: Any, channel: Channel, book: Rulebook) -> Refusal | None:
    if "@" not in order.buyer_email.strip("@"):
        sentence = _("Order %(number)s has no mail address to write to.") % {"number": order.number}
        return Refusal(order.id, "buyer_email", sentence)
    if not sender(channel, book):
        sentence = _("Neither the shop nor the channel %(name)s has a mail address to write from.") % {
            "name": channel.name
        }
        return Refusal(order.id, "sender_address", sentence)
    return None


def sender(channel: Channel, book: Rulebook) -> str:
    """The address mails of a channel come from."""
    return channel.sender_address or str(book.shop.get("email") or "")


def _new_mail(
    order: Any, channel: Channel, book: Rulebook, kind: str, subject: str, body: str, values: Values, dedupe: str,
    send_after: dt.datetime | None = None,
) -> mail.NewMail:  # fmt: skip
    return mail.NewMail(
        kind=kind,
        subject_ref=f"order/{order.id}",
        dedupe=dedupe,
        from_name=channel.sender_name or str(book.shop.get("name") or ""),
        from_address=sender(channel, book),
        to_name=addressee(order),
        to_address=order.buyer_email.strip(),
        subject=words.render(subject, values),
        body=words.render(body, values),
        send_after=send_after,
    )


def choose(book: Rulebook, kind: str, channel: Channel) -> tuple[str, str]:
    """Subject and text of the template nearest to a channel and its language. Raises NoWords."""
    for key in (
        (kind, channel.code, channel.language),
        (kind, "", channel.language),
        (kind, channel.code, "ja"),
        (kind, "", "ja"),
    ):
        if key in book.templates:
            return book.templates[key]
    raise NoWords(_("There is no template for mails of the kind “%(kind)s”.") % {"kind": kind})


# --- what a template can say --------------------------------------------------------------------------------


def addressee(order: Any) -> str:
    """Whom a mail greets: the buyer, unless only a number is known of them (wholesale files tell no names)."""
    return str(order.name if order.buyer_name.isdigit() else order.buyer_name or order.name)


def fields(order: Any, lines: Sequence[Any], channel: Channel, book: Rulebook) -> Values:
    """Every {field} a mail about an order has, in the channel's language."""
    with override(channel.language):
        money = order_money(order, lines, rounding=book.shop.get("tax_rounding") or "floor")
        currency = order.currency

        def yen(amount: int | None) -> str:
            return _("unknown") if amount is None else format_amount(amount, currency)

        rates = [
            _("%(percent)s %% goods and fees: %(gross)s (tax %(tax)s)")
            % {"percent": rate.percent, "gross": yen(rate.gross), "tax": yen(rate.tax)}
            for rate in money.rates
        ]
        names = book.payment_names.get(order.payment_method, {})
        return {
            "number": order.number,
            "channel_number": order.channel_number,
            "channel": channel.name,
            "name": addressee(order),
            "recipient": order.name,
            "address": f"{order.prefecture}{order.city}{order.line1} {order.line2}".strip(),
            "ordered_at": date_format(order.ordered_at.astimezone(clock.JST), "DATE_FORMAT"),
            "lines": "\n".join(_line(line, currency) for line in lines if line.quantity > line.cancelled),
            "goods": yen(money.goods),
            "shipping": yen(order.shipping_fee or 0),
            "fees": yen((order.payment_fee or 0) + (order.wrapping_fee or 0)),
            "discount": yen(money.discount + money.mall_discount),
            "points": yen(money.points),
            "total": yen(money.total),
            "billed": yen(money.billed),
            "sums": _sums(order, money, yen),
            "received": yen(order.received),
            "tax": "\n".join(rates),
            "payment_guide": payment_guide(order, book),
            "payment": names.get(channel.language) or names.get("ja") or order.payment_text,
            "ship_date": date_format(order.ship_date, "DATE_FORMAT") if order.ship_date else "",
            "wished_date": date_format(order.wished_date, "DATE_FORMAT") if order.wished_date else _("none"),
            "wish": _wish(order),
            "cancel_reason": order.cancel_reason,
            "tracking": "",
            "carrier": "",
            "shop": str(book.shop.get("name") or ""),
            "signature": channel.signature or _signature(book),
        }


def _sums(order: Any, money: Any, yen: Callable[[int | None], str]) -> str:
    """Goods, what came on top and what came off, and what is to be paid; what is zero is left out."""
    parts = [
        (_("Goods: %s"), money.goods, True),
        (_("Shipping: %s"), order.shipping_fee or 0, True),
        (_("Fees: %s"), (order.payment_fee or 0) + (order.wrapping_fee or 0), False),
        (_("Discount: −%s"), money.discount + money.mall_discount, False),
        (_("Points used: −%s"), money.points, False),
        (_("To pay: %s"), money.billed, True),
    ]
    return "\n".join(text % yen(amount) for text, amount, always in parts if always or amount)


def _wish(order: Any) -> str:
    """The line of the wished date, with its line break; nothing when there is no wish."""
    if not order.wished_date:
        return ""
    return _("Wished date: %s") % date_format(order.wished_date, "DATE_FORMAT") + "\n"


def _line(line: Any, currency: str) -> str:
    pieces = line.quantity - line.cancelled
    price = _("unknown") if line.unit_price is None else format_amount(line.unit_price, currency)
    total = "" if line.unit_price is None else f" = {format_amount(line.unit_price * pieces, currency)}"
    name = f"{line.name or line.sku_code}{'（' + line.options + '）' if line.options else ''}"
    return f"・{name}\n  {price} × {pieces:,}{total}"


def _signature(book: Rulebook) -> str:
    shop = book.shop
    address = "".join(str(shop.get(name) or "") for name in ("prefecture", "city", "line1", "line2"))
    postal = f"〒{shop['postal']} " if shop.get("postal") else ""
    rows = [shop.get("name"), f"{postal}{address}", shop.get("phone") and f"TEL {shop['phone']}", shop.get("email")]
    return "\n".join(str(row) for row in rows if row)


def render_mail(order_id: int, *, kind: str = "", subject: str = "", body: str = "") -> tuple[str, str]:
    """Subject and text as the buyer of this order would read them: of a kind's template, or of words just written.

    Raises NoWords, mail.UnknownField (a sentence naming the field), Order.DoesNotExist.
    """
    order = Order.objects.get(pk=order_id)
    found = gathering.gather({order.pk: order}, mails=[f"orders.{kind}"] if kind else [])
    channel = found.book.channels[order.channel_id]
    if kind:
        subject, body = choose(found.book, f"orders.{kind}", channel)
    values = fields(order, found.lines.get(order.pk, []), channel, found.book)
    return words.render(subject, values), words.render(body, values)


# --- by hand ------------------------------------------------------------------------------------------------


def send_mail(
    order_ids: Collection[int], *, subject: str, body: str, template_kind: str = "hand", actor: str
) -> Outcome:
    """Write one mail by hand about each of these orders; {fields} are filled per order (お詫び to many).

    Raises mail.UnknownField when the words ask for a field there is not.
    """
    with transaction.atomic():
        orders = Order.objects.in_bulk([int(one) for one in order_ids])
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        if not orders:
            return outcome
        found = gathering.gather(orders)
        mails = []
        stamp = clock.now().isoformat()
        for order in orders.values():
            channel = found.book.channels[order.channel_id]
            refusal = _no_mail(order, channel, found.book) or _not_live(order, channel)
            if refusal:
                outcome.refused.append(refusal)
                continue
            values = fields(order, found.lines.get(order.pk, []), channel, found.book)
            dedupe = f"order/{order.pk}/{template_kind}/{stamp}"
            mails.append(
                _new_mail(order, channel, found.book, f"orders.{template_kind}", subject, body, values, dedupe)
            )
            outcome.done.append(order.pk)
        mail.queue_mail(mails, actor=actor)
        publish([MailAsked(subject=f"order/{one}", actor=actor, kind=template_kind) for one in outcome.done])
    return outcome


def _not_live(order: Order, channel: Channel) -> Refusal | None:
    if channel.live:
        return None
    sentence = _("The channel %(name)s only imports; nothing is sent to its buyers.") % {"name": channel.name}
    return Refusal(order.pk, "channel", sentence)


NOTE_KINDS = ("memo", "phone")


def note(order_ids: Collection[int], text: str, *, kind: str = "memo", actor: str) -> Outcome:
    """Write a note on orders: a telephone call ("phone") or a memo. It stands in the timeline, a memo also on
    the order.
    """
    from akinai.core.cards import mask_cards

    written = mask_cards(text.strip())[0]
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        if not written or kind not in NOTE_KINDS:
            return Outcome(refused=[Refusal(one, "text", _("Write something first.")) for one in order_ids])
        if kind == "memo":
            Order.objects.filter(id__in=orders).update(memo=written)
        publish([Noted(subject=f"order/{one}", actor=actor, kind=kind, text=written) for one in orders])
        outcome.done = list(orders)
    return outcome
