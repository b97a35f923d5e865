"""Finding an order by what people type."""

import pytest

from akinai.orders import queries
from akinai.orders.models import Order
from akinai.orders.queries import listing
from akinai.orders.tests.making import incoming, line, make_order, person, place

pytestmark = pytest.mark.django_db


def found(asked: str) -> set[int]:
    return set(queries.search(asked, Order.objects.all()).values_list("id", flat=True))


def test_a_name_is_found_with_and_without_its_space() -> None:
    order, _other = place(
        incoming(recipient=person(name="伊集院 龍之介", kana="イジュウイン リュウノスケ")), incoming()
    )
    for asked in ("伊集院", "伊集院龍之介", "伊集院　竜之介", "いじゅういん"):
        assert found(asked) == {order.pk}, asked


def test_a_number_is_found_exactly_and_by_its_end() -> None:
    order, other = place(incoming(channel_number="store-10000001"), incoming(channel_number="store-10000002"))
    assert found("store-10000001") == {order.pk}
    assert found("store-1000000") == {order.pk, other.pk}
    assert found(f"#{order.number}") == {order.pk}
    assert found(order.number.lstrip("0")) >= {order.pk}


def test_signs_of_the_database_are_signs_of_nothing() -> None:
    order = make_order(stock=5)
    for asked in ("%", "_", "\\", "'", '"', "{", "佐%藤", "100%"):
        assert order.pk not in found(asked), asked


def test_older_orders_are_looked_at_while_the_newest_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    old, *_others, new = place(
        incoming(remark="青いリボンで"), *(incoming() for _ in range(5)), incoming(remark="青いリボンで")
    )
    monkeypatch.setattr(listing, "REACHES", (2, None))
    assert found("青いリボン") == {old.pk, new.pk}
    monkeypatch.setattr(listing, "ENOUGH", 0)
    assert found("青いリボン") == {new.pk}


def test_a_code_is_found_by_its_beginning() -> None:
    order, other = place(incoming([line("ZQ-01234")]), incoming([line("ZQ-01299")]))
    assert found("zq-0123") == {order.pk}
    assert found("ＺＱ-01") == {order.pk, other.pk}
