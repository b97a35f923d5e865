"""What a channel shows: rules in their order, risk as a number, and shares without any possible oversell."""

import math
import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from akinai.channels.showing import Flow, OfferState, Rule, buffer, buffers, merged, plan, shown
from akinai.channels.showing.risk import quantile
from akinai.channels.tests.world import Channel, World

channels = st.lists(
    st.builds(
        Channel,
        key=st.just(0),
        rate=st.sampled_from([0.02, 0.2, 1.0, 4.0]),
        every=st.sampled_from([2.0, 15.0, 60.0]),
        compare=st.booleans(),
        restocks=st.booleans(),
        answers=st.sampled_from([1.0, 0.8, 0.3]),
        slow=st.sampled_from([0.1, 1.0, 8.0]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(channels, st.integers(0, 120), st.integers(0, 2**32), st.sampled_from([0.0, 0.3]))
def test_no_world_sells_more_than_there_is(malls: list[Channel], pieces: int, seed: int, own: float) -> None:
    for key, one in enumerate(malls):
        one.key = key
    world = World(pieces, malls, random.Random(seed), own=own)
    world.run(150)
    assert world.highest <= pieces


def test_all_pieces_are_sold_in_the_end() -> None:
    malls = [Channel(key, 0.3 / (key + 1), 4.0, key == 0, True, 0.9, 0.2) for key in range(4)]
    world = World(60, malls, random.Random(7))
    world.run(900)
    assert world.live() >= 58
    assert world.pushes < 400


def test_order_of_the_rules() -> None:
    rule = Rule(safety=2, rate=50, zero_below=3, cap=10, floor=4, quota=9, most=8)
    got = shown(30, rule)
    assert got.as_json() == [
        ["free", 30, 30],
        ["safety", 2, 28],
        ["rate", 50, 14],
        ["cap", 10, 10],
        ["quota", 9, 9],
        ["most", 8, 8],
    ]
    assert shown(6, rule).quantity == 4  # (6 - 2) · 50 % = 2, below 3: 0; at least 4 while any are free
    assert shown(3, rule).quantity == 3  # never more than are free
    assert shown(0, rule).quantity == 0
    assert shown(-5, Rule()).quantity == 0
    assert shown(10, Rule(by_risk=True, risk=1, safety=1), buffer=4).quantity == 6
    assert shown(10, Rule(safety=1), buffer=4).quantity == 9
    assert shown(10, Rule(by_risk=True, risk=0), share=3).quantity == 3


@given(
    st.integers(-10, 1000),
    st.builds(
        Rule,
        safety=st.integers(0, 50),
        rate=st.integers(0, 100),
        zero_below=st.integers(0, 50),
        cap=st.none() | st.integers(0, 50),
        floor=st.integers(0, 20),
        quota=st.none() | st.integers(0, 50),
    ),
)
def test_never_more_than_is_free(free: int, rule: Rule) -> None:
    got = shown(free, rule)
    assert 0 <= got.quantity <= max(free, 0)
    assert got.why[-1].left == got.quantity


def test_narrow_rules_go_before_wide_ones() -> None:
    assert merged([{"safety": None, "cap": 3}, {"safety": 2, "cap": 9}, {"safety": 5, "rate": 90, "sends": False}]) == (
        Rule(safety=2, cap=3, rate=90, sends=False)
    )


def test_the_buffer_covers_what_it_says() -> None:
    """Against buyers drawn by chance: the share of windows with more unseen sales than the buffer."""
    chance = random.Random(3)
    for speed, seconds in ((6.0, 600.0), (60.0, 60.0), (0.5, 300.0)):
        held = buffer(speed, seconds, 1)
        mean = speed * seconds / 3600
        over = sum(_poisson(mean, chance) > held for _ in range(20_000))
        assert over <= 20
    assert buffer(0.0, 120, 10) >= 1  # never sold: not sure that it will not
    assert buffer(5.0, 0, 1) == 0
    assert buffer(5.0, 60, 1) <= buffer(5.0, 60, 100) <= buffer(5.0, 600, 100) < buffer(5.0, 600, 100, 4.0)
    assert buffer(50.0, 60, 1) < buffer(50.0, 60, 1, flash=True)


@given(st.floats(0.01, 300), st.floats(1.0, 6.0), st.sampled_from([1e-3, 1e-4, 1e-5]))
@example(1.03125, 3.0, 1e-4)
def test_quantile_is_the_smallest(mean: float, spread: float, tail: float) -> None:
    """Compared with the sum of the distribution in logarithms."""
    variance = mean * spread
    found = quantile(mean, variance, tail)
    assert _above(found, mean, variance) <= tail * 1.0001
    assert found == 0 or _above(found - 1, mean * 1.02, variance * 1.05) > tail * 0.8


def test_large_means_go_on_smoothly() -> None:
    small, large = quantile(3_999, 8_000, 1e-4), quantile(4_001, 8_010, 1e-4)
    assert abs(small - large) < 0.02 * small


def test_the_slow_hold_back_more_and_the_settled_count_no_more() -> None:
    fast, slow = Flow(key=1, speed=20, window=5), Flow(key=2, speed=20, window=600, exposed=30)
    both = buffers([fast, slow], 1)
    alone = buffers([fast, Flow(key=2, speed=20, window=600, exposed=0)], 1)
    assert both[2] >= both[1] > alone[1]
    assert alone[1] <= 2


def test_plans() -> None:
    def numbers(free: int, *offers: OfferState) -> dict[int, int]:
        return {push.key: push.quantity for push in plan(free, offers)}

    assert numbers(10, OfferState(key=1)) == {1: 10}  # alone: everything
    assert numbers(10, OfferState(key=1, current=6)) == {}  # its own sales need no push
    assert numbers(1, OfferState(key=1, speed=1), OfferState(key=2, speed=3)) == {2: 1}
    assert numbers(1, OfferState(key=1, speed=2, current=1), OfferState(key=2, speed=3)) == {}  # it stays
    assert numbers(1, OfferState(key=1, speed=1, current=1), OfferState(key=2, speed=9)) == {1: 0}
    assert numbers(1, OfferState(key=1, unsettled=1), OfferState(key=2, speed=9)) == {}  # not before it is settled
    assert numbers(0, OfferState(key=1, current=2), OfferState(key=2, current=1)) == {1: 0, 2: 0}
    assert numbers(5, OfferState(key=1, current=2, trying=3), OfferState(key=2)) == {}
    assert numbers(20, OfferState(key=1, most=3), OfferState(key=2)) == {1: 3, 2: 12}  # and a reserve
    assert sum(numbers(100, *(OfferState(key=key, speed=key) for key in range(5))).values()) == 75


def test_bundles_share_their_parts() -> None:
    """7 of part 1 and 3 of part 2: sold singly, and two of 1 with one of 2 as a set."""
    offers = [
        OfferState(key=1, parts=((1, 1),), speed=1),
        OfferState(key=2, parts=((2, 1),), speed=1),
        OfferState(key=3, parts=((1, 2), (2, 1)), speed=1),
    ]
    got = {push.key: push.quantity for push in plan({1: 7, 2: 3}, offers)}
    assert got[1] + 2 * got.get(3, 0) <= 7
    assert got[2] + got.get(3, 0) <= 3
    assert got.get(3, 0) >= 1


def _poisson(mean: float, chance: random.Random) -> int:
    count, product, limit = 0, chance.random(), math.exp(-mean)
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def _above(count: int, mean: float, variance: float) -> float:
    """P(N > count), negative binomial."""
    if variance <= mean * 1.000001:
        logs = [-mean + k * math.log(mean) - math.lgamma(k + 1) for k in range(count + 1)]
    else:
        size = mean * mean / (variance - mean)
        p = size / (size + mean)
        logs = [
            math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) + size * math.log(p) + k * math.log1p(-p)
            for k in range(count + 1)
        ]
    return 1.0 - math.fsum(math.exp(value) for value in logs)
