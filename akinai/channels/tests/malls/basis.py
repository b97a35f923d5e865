"""What the parts of the contract share: a mall for each test, and what a mall may be able to do or to tell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any, ClassVar, TypeVar

import pytest

from akinai.channels.malls import MALLS
from akinai.channels.malls.base import KeysRefused, MallError, Place, RawRequest, Told
from akinai.channels.tests.malls.practice import Practice, account_for, fresh_standin
from sandbox.malls.shop import Offer, Order, Someone
from sandbox.serving import Server

OFFERS = (
    Offer("apple-juice", "1l-6", "APJ-1L-6", "りんごジュース", "1L×6", 3000, 20, 8, "4901234567894"),
    Offer("apple-juice", "1l-12", "APJ-1L-12", "りんごジュース", "1L×12", 5800, 10, 8, "4901234567900"),
    Offer("towel-white", "m", "TWL-W-M", "白いタオル", "M", 1200, 1000, 10, "4901234567917"),
)
# What a mall may tell of an order; `several_numbers`: it may be told those of further parcels.
# `cancel_asked`: that the buyer asks for it; `destinations`: several recipients.
EVERYTHING = frozenset(
    [
        "kana",
        "email",
        "phone",
        "billed",
        "shipping_fee",
        "payment_fee",
        "points",
        "shop_coupon",
        "mall_coupon",
        "wrapping",
        "noshi",
        "slot",
        "wished_date",
        "tax_rate",
        "remark",
        "pending",
        "cancel_asked",
        "destinations",
        "listings",
        "variants",
        "payment",
    ]
)

Test = TypeVar("Test", bound=Callable[..., None])


def about(*needed: str) -> Callable[[Test], Test]:
    """A test for malls that can do (or tell) all of this."""

    def mark(test: Test) -> Test:
        test._needed = frozenset(needed)  # type: ignore[attr-defined]
        return test

    return mark


class Basis:
    """What the parts of the contract share."""

    kind: ClassVar[str] = ""
    stand_in: ClassVar[ModuleType]
    rates: ClassVar[Mapping[str, Any]] = {}
    tells: ClassVar[frozenset[str]] = EVERYTHING
    goods: ClassVar[Sequence[Offer]] = OFFERS
    age: ClassVar[float] = 0.0  # seconds; malls that list an order only when it has lain a while
    many: ClassVar[int] = 230  # orders that fill more than one page
    slow: ClassVar[Mapping[str, Any]] = {}  # settings for the test of pages, where `many` would have to be many more

    def __init_subclass__(cls, **others: Any) -> None:
        super().__init_subclass__(**others)
        if cls.kind:
            mall = MALLS[cls.kind]
            can = mall.abilities | cls.tells | ({"updated_since"} if mall.updated_since else set())
            for name in dir(cls):
                if name.startswith("test_") and getattr(getattr(cls, name), "_needed", frozenset()) - can:
                    setattr(cls, name, None)

    # --- what a mall says for itself ---

    def place(self, offer: Offer) -> Place:
        """Where an offer stands, in the mall's own codes."""
        return Place(offer.page, offer.variant)

    def wrong_keys(self, at: Practice) -> Sequence[Mapping[str, str]]:
        """Credentials that the mall must refuse, each laid over the good ones."""
        needed = [each.name for each in at.mall.fields if each.secret and each.required]
        return [{name: "wrong" + at.account.credentials[name][5:]} for name in needed]

    def spoil(self, at: Practice, order: Order) -> None:
        """Make the mall tell this one order in a way that cannot be read."""
        order.more["told"] = {"orderDatetime": "yesterday"}

    def unknown_number(self, order: Order) -> str:
        """An order's number of the mall's own shape that nobody has."""
        return order.number[:-2] + "99"

    def pictures(self, at: Practice, page: str) -> list[str]:
        """The addresses of a page's pictures as the mall has them."""
        return [str(url) for url in at.shop.offers[self.page_key(at, page)].more.get("pictures", [])]

    def picture(self) -> Any:
        """A picture this mall takes."""
        raise AssertionError("a mall with listings says which picture it takes")

    def page_key(self, at: Practice, page: str) -> tuple[str, str]:
        return next(key for key in at.shop.offers if key[0] == page)

    def notice(self, at: Practice, order: Order) -> RawRequest:
        """The mall's message about an order, as it comes to us."""
        raise AssertionError("a mall with notices says how they look")

    def forged(self, raw: RawRequest) -> RawRequest:
        """The same message from somebody else."""
        raise AssertionError("a mall with notices says how a forged one looks")

    # --- helped by ---

    def two_people(self) -> list[Someone]:
        """Recipients of one order."""
        return [Someone(), Someone(last="贈答", first="次郎", prefecture="大阪府", city="大阪市", postal="530-0001")]

    def whatever(self, call: Callable[[], Told]) -> Told:
        """What came of a call; one that failed as a whole told nothing."""
        try:
            return call()
        except KeysRefused:
            raise AssertionError("the keys are good") from None
        except MallError as error:
            if not error.words:
                raise AssertionError("an error without words") from error
            return Told()

    # --- fixtures ---

    @pytest.fixture(scope="class")
    @classmethod
    def server(cls) -> Iterator[Server]:
        _, server = cls.stand_in.start()
        yield server
        server.stop()

    @pytest.fixture
    def at(self, server: Server, settings: Any) -> Iterator[Practice]:
        settings.OUTSIDE_ALLOW_PRIVATE = True
        standin = fresh_standin(server)
        standin.unlimited = True
        for offer in self.goods:
            standin.shop.offers[offer.key] = replace(offer, more={})
        mall = MALLS[self.kind]
        account = account_for(mall, self.stand_in.connection(standin.address), self.rates)
        practice = Practice(mall, account, standin, self.stand_in, self.age, self.place)
        yield practice
        noted = repr(account.calls)
        secret = {each.name for each in mall.fields if each.secret}
        shown = [name for name, value in account.credentials.items() if name in secret and value and value in noted]
        assert not shown, f"keys stand in the list of calls: {shown}"


def digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())
