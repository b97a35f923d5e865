"""Who buys in the demo's own shop, and what becomes of it: by real HTTP, as browsers without scripts do.

Each of STORIES is one purchase. What happens later (a till, a bank, a change of mind) is in till.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from akinai.catalog.models import Sku
from akinai.core import outside
from akinai.core.models import Mail
from akinai.demo import gateways
from akinai.demo.browser import Browser
from akinai.demo.doors import WentWrong
from akinai.demo.people import Person, people
from akinai.inventory import queries as inventory
from akinai.orders.models import SalesChannel
from akinai.storefront.models import Purchase

PAY, FAIL, LEAVE = "pay", "fail", "leave"  # what a buyer does on the payment page
SEED = 17
PLENTY = 12  # pieces that must be free of what is bought
CHEAP, DEAR = 300, 4_500  # yen a piece
FIELDS = ("name", "kana", "phone", "postal", "prefecture", "city", "line1", "line2")
LOOKS = 5  # times a waiting page is looked at again


@dataclass(frozen=True)
class Story:
    """One purchase. `pieces` of each of so many goods. `then`: another way to pay, where the first one failed."""

    name: str
    buyer: int  # the how-manieth of our people
    payment: str
    pieces: tuple[int, ...] = (1, 2)
    page: str = PAY
    then: str = ""
    to: tuple[int, ...] = ()  # several recipients, others than the buyer
    noshi: str = ""
    member: bool = False
    headless: bool = False  # by the API, as another front would


STORIES = (
    Story("card", 1, "card", (2, 1)),
    Story("member", 0, "card", (1, 1, 2), member=True),
    Story("declined", 2, "card", (1, 2), page=FAIL, then="paypay"),
    Story("konbini", 3, "convenience", (2, 1)),
    Story("konbini_open", 4, "convenience", (1,)),
    Story("konbini_back", 5, "convenience", (2, 2)),
    Story("transfer", 6, "bank_transfer", (2, 1)),
    Story("transfer_other_name", 7, "bank_transfer", (3, 1)),
    Story("transfer_short", 8, "bank_transfer", (1, 2)),
    Story("transfer_two_a", 9, "bank_transfer", (1, 1)),
    Story("transfer_two_b", 9, "bank_transfer", (2,), to=(16,)),
    Story("cod", 10, "cod", (2, 1)),
    Story("gift", 0, "d_barai", (2, 2), to=(11, 12), noshi="内祝", member=True),
    Story("late", 13, "rakuten_pay", (2,), page=LEAVE),
    Story("left", 14, "au_pay", (2, 1), page=LEAVE),
    Story("merpay", 15, "merpay", (1, 2)),
    Story("after", 17, "atobarai", (2,)),
    Story("headless", 18, "cod", (1, 1), headless=True),
)


@dataclass
class Shoppers:
    """The people with their browsers, and what they bought by the name of the story."""

    home: str
    crowd: Sequence[Person] = ()
    bought: dict[str, int] = field(default_factory=dict)  # story → purchase
    password: str = ""
    member: Browser | None = None
    member_address: str = ""

    def __post_init__(self) -> None:
        self.crowd = list(islice(people(SEED), 24))

    def purchase(self, story: str) -> Purchase:
        """What came of a story."""
        return Purchase.objects.get(pk=self.bought[story])


def fields(person: Person, prefix: str = "", *, mail: bool = False) -> dict[str, str]:
    """A person as forms take one."""
    names = (*FIELDS, "email") if mail else FIELDS
    return {f"{prefix}{name}": str(getattr(person, name)) for name in names}


# --- the member ---------------------------------------------------------------------------------------------


def join(shoppers: Shoppers, password: str) -> None:
    """Somebody registers, proves the address by the mail's link, and fills the address book and the wish list."""
    me, browser = shoppers.crowd[0], Browser(shoppers.home)
    browser.go("/my/register/")
    browser.send(email=me.email, password=password, name=me.name, kana=me.kana, phone=me.phone, terms="on")
    letter = Mail.objects.filter(to_address=me.email).order_by("-id").first()
    if letter is None:
        raise WentWrong(f"no mail with a link: {browser.page.text[:300]}")
    browser.go(next(word for word in letter.body.split() if "/my/confirm/" in word))
    _confirm(browser, password)
    for label, person in (("自宅", me), ("実家", shoppers.crowd[11]), ("職場", shoppers.crowd[12])):
        browser.go("/my/addresses/new/")
        browser.send(label=label, **fields(person))
    for code in ("22423", "00113", "00102"):
        browser.go(f"/p/{code}/")
        form = next(form for form in browser.page.forms if "/my/wishes/" in form.action)
        browser.post(form, form.fields)
    shoppers.member, shoppers.password, shoppers.member_address = browser, password, me.email


def _confirm(browser: Browser, password: str) -> None:
    """One press on the page of the mail's link; another browser is asked for the password, too."""
    form = next(form for form in browser.page.forms if form.action == browser.page.address)
    more = {"password": password} if "password" in form.fields else {}
    browser.post(form, {**form.fields, **more})


# --- buying -------------------------------------------------------------------------------------------------


def shop(shoppers: Shoppers) -> None:
    """Everybody buys."""
    goods = _goods()
    taken = 0
    for story in STORIES:
        chosen = [(goods[(taken + at) % len(goods)], pieces) for at, pieces in enumerate(story.pieces)]
        taken += len(chosen)
        number = _by_api(shoppers, story, chosen) if story.headless else _by_pages(shoppers, story, chosen)
        shoppers.bought[story.name] = Purchase.objects.get(token=number).pk
    gateways.quiet()


def _goods() -> list[Sku]:
    """What there is plenty of, with pictures: single goods that need no cooling, in the order of their codes."""
    house = SalesChannel.objects.get(code="shop").warehouse_id
    rows = Sku.objects.filter(
        kind="single", active=True, price__range=(CHEAP, DEAR), temperature="ambient", product__images__isnull=False,
        release_date=None, order_limit=None, gift=True,
    )  # fmt: skip
    known = list(rows.distinct().select_related("product").order_by("code"))
    free = inventory.available([one.pk for one in known], house)
    return [one for one in known if free.get(one.pk, 0) >= PLENTY]


def _by_pages(shoppers: Shoppers, story: Story, chosen: Sequence[tuple[Sku, int]]) -> str:
    browser = shoppers.member if story.member and shoppers.member else Browser(shoppers.home)
    for sku, pieces in chosen:
        browser.go(f"/p/{sku.product.code}/")
        browser.send("sku", quantity=str(pieces))
    browser.go("/checkout/")
    _say_where(shoppers, story, browser, chosen)
    if story.noshi:
        _wrap(browser, story)
    else:
        browser.send("delivery0")
    browser.send(payment=story.payment)
    browser.send("key", "digest")
    _pay(browser, story.page)
    if story.page == FAIL:
        browser.send(payment=story.then)  # the shop asks how to pay instead
        _pay(browser, PAY)
    token = next((part for part in browser.page.address.split("/") if part.count("-") == 4), "")
    if story.page != LEAVE and "/checkout/thanks/" not in browser.page.address:
        raise WentWrong(f"{story.name}: {browser.page.address}: {browser.page.text[:600]}")
    if not story.member:
        browser.close()
    return token if story.page != LEAVE else _left(browser)


def _left(browser: Browser) -> str:
    """The purchase of somebody who stands on the payment page still."""
    return browser.came_from("/checkout/pay/").rstrip("/").rpartition("/")[2]


def _say_where(shoppers: Shoppers, story: Story, browser: Browser, chosen: Sequence[tuple[Sku, int]]) -> None:
    buyer = fields(shoppers.crowd[story.buyer], "buyer-", mail=True)
    if not story.to:
        browser.send(**buyer, to="buyer")
        return
    if len(story.to) == 1:
        browser.send(**buyer, to="other", **fields(shoppers.crowd[story.to[0]], "to0-"))
        return
    browser.send(**buyer, to="several")
    told: dict[str, str] = {}
    for at, who in enumerate(story.to):
        person = fields(shoppers.crowd[who], f"to{at}-")
        told |= {name: value for name, value in person.items() if not name.endswith("-kana")}
        told |= {f"who{at}": "other"} | {f"n{at}-{sku.pk}": str(pieces // len(story.to)) for sku, pieces in chosen}
    browser.send(**told)


def _wrap(browser: Browser, story: Story) -> None:
    """のし with a name, wrapping, a card and no prices, for each recipient."""
    form = browser.page.form("noshi0")
    told: dict[str, str] = {}
    for at in range(len(story.to)):
        box = next(value for words, value in form.labels[f"wrapping{at}"].items() if words.startswith("包装紙"))
        told |= {
            f"noshi{at}": form.labels[f"noshi{at}"][story.noshi],
            f"noshi_name{at}": "秋山",
            f"wrapping{at}": box,
            f"message{at}": "先日はありがとうございました。ほんの気持ちです。",
            f"hide{at}": "1",
        }
    browser.send("noshi0", **told)


def _pay(browser: Browser, how: str) -> None:
    """From our page to the agent's, press there, and come back; nothing where no page is to be paid on."""
    places = tuple(gateways.addresses().values())
    if "/checkout/pay/" not in browser.page.address:
        return
    out = next((form for form in browser.page.forms if form.action.startswith(places)), None)
    if out:
        browser.post(out, out.fields)
    else:
        browser.go(next(link for link in browser.page.links if link.startswith(places)))
    if how == LEAVE:
        return
    browser.press("how", how, "method")
    _come_back(browser)


def _come_back(browser: Browser) -> None:
    """The agent's last page has a button or a link that leads home; there one waits until the agent has told us."""
    if not browser.page.address.startswith(browser.home):
        form = next((form for form in browser.page.forms if form.action.startswith(browser.home)), None)
        if form:
            browser.post(form, form.fields)
        else:
            browser.go(browser.page.link(browser.home))
    for look in range(1, LOOKS):
        if "/checkout/back/" not in browser.page.address:
            return
        gateways.quiet()
        browser.go(f"{browser.page.address.partition('?')[0]}?look={look}")


def _by_api(shoppers: Shoppers, story: Story, chosen: Sequence[tuple[Sku, int]]) -> str:
    """Without any page: a cart, and its checkout; pressed twice, it is one purchase."""
    buyer = fields(shoppers.crowd[story.buyer], mail=True)
    with outside.client(base_url=f"{shoppers.home}/api/v1", timeout=60, allow_private=True) as front:
        lines = [{"sku": sku.code, "quantity": pieces} for sku, pieces in chosen]
        cart = front.post("/carts", json={"lines": lines}).raise_for_status().json()["id"]
        asked = {"buyer": buyer, "payment_method": story.payment}
        answers = [
            front.post(f"/carts/{cart}/checkout", json=asked, headers={"Idempotency-Key": f"demo-{cart}"})
            for _time in range(2)
        ]
        for answer in answers:
            if answer.is_error:
                raise WentWrong(f"{story.name}: {answer.text}")
        tokens = {answer.json()["token"] for answer in answers}
        if len(tokens) != 1:
            raise WentWrong(f"{story.name}: one press became {len(tokens)} purchases")
        return str(tokens.pop())
