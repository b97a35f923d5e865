"""The money we collect ourselves: what is asked for when an order comes in."""

from collections import defaultdict
from collections.abc import Sequence

from akinai.orders.draft import Draft
from akinai.orders.rulebook import Rulebook
from akinai.payments import actions as payments

NOT_OURS = ("", "mall")  # timings: nobody knows how it is paid; the mall has the money


def payments_of(drafts: Sequence[Draft], book: Rulebook) -> list[payments.NewPayment]:
    """The payments to ask for: one for all the orders of one number (複数配送), of channels where we collect."""
    together: dict[tuple[int, str], list[Draft]] = defaultdict(list)
    for one in drafts:
        channel = book.channels[one.channel_id]
        ours = channel.collects and channel.live and not one.cancelled and one.told_paid is None
        if ours and one.billed and book.payments.get(one.payment_method, "") not in NOT_OURS:
            together[(one.channel_id, one.channel_number)].append(one)
    return [
        payments.NewPayment(
            documents=tuple(f"order/{one.id}" for one in group),
            amounts=tuple(one.billed or 0 for one in group),
            method=group[0].payment_method,
            currency=group[0].currency,
            payer=payments.Payer(group[0].buyer_name, group[0].buyer_kana, group[0].buyer_email, group[0].buyer_phone),
            paying=group[0].paying,
        )
        for group in together.values()
    ]
