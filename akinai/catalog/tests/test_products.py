"""Saving products and SKUs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akinai.catalog import queries
from akinai.catalog.actions import (
    CategoryEdit,
    PartLine,
    SkuEdit,
    remove_categories,
    resume_selling,
    save_categories,
    save_skus,
    set_parts,
    stop_selling,
)
from akinai.catalog.models import Category, Product, Sku
from akinai.catalog.tests.making import make_sku, make_skus, make_tax
from akinai.core.models import EventRow

pytestmark = pytest.mark.django_db


def messages(outcome):
    return [(refusal.key, refusal.field) for refusal in outcome.refused]


def test_code_decides_however_it_is_written():
    one = make_sku("85123A")
    found = queries.skus_by_code(["８５１２３ａ", "nothing"])
    assert found["85123a"].id == one
    assert make_sku("85123a", name="新しい名前") == one
    assert Sku.objects.get().code == "85123A"


def test_facts_have_parts_in_one_statement(django_assert_num_queries):
    ids = make_skus("A", "B", "C")
    make_sku("SET", kind="bundle", parts=(("a", 2), ("B", 1)))
    with django_assert_num_queries(1):
        facts = queries.skus_by_code(["SET", "A", "B", "C"])
    assert sorted(facts["set"].parts) == [(ids["A"], 2), (ids["B"], 1)]
    assert facts["a"].tax_category == "standard"
    assert facts["set"].kind == "bundle"


def test_statements_do_not_grow_with_the_batch():
    make_skus("P1", "P2")

    def statements(n: int, prefix: str) -> int:
        edits = [
            SkuEdit(i, {"code": f"{prefix}{i}", "name": "x", "price": 1, "category": ("食品 > 菓子",), "kind": "bundle",
                        "parts": (("P1", 1), ("P2", 3))})
            for i in range(n)
        ]  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert len(save_skus(edits, actor="cli").done) == n
        return len(caught)

    statements(1, "w")
    few, many = statements(1, "x"), statements(40, "y")
    assert few == many <= 26


def test_a_product_has_several_skus_that_agree_about_it():
    make_tax()
    common = {"product_code": "TEE", "product_name": "Tシャツ", "price": 2000}
    outcome = save_skus(
        [
            SkuEdit(2, common | {"code": "TEE-S", "name": "Tシャツ S", "options": "サイズ:S"}),
            SkuEdit(3, common | {"code": "TEE-M", "name": "Tシャツ M", "options": "サイズ:M"}),
            SkuEdit(4, common | {"code": "TEE-L", "name": "Tシャツ L", "product_name": "ティーシャツ"}),
        ],
        actor="cli",
    )
    assert messages(outcome) == [(4, "product_name")]
    assert Product.objects.get().skus.count() == 2


def test_a_product_of_one_sku_goes_by_its_name():
    make_sku("A", name="古い名")
    make_sku("A", name="新しい名")
    assert Product.objects.get().name == "新しい名"
    assert queries.sku_list(q="新しい").count() == 1
    assert queries.sku_list(q="古い名").count() == 0


def test_good_edits_go_in_beside_bad_ones():
    make_tax()
    outcome = save_skus(
        [
            SkuEdit(1, {"code": "A", "name": "a", "price": 1}),
            SkuEdit(2, {"code": "", "name": "b", "price": 1}),
            SkuEdit(3, {"code": "ａ", "name": "again", "price": 1}),
            SkuEdit(4, {"code": "D", "name": "d", "price": 1, "tax_category": "luxury"}),
            SkuEdit(5, {"code": "E", "name": "e", "price": 1}),
        ],
        actor="cli",
    )
    assert len(outcome.done) == 2
    assert messages(outcome) == [(2, "code"), (3, "code"), (4, "tax_category")]


def test_bundles_consist_of_single_skus_only():
    ids = make_skus("A", "B")
    make_sku("SET", kind="bundle", parts=(("A", 1),))
    outcome = save_skus(
        [
            SkuEdit(1, {"code": "NEST", "name": "n", "price": 1, "kind": "bundle", "parts": (("SET", 1),)}),
            SkuEdit(2, {"code": "A", "name": "a", "kind": "bundle", "parts": (("B", 1),)}),
            SkuEdit(3, {"code": "GHOST", "name": "g", "kind": "bundle", "parts": (("none", 1),)}),
            SkuEdit(4, {"code": "SELF", "name": "s", "kind": "bundle", "parts": (("SELF", 1),)}),
            SkuEdit(5, {"code": "CASE", "name": "c", "price": 1, "kind": "case", "parts": (("B", 12),)}),
            SkuEdit(6, {"code": "HOPE", "name": "h", "kind": "bundle", "parts": (("GHOST", 1),)}),
        ],
        actor="cli",
    )
    assert sorted(messages(outcome)) == [(1, "parts"), (2, "parts"), (3, "parts"), (4, "parts"), (6, "parts")]
    assert Sku.objects.get(code="A").kind == "single"
    assert queries.wholes_by_part([ids["B"]])[ids["B"]] == [(Sku.objects.get(code="CASE").pk, 12)]


def test_parts_are_set_and_taken_away():
    ids = make_skus("A", "B", "SET")
    set_parts({ids["SET"]: [PartLine("A", 1), PartLine("B", 4)]}, actor="cli")
    assert [(p.code, p.quantity) for p in queries.parts_of([ids["SET"]])[ids["SET"]]] == [("A", 1), ("B", 4)]
    set_parts({ids["SET"]: []}, actor="cli")
    assert Sku.objects.get(code="SET").kind == "single"
    assert queries.parts_of([ids["SET"]]) == {}


def test_history_tells_price_and_cost_and_who():
    one = make_sku("A", price=1000, cost=400)
    save_skus([SkuEdit(1, {"price": 1200, "cost": 450}, sku_id=one)], actor="staff:7")
    changes = queries.history(one)
    assert {(c.field, c.before, c.after, c.actor) for c in changes} == {
        ("price", 1000, 1200, "staff:7"),
        ("cost", 400, 450, "staff:7"),
        ("", None, None, "cli"),
    }


def test_saving_the_same_again_writes_nothing():
    one = make_sku("A", category=("食品",))
    events, changes = EventRow.objects.count(), len(queries.history(one))
    assert make_sku("A", category=("食品",)) == one
    assert (EventRow.objects.count(), len(queries.history(one))) == (events, changes)


def test_selling_stops_and_goes_on():
    one = make_sku("A")
    stop_selling([one], actor="staff:1")
    assert queries.skus([one])[one].active is False
    assert not queries.sku_list().exists()
    assert queries.sku_list(state="inactive").count() == 1
    resume_selling([one], actor="staff:1")
    names = list(EventRow.objects.filter(subject=f"sku/{one}").order_by("id").values_list("name", flat=True))
    assert names == ["catalog.sku_added", "catalog.sku_stopped", "catalog.sku_resumed"]


def test_search_finds_code_jan_and_words():
    make_sku("0012-A", jan="4901234567894", name="ハチミツ 500g")
    make_sku("B", name="ジャム", name_en="Strawberry jam")
    for asked in ("0012-A", "4901234567894", "はちみつ", "ﾊﾁﾐﾂ 500"):
        assert [sku.code for sku in queries.sku_list(q=asked)] == ["0012-A"], asked
    assert [sku.code for sku in queries.sku_list(q="strawberry")] == ["B"]


def test_the_list_takes_the_same_statements_for_more_rows():
    make_skus(*"ABCDE", category=("食品",))

    def statements(n: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            rows = list(queries.sku_list(category=Category.objects.get().pk)[:n])
            assert len(rows) == n
            assert [image for row in rows for image in row.product.images.all()] == []
        return len(caught)

    assert statements(2) == statements(5)


def test_categories_form_a_tree_with_unique_names():
    make_sku("A", category=("食品 > 菓子", "ギフト"))
    tree = queries.category_tree()
    assert [node.path for node in tree.nodes] == ["ギフト", "食品", "食品 > 菓子"]
    food = tree.by_path()["食品"].id
    assert queries.sku_list(category=food).count() == 1
    outcome = save_categories(
        [
            CategoryEdit("菓子", parent=food, key="twice"),
            CategoryEdit("食品", id=food, parent=tree.by_path()["食品 > 菓子"].id, key="loop"),
            CategoryEdit("a > b", key="sign"),
            CategoryEdit("フード", id=food, key="renamed"),
        ],
        actor="staff:1",
    )
    assert [refusal.key for refusal in outcome.refused] == ["twice", "loop", "sign"]
    make_sku("B", category=("食品",))  # the old name makes a category of its own
    assert {node.path for node in queries.category_tree().nodes} == {"ギフト", "フード", "フード > 菓子", "食品"}
    kept = remove_categories([food, tree.by_path()["ギフト"].id], actor="staff:1")
    assert len(kept.refused) == 2


def test_database_refuses_what_the_verbs_would():
    from django.db import IntegrityError, transaction

    ids = make_skus("A", "B")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sku.objects.filter(pk=ids["A"]).update(price=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sku.objects.filter(pk=ids["A"]).update(code_key="b")
