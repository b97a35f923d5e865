"""Realistic lines with known truth: open payments of many buyers and what they transfer, nasty near-misses included."""

import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path

from akinai.payments.bank import names
from akinai.payments.bank.matching import Seen, Wanted

FAMILY, GIVEN, COMPANY = (
    line.split() for line in (Path(__file__).parent / "bank_names.txt").read_text(encoding="utf-8").splitlines()
)
FORMS = (("株式会社", "カ)"), ("有限会社", "ユ)"), ("合同会社", "ド)"), ("医療法人", "イ)"), ("NPO法人", "トクヒ)"))
PRICES = (1_980, 2_480, 3_300, 3_980, 5_500, 6_600, 8_800, 10_780, 12_100, 15_400)
START = dt.date(2026, 11, 1)


@dataclass
class Cases:
    wanted: list[Wanted] = field(default_factory=list)
    lines: list[Seen] = field(default_factory=list)
    truth: dict[int, frozenset[int]] = field(default_factory=dict)  # line → payments (empty: none of ours)
    fair: set[int] = field(default_factory=set)  # lines a careful person would match at a glance
    raw: dict[int, str] = field(default_factory=dict)


def bank_writes(rng: random.Random, text: str) -> str:
    """As a bank's system does: half-width capitals without small kana, any stroke, any gap."""
    half = names.for_transfer(text)
    if rng.random() < 0.3:
        half = half.replace(" ", "")
    return half


class Maker:
    def __init__(self, seed: int) -> None:
        self.rng, self.made = random.Random(seed), Cases()

    def buyer(self) -> tuple[str, str, str]:
        """Name as ordered, kana as ordered, as written at the bank."""
        if self.rng.random() < 0.15:
            long, short = self.rng.choice(FORMS)
            base = self.rng.choice(COMPANY)
            written = f"{short}{base}" if self.rng.random() < 0.7 else f"{base}({short[:-1]}"
            return f"{long}{base}", base, written
        kana = f"{self.rng.choice(FAMILY)} {self.rng.choice(GIVEN)}"
        return "山田 漢字", kana, kana

    def order(self, name: str, kana: str, amount: int, *, day: int, open_: bool = True, person: str = "") -> Wanted:
        pk = len(self.made.wanted) + 1
        placed = START + dt.timedelta(days=day)
        one = Wanted(
            id=pk,
            due=amount if open_ else 0,
            amount=amount,
            names=names.names_of(name, kana),
            numbers=frozenset({names.number(f"{10_000 + pk:06d}")}),
            person=person or f"buyer{pk}@example.jp",
            placed_on=placed,
            due_on=placed + dt.timedelta(days=7),
            open=open_,
            state="pending" if open_ else self.rng.choice(["paid", "expired"]),
        )
        self.made.wanted.append(one)
        return one

    def pays(self, written: str, amount: int, truth: list[Wanted], *, day: int, fair: bool = False) -> int:
        pk = len(self.made.lines) + 1
        raw = bank_writes(self.rng, written)
        self.made.raw[pk] = raw
        self.made.lines.append(
            Seen(id=pk, amount=amount, payer=names.read(raw), booked_on=START + dt.timedelta(days=day))
        )
        self.made.truth[pk] = frozenset(one.id for one in truth)
        if fair:
            self.made.fair.add(pk)
        return pk


def make(seed: int, size: int = 400) -> Cases:
    """`size` buyers, each doing one of the things buyers do."""
    maker = Maker(seed)
    rng = maker.rng
    kinds = (
        "plain", "plain", "plain", "numbered", "numbered", "number_after", "fee", "together", "twins", "namesake",
        "stranger", "relative", "typo_number", "double", "expired", "part", "over", "similar",
        "unpaid", "company_person",
    )  # fmt: skip
    for _ in range(size):
        kind = rng.choice(kinds)
        name, kana, written = maker.buyer()
        amount, day = rng.choice(PRICES) + rng.choice((0, 0, 110, 550, 770)) * rng.randint(1, 3), rng.randint(0, 12)
        _one(maker, kind, name, kana, written, amount, day)
    _leave_out_what_nobody_can_tell(maker.made)
    rng.shuffle(maker.made.lines)
    return maker.made


def _leave_out_what_nobody_can_tell(made: Cases) -> None:
    """A stranger with a buyer's very name and the very amount of that buyer's order: no bank file tells them apart."""
    open_ = {(name, one.due) for one in made.wanted if one.open for name in one.names}
    strangers = {line.id for line in made.lines if not made.truth[line.id] and (line.payer, line.amount) in open_}
    made.lines = [line for line in made.lines if line.id not in strangers]
    made.truth = {line.id: made.truth[line.id] for line in made.lines}


def _one(maker: Maker, kind: str, name: str, kana: str, written: str, amount: int, day: int) -> None:
    rng, paid = maker.rng, day + maker.rng.randint(0, 5)
    if kind == "stranger":  # transfers to the shop for something else
        maker.pays(written, amount, [], day=paid)
        return
    order = maker.order(name, kana, amount, day=day, open_=kind not in ("double", "expired"))
    number = f"{10_000 + order.id:06d}"
    match kind:
        case "plain":
            maker.pays(written, amount, [order], day=paid, fair=True)
        case "numbered":
            maker.pays(f"{number} {written}", amount, [order], day=paid, fair=True)
        case "number_after":
            maker.pays(f"{written} {number}", amount, [order], day=paid, fair=True)
        case "fee":
            maker.pays(written, amount - rng.choice((110, 165, 220, 330, 440)), [order], day=paid)
        case "together":
            other = maker.order(name, kana, rng.choice(PRICES), day=day, person=order.person)
            maker.pays(written, amount + other.due, [order, other], day=paid)
        case "twins":  # one buyer, two open orders of one amount, one transfer
            maker.order(name, kana, amount, day=day, person=order.person)
            maker.pays(written, amount, [order], day=paid)
        case "namesake":  # another buyer of the same name and amount
            maker.order(name, kana, amount, day=day)
            maker.pays(written, amount, [order], day=paid)
        case "relative":  # the husband pays
            maker.pays(f"{rng.choice(FAMILY)} ベツジン", amount, [order], day=paid)
        case "typo_number":  # the number of another open order with the same amount
            other = maker.order("別の人", "ベツノ ヒト", amount, day=day)
            maker.pays(f"{10_000 + other.id:06d}{written}", amount, [order], day=paid)
        case "double":
            maker.pays(written, amount, [order], day=paid)
        case "expired":
            maker.pays(written, amount, [order], day=paid + 20)
        case "part":
            maker.pays(written, amount // 2, [order], day=paid)
        case "over":
            maker.pays(written, amount + rng.choice((1_000, 500)), [order], day=paid)
        case "similar":  # a stranger whose name is nearly the buyer's, and the buyer's amount
            maker.pays(f"{written}ン", amount, [], day=paid)
        case "company_person":  # カ)ヤマダ is not ヤマダ
            maker.pays(f"カ){kana}" if written == kana else kana, amount, [], day=paid)
