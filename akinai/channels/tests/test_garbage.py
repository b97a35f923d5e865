"""Whatever a file holds: sentences, never a crash, and no order out of nothing."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.channels import seeds
from akinai.channels.files import converting, layout, reading, uci
from akinai.channels.files.converting import Words
from akinai.channels.files.layout import BadLayout
from akinai.core.tables import Unreadable

LAYOUTS = {row["name"]: layout.parse(row["name"], row["layout"]) for row in seeds.built_in() if row["kind"] == "orders"}
ODD = "0 1 -1 1e9 三 2026-02-30 2026-11-20 9999-12-31 0001-01-01 300 900 C1 A1 -9999 0.1 NaN inf ¥100 =1+1"
CELLS = st.one_of(st.text(max_size=20), st.sampled_from([*ODD.split(), "\0"]), st.integers().map(str))


def read(plan: layout.Layout, data: bytes) -> None:
    """Everything that an import does before the database."""
    try:
        sheet = reading.read(data, "x.csv", encoding=plan.encoding, delimiter=plan.delimiter)
    except Unreadable:
        return
    convert = uci.convert if plan.rules == "uci" else converting.convert
    for group in reading.grouped(sheet, plan):
        made = convert(group, plan, Words(), "shop")
        assert all(problem.message for problem in made.problems)
        assert made.order is None or (made.order.channel_number and not made.problems)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(LAYOUTS)))
def test_any_cells_under_the_right_headers(data, name):
    plan = LAYOUTS[name]
    columns = sorted({column for source in plan.sources() for column in source.columns})
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(columns)), max_size=4))
    lines = ["\t".join(columns), *("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)]
    read(plan, "\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(sorted(LAYOUTS)))
def test_any_bytes(data, name):
    read(LAYOUTS[name], data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


PARTS = ("order", "line", "states", "words", "items", "key", "remark", "shares", "decimals", "zone", "encoding")


@settings(max_examples=80, deadline=None)
@given(plain=JSON, part=st.sampled_from(PARTS))
def test_any_layout_is_taken_or_refused_with_sentences(plain, part):
    base = {"order": {"channel_number": "no", "ordered_at": "at"}, "line": {"quantity": "n"}}
    try:
        made = layout.parse("mine", {**base, part: plain})
    except BadLayout:
        return
    read(made, b"no,at,n\n1,2026-11-18,1\n")


@settings(max_examples=40, deadline=None)
@given(plain=JSON)
def test_any_json_is_orders_or_a_sentence(plain):
    read(LAYOUTS["akinai"], json.dumps({"orders": plain}).encode())
    read(LAYOUTS["akinai"], json.dumps({"orders": [{"channel_number": "1", "lines": [plain]}]}).encode())
