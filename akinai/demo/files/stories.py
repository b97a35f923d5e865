"""What is odd about some orders on purpose, so that every check and every queue of the day has work.

One function per story, named after it; `STORIES` says which order of which channel it happens to. Wished dates are
counted from the day after the trading day, on which the shop works the orders.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from akinai.demo.files.baskets import COD_FEE, MallOrder, Parcel, deal, line_of
from akinai.demo.people import Person, move, people

Story = Callable[[MallOrder, date], MallOrder]


def baskets(day: date, channel: str) -> list[MallOrder]:
    """The orders of one channel (rakuten, amazon, yahoo, phone) on that trading day, stories included."""
    plain = [order for order in deal(day) if order.channel == channel]
    return [_tell(order, index, day) for index, order in enumerate(plain)]


def _tell(order: MallOrder, index: int, day: date) -> MallOrder:
    """The order with the story that its place in its channel has, or as it is."""
    order = replace(order, state={"rakuten": "300", "amazon": "Unshipped", "yahoo": "2"}.get(order.channel, ""))
    if order.channel == "phone":
        order = replace(order, payment="bank")
    story = STORIES[order.channel].get(index)
    return replace(story(order, day), story=story.__name__) if story else order


def _relative(order: MallOrder) -> Person:
    """Somebody the buyer sends things to, another one for each order."""
    nth = (order.placed_at.hour * 60 + order.placed_at.minute) // 10
    return next(islice(people(seed=2), nth, None))


def _to(order: MallOrder, recipient: Person, noshi: str = "", noshi_name: str = "") -> tuple[Parcel, ...]:
    return (replace(order.parcels[0], recipient=recipient, noshi=noshi, noshi_name=noshi_name),)


def _slot_lines(day: date, slot: str) -> str:
    weekday = "月火水木金土日"[day.weekday()]
    return f"[配送日時指定:]\n{day.isoformat()}({weekday})\n{slot}\n"


# Gifts


def gift_with_noshi(order: MallOrder, day: date) -> MallOrder:
    """のし 内祝 with a name, to somebody else; wrapping for money, all of it food."""
    parcels = (Parcel(_relative(order), (line_of("00101", 1), line_of("SET-SWEETS", 1)), "内祝", order.buyer.family),)
    return replace(order, parcels=parcels, gift=True, wrapping="包装紙(花柄)", wrapping_fee=220)


def two_recipients(order: MallOrder, day: date) -> MallOrder:
    """One order to two addresses, both with のし."""
    first = replace(order.parcels[0], noshi="御礼", noshi_name=order.buyer.family)
    second = Parcel(_relative(order), (line_of("00101", 2),), "御礼", order.buyer.family)
    return replace(order, parcels=(first, second), gift=True)


def noshi_name_too_long(order: MallOrder, day: date) -> MallOrder:
    """A name that no のし has room for."""
    name = "株式会社あきない商店街振興組合連合会青年部一同"
    return replace(order, parcels=_to(order, _relative(order), noshi="御祝", noshi_name=name), gift=True)


def noshi_without_name(order: MallOrder, day: date) -> MallOrder:
    """A gift whose のし says neither occasion nor name."""
    return replace(order, parcels=_to(order, _relative(order), noshi="のし希望"), gift=True)


def gift_message(order: MallOrder, day: date) -> MallOrder:
    """Gift wrapping and a message."""
    return replace(
        order,
        parcels=_to(order, _relative(order)),
        gift=True,
        wrapping="ギフト包装",
        wrapping_fee=330,
        message="お誕生日おめでとう。いつもありがとう。",
    )


# Dates, places, people


def morning_wished(order: MallOrder, day: date) -> MallOrder:
    """A wished date and 午前中, told twice: in the fields and in the lines of the remark. Nothing to review."""
    wished = day + timedelta(days=5)
    remark = _slot_lines(wished, "午前中") + "よろしくお願いいたします。"
    return replace(order, wished_date=wished, slot="am", remark=remark)


def evening_wished(order: MallOrder, day: date) -> MallOrder:
    """A wished date far enough and a time slot."""
    return replace(order, wished_date=day + timedelta(days=6), slot="18-20")


def date_impossible(order: MallOrder, day: date) -> MallOrder:
    """Hokkaido, wished for the day on which the parcel leaves at the earliest."""
    return replace(
        order,
        parcels=_to(order, move(order.buyer, prefecture="北海道")),
        wished_date=day + timedelta(days=1),
        slot="am",
    )


def island_with_time(order: MallOrder, day: date) -> MallOrder:
    """A remote island (八丈島 and the like) with a time wish that no carrier keeps there."""
    islander = move(order.buyer, prefecture="東京都", remote=True)
    return replace(
        order, buyer=islander, parcels=_to(order, islander), wished_date=day + timedelta(days=7), slot="19-21"
    )


def island_with_cod(order: MallOrder, day: date) -> MallOrder:
    """A remote island, paid on delivery."""
    islander = move(order.buyer, prefecture="沖縄県", remote=True)
    return replace(order, buyer=islander, parcels=_to(order, islander), payment="cod", cod_fee=COD_FEE)


def wrong_prefecture(order: MallOrder, day: date) -> MallOrder:
    """The postal code lies in another prefecture than the address says."""
    at = replace(order.buyer, postal="5300001", prefecture="福岡県", city="福岡市博多区", line1="博多駅前2-1-1")
    return replace(order, parcels=_to(order, at))


def long_address(order: MallOrder, day: date) -> MallOrder:
    """An address longer than a carrier's label."""
    at = replace(
        order.buyer,
        line1=f"{order.buyer.line1} グリーンヒルズ・ガーデンアンドレジデンス・フェニックス",
        line2="イーストウイング・プレミアムフロア4012号室 株式会社サンプルデザイン企画制作部分室内",
    )
    return replace(order, parcels=_to(order, at))


def same_recipient_first(order: MallOrder, day: date) -> MallOrder:
    """The first of two orders of one recipient: a candidate for one parcel."""
    return replace(order, buyer=REGULAR, parcels=_to(order, REGULAR))


def same_recipient_again(order: MallOrder, day: date) -> MallOrder:
    """The second, with the address in other widths."""
    wide = replace(REGULAR, line1="西新宿２－８－１", line2="サンライズマンション　１２０３")
    return replace(order, buyer=REGULAR, parcels=_to(order, wide))


REGULAR = Person(
    "髙橋", "美智子", "タカハシ", "ミチコ", "1600023", "東京都", "新宿区", "西新宿2-8-1",
    "サンライズマンション 1203", "090-0000-7002", "michiko@example.com", "女",
)  # fmt: skip


# Money


def cash_on_delivery(order: MallOrder, day: date) -> MallOrder:
    """代金引換 with its fee."""
    return replace(order, payment="cod", cod_fee=COD_FEE)


def coupon_and_points(order: MallOrder, day: date) -> MallOrder:
    """A coupon of the shop, one of the mall, and points."""
    return replace(order, shop_coupon=200, mall_coupon=100, points=150)


def total_is_off(order: MallOrder, day: date) -> MallOrder:
    """The mall's total is 220 yen more than its parts."""
    return replace(order, error=220)


def waits_for_bank(order: MallOrder, day: date) -> MallOrder:
    """Bank transfer, not paid yet."""
    return replace(order, payment="bank")


def convenience_store(order: MallOrder, day: date) -> MallOrder:
    """Paid beforehand at a convenience store, the mall says when."""
    return replace(order, payment="cvs")


def paid_later(order: MallOrder, day: date) -> MallOrder:
    """後払い: ships before it is paid."""
    return replace(order, payment="later")


# Words in the remark


def polite_words(order: MallOrder, day: date) -> MallOrder:
    """A remark that asks for nothing."""
    return replace(order, remark="よろしくお願いいたします。")


def card_number_told(order: MallOrder, day: date) -> MallOrder:
    """A card number in the remark (a test number): it has to be masked before it is stored."""
    return replace(order, remark="カード番号を変更してください。4111 1111 1111 1111 有効期限は12/29です。")


def cancel_asked(order: MallOrder, day: date) -> MallOrder:
    """The buyer asks for a cancellation in the remark."""
    return replace(order, remark="間違えて注文しました。キャンセルをお願いします。")


def wish_in_words(order: MallOrder, day: date) -> MallOrder:
    """A remark that somebody has to read."""
    return replace(order, remark="不在の場合は宅配ボックスに入れてください。領収書の宛名は「上様」でお願いします。")


# Goods


def unknown_code(order: MallOrder, day: date) -> MallOrder:
    """A code that no product of ours has."""
    lines = (replace(order.parcels[0].lines[0], code="ZK-9999-X", name="アンティーク調ミラー(旧品番)"),)
    return replace(order, parcels=(replace(order.parcels[0], lines=lines),))


def over_the_limit(order: MallOrder, day: date) -> MallOrder:
    """Five cheesecakes, three per order allowed."""
    return replace(order, parcels=(replace(order.parcels[0], lines=(line_of("00107", 5),)),))


def three_temperatures(order: MallOrder, day: date) -> MallOrder:
    """Ambient, chilled and frozen in one order: three parcels."""
    lines = (*order.parcels[0].lines, line_of("00108", 1), line_of("00110", 1))
    return replace(order, parcels=(replace(order.parcels[0], lines=lines),))


def bundle_and_case(order: MallOrder, day: date) -> MallOrder:
    """A bundle and a case beside a single piece."""
    lines = (*order.parcels[0].lines, line_of("SET-TEA", 1), line_of("85123A-6", 1))
    return replace(order, parcels=(replace(order.parcels[0], lines=lines),))


def before_release(order: MallOrder, day: date) -> MallOrder:
    """A product that is released in two weeks."""
    return replace(order, parcels=(replace(order.parcels[0], lines=(line_of("23110", 1),)),))


def lines_repeated(order: MallOrder, day: date) -> MallOrder:
    """The same product in two lines."""
    lines = (*order.parcels[0].lines, order.parcels[0].lines[0])
    return replace(order, parcels=(replace(order.parcels[0], lines=lines),))


def emoji_in_name(order: MallOrder, day: date) -> MallOrder:
    """A name that CP932 and no label can hold: 𠮷 and an emoji."""
    at = replace(order.buyer, family="𠮷野", family_kana="ヨシノ", given="はな🌸", given_kana="ハナ")
    return replace(order, buyer=at, parcels=_to(order, at))


def bad_phone(order: MallOrder, day: date) -> MallOrder:
    """A telephone number with a digit too few and a mail address without a domain."""
    at = replace(order.buyer, phone="090-0000-12", email="hanako@example")
    return replace(order, buyer=at, parcels=_to(order, at))


# The mall's own states


def in_state(state: str) -> Story:
    """The order stands where the mall puts it: 楽天 100/200/400/800, Yahoo 1 予約中, 3 保留, Amazon Pending."""

    def mall_state(order: MallOrder, day: date) -> MallOrder:
        return replace(order, state=state)

    mall_state.__name__ = f"mall_state_{state}"
    return mall_state


STORIES: dict[str, dict[int, Story]] = {
    "rakuten": {
        1: gift_with_noshi, 2: morning_wished, 3: two_recipients, 4: cash_on_delivery, 5: in_state("100"),
        6: in_state("200"), 7: coupon_and_points, 8: total_is_off, 9: wrong_prefecture, 10: unknown_code,
        11: card_number_told, 12: island_with_time, 13: date_impossible, 14: same_recipient_first,
        15: noshi_name_too_long, 16: cancel_asked, 17: over_the_limit, 18: same_recipient_again, 19: polite_words,
        20: in_state("400"), 21: waits_for_bank,
    },
    "amazon": {
        1: gift_message, 2: in_state("Pending"), 3: evening_wished, 5: cash_on_delivery, 7: long_address,
        8: convenience_store, 10: before_release,
    },
    "yahoo": {
        1: gift_with_noshi, 2: waits_for_bank, 3: in_state("1"), 4: in_state("3"), 5: evening_wished,
        6: coupon_and_points, 7: three_temperatures, 8: wish_in_words, 9: island_with_cod, 10: noshi_without_name,
    },
    "phone": {
        0: emoji_in_name, 1: cash_on_delivery, 2: bundle_and_case, 3: bad_phone, 4: paid_later, 5: lines_repeated,
    },
}  # fmt: skip
