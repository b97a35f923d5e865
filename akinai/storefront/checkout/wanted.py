"""What a shopper has told so far: kept as plain values in the cart's draft, read back without trusting it."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from akinai.orders.actions import Person

MOST_RECIPIENTS = 20


@dataclass(slots=True, kw_only=True)
class Gift:
    """What is done for a gift; choices by id of GiftChoice, 0 = none."""

    noshi: int = 0
    noshi_name: str = ""
    wrapping: int = 0
    card: int = 0
    message: str = ""
    hide_prices: bool = False

    @property
    def asked(self) -> bool:
        return bool(self.noshi or self.wrapping or self.card or self.message)


@dataclass(slots=True, kw_only=True)
class Recipient:
    """Where pieces go. `person` None: to the buyer. `pieces` by SKU; empty: everything, as there is one recipient."""

    person: Person | None = None
    pieces: dict[int, int] = field(default_factory=dict)
    delivery: str = ""  # code of a delivery method; "" = the first that fits
    date: dt.date | None = None
    slot: str = ""
    gift: Gift = field(default_factory=Gift)
    sender: Person | None = None  # None: the buyer, or the shop where the buyer is the recipient


@dataclass(slots=True, kw_only=True)
class Wanted:
    """The whole of it. `group`: code of the sale type bought now; "" = the first in the cart."""

    buyer: Person = field(default_factory=Person)
    recipients: list[Recipient] = field(default_factory=lambda: [Recipient()])
    payment: str = ""
    remark: str = ""
    group: str = ""

    @property
    def several(self) -> bool:
        return len(self.recipients) > 1

    def to_plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        plain = asdict(self)
        for recipient in plain["recipients"]:
            recipient["date"] = recipient["date"].isoformat() if recipient["date"] else ""
            recipient["pieces"] = {str(sku): pieces for sku, pieces in recipient["pieces"].items()}
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Wanted":
        """What `to_plain` made; {} is a cart that has told nothing yet."""
        if not plain:
            return cls()
        return cls(
            buyer=Person(**plain["buyer"]),
            recipients=[_recipient(one) for one in plain["recipients"]],
            payment=plain["payment"],
            remark=plain["remark"],
            group=plain["group"],
        )


def _recipient(plain: dict[str, Any]) -> Recipient:
    return Recipient(
        person=Person(**plain["person"]) if plain["person"] else None,
        pieces={int(sku): pieces for sku, pieces in plain["pieces"].items()},
        delivery=plain["delivery"],
        date=dt.date.fromisoformat(plain["date"]) if plain["date"] else None,
        slot=plain["slot"],
        gift=Gift(**plain["gift"]),
        sender=Person(**plain["sender"]) if plain["sender"] else None,
    )
