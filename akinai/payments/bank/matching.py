"""Which payments a line of the bank may be for, each with its reasons; sure only when nothing else could be meant.

The worst that can happen here is a wrong match by itself: what is doubtful is left to a person, who sees why. Pure: it
is given open payments and lines and looks them up by amount and name, so ten thousand lines take seconds.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from akinai.payments.bank import names
from akinai.payments.bank.names import Name

MOST = 8  # candidates shown for a line
BEFORE = dt.timedelta(days=1)  # somebody may pay as soon as the order is placed, and a bank may book a day earlier
CLOSED_LATELY = dt.timedelta(days=28)
AFTER = dt.timedelta(days=30)  # past its last day a payment is never matched by itself
SEEN_TWICE = 2  # a learned payer counts like a name only once a person has said so twice
MOST_TOGETHER = 8  # open payments of one buyer that are tried together


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A payment by transfer. `due`: what is still missing, in yen; `open`: money is expected (else late, double …)."""

    id: int
    due: int
    amount: int
    names: tuple[Name, ...]
    numbers: frozenset[str]  # order numbers as compared (names.number)
    person: str  # who pays, one key: mail, else phone, else kana
    placed_on: dt.date
    due_on: dt.date | None = None
    open: bool = True
    state: str = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A line to match."""

    id: int
    amount: int
    payer: Name
    booked_on: dt.date
    numbers: frozenset[str] = frozenset()  # of the EDI text, beside those in the name


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code that the screen words, and its values."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {"code": self.code, **self.values}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to use a line: payments with what each gets. `short`: what the payer kept back as the bank's fee."""

    parts: tuple[tuple[int, int], ...]
    score: int
    reasons: tuple[Reason, ...]
    short: int = 0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far payer and buyer are the same. strength: 3 same name, 2 learned, 1 similar, 0 another or not known."""

    strength: int
    reason: Reason | None = None


class Book:
    """Open payments, found by number, name and amount."""

    def __init__(self, wanted: Iterable[Wanted], aliases: Mapping[str, Mapping[str, int]], fees: Sequence[int]) -> None:
        """`aliases`: payer key → {person: how often a person said so}. `fees`: usual transfer fees in yen."""
        self.wanted = {one.id: one for one in wanted}
        self.aliases, self.fees = aliases, fees
        self.by_number: dict[str, list[Wanted]] = defaultdict(list)
        self.by_base: dict[str, list[Wanted]] = defaultdict(list)
        self.by_amount: dict[int, list[Wanted]] = defaultdict(list)
        self.by_person: dict[str, list[Wanted]] = defaultdict(list)
        for one in self.wanted.values():
            for number in one.numbers:
                self.by_number[number].append(one)
            for base in {name.base for name in one.names}:
                self.by_base[base].append(one)
            self.by_amount[one.due if one.open else one.amount].append(one)
            if one.person:
                self.by_person[one.person].append(one)

    def agreement(self, line: Seen, one: Wanted) -> Agreement:
        """How far the payer of a line is the buyer."""
        payer = line.payer
        if any(name.base == payer.base and name.mark == payer.mark for name in one.names):
            return Agreement(3, Reason("name"))
        times = self.aliases.get(payer.key, {}).get(one.person, 0) if one.person else 0
        if times:
            return Agreement(2, Reason("alias", {"times": times}))
        if any(name.base == payer.base for name in one.names):
            return Agreement(1, Reason("name_form"))
        if any(_similar(name.base, payer.base) for name in one.names):
            return Agreement(1, Reason("name_similar"))
        return Agreement(0)


def _similar(one: str, other: str) -> bool:
    """Two letters apart (fewer in short names), or one is the other cut off by a bank's narrow column."""
    if len(one) < 3 or len(other) < 3:
        return False
    if min(len(one), len(other)) >= 6 and (one.startswith(other) or other.startswith(one)):
        return True
    most = 2 if min(len(one), len(other)) >= 6 else 1
    return names.distance(one, other, most=most) <= most


def match(lines: Sequence[Seen], book: Book) -> dict[int, list[Candidate]]:
    """Candidates of every line, best first; at most one of a line is sure, and no payment is sure for two lines."""
    found = {line.id: _candidates(line, book) for line in lines}
    claims = Counter(
        payment for options in found.values() if options and options[0].sure for payment, _amount in options[0].parts
    )
    return {
        line: [_doubted(one) if one.sure and claims[one.parts[0][0]] > 1 else one for one in options]
        for line, options in found.items()
    }


def _doubted(one: Candidate) -> Candidate:
    return Candidate(one.parts, one.score, (*one.reasons, Reason("several_lines")), one.short)


def _candidates(line: Seen, book: Book) -> list[Candidate]:
    numbers = line.payer.numbers | line.numbers
    near: dict[int, Wanted] = {}
    for number in numbers:
        near.update({one.id: one for one in book.by_number.get(number, ())})
    near.update({one.id: one for one in book.by_base.get(line.payer.base, ())})
    for person in book.aliases.get(line.payer.key, {}):
        near.update({one.id: one for one in book.by_person.get(person, ())})
    same_amount = {one.id: one for one in book.by_amount.get(line.amount, ())}
    near.update({pk: one for pk, one in same_amount.items() if book.agreement(line, one).strength})
    options = [made for one in near.values() if (made := _single(line, one, book, numbers))]
    options += _together(line, [one for one in near.values() if one.open], book)
    options.sort(key=lambda one: (-one.score, one.parts))
    return _with_the_sure_one(line, options, near, book, numbers)[:MOST]


def _single(line: Seen, one: Wanted, book: Book, numbers: frozenset[str]) -> Candidate | None:
    agreement = book.agreement(line, one)
    numbered = bool(numbers & one.numbers)
    if not numbered and not agreement.strength:
        return None
    reasons = [Reason("number", {"number": min(numbers & one.numbers)})] if numbered else []
    reasons += [agreement.reason] if agreement.reason else [Reason("name_other")]
    score = 40 + (25 if numbered else 0) + 8 * agreement.strength
    if not one.open:
        return Candidate(
            ((one.id, line.amount),),
            score - 25,
            (*reasons, Reason("closed", {"state": one.state}), *_amount(line, one)),
        )
    short = one.due - line.amount
    reasons += [Reason("fee", {"short": short})] if short in book.fees else _amount(line, one)
    if short == 0:
        score += 20
    elif short in book.fees:
        score += 10
    elif agreement.strength < 2 and not numbered:
        return None  # neither the amount nor the name
    else:
        score -= 10 if short > 0 else 15
    return Candidate(
        ((one.id, line.amount),),
        score - (0 if _timely(line, one) else 10),
        tuple(reasons),
        short if short in book.fees else 0,
    )


def _amount(line: Seen, one: Wanted) -> tuple[Reason, ...]:
    due = one.due if one.open else one.amount
    if line.amount == due:
        return (Reason("amount", {"amount": due}),)
    return (Reason("amount_short" if line.amount < due else "amount_over", {"differs": abs(due - line.amount)}),)


def _timely(line: Seen, one: Wanted) -> bool:
    last = (one.due_on or one.placed_on) + AFTER
    return one.placed_on - BEFORE <= line.booked_on <= last


def _together(line: Seen, near: Sequence[Wanted], book: Book) -> list[Candidate]:
    """One transfer for several orders of one buyer: every set of them whose sum is the amount (or a fee less)."""
    found = []
    people: dict[str, list[Wanted]] = defaultdict(list)
    for one in near:
        if one.due > 0 and one.person:
            people[one.person].append(one)
    for orders in people.values():
        chosen = sorted(orders, key=lambda one: one.id)[:MOST_TOGETHER]
        agreement = max((book.agreement(line, one) for one in chosen), key=lambda one: one.strength)
        if len(chosen) < 2 or not agreement.reason:
            continue
        for size in range(2, len(chosen) + 1):
            for some in combinations(chosen, size):
                total = sum(one.due for one in some)
                short = total - line.amount
                if short and short not in book.fees:
                    continue
                reasons = [agreement.reason, Reason("together", {"count": size, "amount": total})]
                parts = [(one.id, one.due) for one in some]
                if short:
                    reasons.append(Reason("fee", {"short": short}))
                    parts[-1] = (parts[-1][0], parts[-1][1] - short)
                if min(amount for _payment, amount in parts) > 0:
                    score = 40 + 8 * agreement.strength + (8 if short else 13)
                    found.append(Candidate(tuple(parts), score, tuple(reasons), short))
    return found


# --- sure or not --------------------------------------------------------------------------------------------


def _with_the_sure_one(
    line: Seen, options: list[Candidate], near: Mapping[int, Wanted], book: Book, numbers: frozenset[str]
) -> list[Candidate]:
    """Mark the best candidate sure if it is, or say why it is not."""
    if not options:
        return options
    best = options[0]
    doubt = _doubt(line, best, options, near, book, numbers)
    reasons = (*best.reasons, doubt) if doubt else best.reasons
    return [Candidate(best.parts, best.score, reasons, best.short, doubt is None), *options[1:]]


def _doubt(
    line: Seen,
    best: Candidate,
    options: Sequence[Candidate],
    near: Mapping[int, Wanted],
    book: Book,
    numbers: frozenset[str],
) -> Reason | None:
    """What keeps a candidate from being sure; None if nothing does."""
    if len(best.parts) > 1:
        return Reason("ask_together")
    one = near[best.parts[0][0]]
    if not one.open or line.amount != one.due:
        return Reason("ask_amount") if one.open else Reason("ask_closed")
    if not _timely(line, one):
        return Reason("ask_late")
    agreement = book.agreement(line, one)
    learned = agreement.reason is not None and agreement.reason.values.get("times", 0) >= SEEN_TWICE
    named = agreement.strength == 3 or learned
    if not named and not (numbers & one.numbers and agreement.strength):
        return Reason("ask_name")
    if numbers & book.by_number.keys() and not numbers & one.numbers:
        return Reason("ask_number")  # it names another order of ours
    if numbers & one.numbers and any(
        other.id != one.id and other.open for number in numbers for other in book.by_number.get(number, ())
    ):
        return Reason("ask_number")  # it names two
    return _rival(line, one, options, near, book, numbers)


def _rival(
    line: Seen,
    one: Wanted,
    options: Sequence[Candidate],
    near: Mapping[int, Wanted],
    book: Book,
    numbers: frozenset[str],
) -> Reason | None:
    """Another way to read the line that is nearly as good."""
    numbered = bool(numbers & one.numbers)
    if numbered and book.agreement(line, one).strength >= 2:
        return None  # the buyer said which of them
    for other in near.values():
        theirs = book.agreement(line, other).strength
        if other.id == one.id or not theirs:
            continue
        if other.open and other.due == line.amount:
            return Reason("ask_twins", {"count": sum(1 for x in near.values() if x.open and x.due == line.amount)})
        if other.open and theirs == 3 and other.person != one.person:
            return Reason("ask_namesake")
        if other.open and other.due - line.amount in book.fees:
            return Reason("ask_fee")
        if not other.open and other.amount == line.amount and line.booked_on - other.placed_on < CLOSED_LATELY:
            return Reason("ask_twice")  # it may be the money for that one, once more or too late
    if any(len(option.parts) > 1 for option in options) and not numbered:
        return Reason("ask_together")
    return None
