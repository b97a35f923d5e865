"""Yahoo!'s stand-in is as strict as its manual: it refuses what the real mall would."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox import wall
from sandbox.malls import yahoo
from sandbox.malls.shop import Offer
from sandbox.malls.yahoo import keys

PATH = "/ShoppingWebService/V1/"


class Store:
    """Calls as anybody might make them."""

    def __init__(self, address: str, standin: Any) -> None:
        self.standin = standin
        self.api = httpx.Client(base_url=address)
        basic = base64.b64encode(f"{keys.CLIENT_ID}:{keys.CLIENT_SECRET}".encode()).decode()
        form = {"grant_type": "refresh_token", "refresh_token": keys.REFRESH_TOKEN}
        told = self.api.post("/yconnect/v2/token", data=form, headers={"Authorization": f"Basic {basic}"}).json()
        self.api.headers["Authorization"] = f"Bearer {told['access_token']}"

    def xml(self, name: str, inside: str) -> str:
        body = f"<Req>{inside}<SellerId>{keys.SELLER}</SellerId></Req>"
        return self.api.post(PATH + name, content=body.encode()).text

    def form(self, call: str, /, **form: str) -> httpx.Response:
        return self.api.post(PATH + call, data={"seller_id": keys.SELLER, **form})


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    address, server = yahoo.start()
    standin = server.standin
    standin.unlimited = True  # type: ignore[attr-defined]
    for offer in (Offer("towel", "", "towel", "タオル", stock=5), Offer("shirt", "shirt-w", "shirt-w", "服", "白")):
        standin.shop.offers[offer.key] = offer  # type: ignore[attr-defined]
    store = Store(address, standin)
    yield store
    store.api.close()
    server.stop()


def code(text: str) -> str:
    found = re.search(r"<Code>(.*?)</Code>", text)
    return found[1] if found else ""


SPAN = "<Condition><OrderTimeFrom>20260401000000</OrderTimeFrom></Condition>"


@pytest.mark.parametrize(
    ("name", "inside", "why"),
    [
        ("orderList", f"<Search>{SPAN}</Search>", "Field is required"),
        ("orderList", f"<Search>{SPAN}<Field>OrderId,Colour</Field></Search>", "Colour"),
        ("orderList", "<Search><Field>OrderId</Field></Search>", "OrderTimeFrom is required"),
        ("orderList", f"<Search>{SPAN}<Field>OrderId</Field><Result>5000</Result></Search>", "at most"),
        ("orderList", f"<Search>{SPAN.replace('0401', '1301')}<Field>OrderId</Field></Search>", "not a time"),
        ("orderList", "<Search><Colour>1</Colour></Search>", "not allowed"),
        ("orderInfo", "<Target><OrderId>sample-store-1</OrderId><Field>OrderId</Field></Target>", "Not Exists"),
        ("orderStatusChange", "<Target><OrderId>x</OrderId></Target><Order/>", "IsPointFix"),
        ("orderChange", "<!DOCTYPE a><Target/>", "Invalid XML"),
    ],
)
def test_order_calls(store: Store, name: str, inside: str, why: str) -> None:
    answer = store.xml(name, inside)
    assert why in answer
    assert code(answer)


def test_batches(store: Store) -> None:
    many = ",".join(f"a{n}" for n in range(1001))
    assert code(store.form("setStock", item_code=many, quantity=",".join(["1"] * 1001)).text) == "st-02101"
    assert code(store.form("setStock", item_code="a,b", quantity="1").text) == "st-02102"
    assert code(store.form("setStock", item_code="a b", quantity="1").text) == "st-02101"
    rows = {f"item{n}": f"item_code=towel&name=x{n}" for n in range(1, 102)}
    assert code(store.form("updateItems", **rows).text) == "it-00004"
    listed = store.api.get(PATH + "myItemList", params={"seller_id": keys.SELLER, "results": "101", "query": "t"})
    assert code(listed.text) == "it-00003"
    assert code(store.api.get(PATH + "myItemList", params={"seller_id": keys.SELLER}).text) == "it-00002"


def test_a_clock_that_is_set_back_closes_no_door(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.standin, "unlimited", False)
    for off in (86_400.0, 0.0):
        monkeypatch.setattr(wall, "_off", off)
        assert store.form("getStock", item_code="towel").status_code == 200


def test_stock_of_a_code_nobody_has_waits_for_it(store: Store) -> None:
    answer = store.form("setStock", item_code="coming,towel", quantity="7,-2")
    assert answer.status_code == 200
    assert store.standin.shop.offers["towel", ""].stock == 3
    form = {"item_code": "coming", "path": "店", "name": "新", "product_category": "1", "price": "100"}
    assert "<Status>OK" in store.form("editItem", **form).text
    assert ("coming", "") not in store.standin.shop.offers
    assert "<Status>OK" in store.form("submitItem", item_code="coming").text
    assert store.standin.shop.offers["coming", ""].stock == 7


def test_single_errors_answer_207(store: Store) -> None:
    answer = store.form("setStock", item_code="towel,shirt:shirt-w", quantity="INI,4")
    assert answer.status_code == 207
    assert "st-02104" in answer.text
    assert store.standin.shop.offers["shirt", "shirt-w"].stock == 4


def test_edit_item_resets_what_is_left_out(store: Store) -> None:
    form = {"item_code": "towel", "path": "店", "name": "タオル", "product_category": "1", "price": "900"}
    store.form("editItem", **form, caption="説明")
    store.form("submitItem", item_code="towel")
    assert store.standin.shop.offers["towel", ""].more["texts"]["caption"] == "説明"
    store.form("editItem", **form)
    store.form("submitItem", item_code="towel")
    assert "caption" not in store.standin.shop.offers["towel", ""].more["texts"]


def test_edit_item_leaves_no_sub_code_that_is_not_named(store: Store) -> None:
    for variant in ("cap-r", "cap-b"):
        store.standin.shop.offers["cap", variant] = Offer("cap", variant, variant, "帽子", variant[-1], stock=2)
    sold = store.standin.shop.buy([(("cap", "cap-b"), 1)])
    form = {"item_code": "cap", "path": "店", "name": "帽子", "product_category": "1", "price": "900"}
    store.form("editItem", **form, options="色#r", subcodes="色:r=cap-r")
    store.form("submitItem", item_code="cap")
    assert [key for key in store.standin.shop.offers if key[0] == "cap"] == [("cap", "cap-r")]
    assert store.standin.shop.offers["cap", "cap-r"].stock == 2
    assert store.standin.shop.cancel(sold.number).state == "cancelled"  # nothing is left to put the piece back to


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": ""}, "it-01001"),
        ({"price": "0"}, "it-02002"),
        ({"name": "長" * 76}, "it-01003"),
        ({"subcodes": "色:白=a"}, "it-03002"),
        ({"subcode_param": "a=price:1"}, "it-03003"),
    ],
)
def test_pages_that_are_refused(store: Store, changed: dict[str, str], why: str) -> None:
    form = {"item_code": "towel", "path": "店", "name": "タオル", "product_category": "1", "price": "900"}
    answer = store.form("editItem", **{**form, **changed}).text
    assert "<Status>NG" in answer
    assert why in answer


def test_price_and_special_price_belong_together(store: Store) -> None:
    assert "it-02001" in store.form("updateItems", item1="item_code=towel&price=500").text
    assert "<Status>OK" in store.form("updateItems", item1="item_code=towel&price=500&sale_price=").text


def test_strangers(store: Store) -> None:
    assert store.api.get(PATH + "orderCount", params={"sellerId": "other"}).status_code == 403
    with httpx.Client(base_url=store.api.base_url) as nobody:
        answer = nobody.get(PATH + "stCategoryList", params={"seller_id": keys.SELLER})
        assert answer.status_code == 401
        assert "invalid_token" in answer.headers["www-authenticate"]
        told = nobody.post("/yconnect/v2/token", data={"grant_type": "refresh_token"}, auth=("x", "y"))
        assert told.json()["error"] == "invalid_client"
