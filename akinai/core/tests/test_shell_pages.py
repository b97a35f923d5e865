"""The frame: pages in both languages, registries, saved views, settings tables, mails."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from akinai.core import clock
from akinai.core.models import ClosedDay, Mail, SavedView, Shop
from akinai.core.outcome import Outcome, Refusal
from akinai.core.people.actors import actor_names
from akinai.core.shell import masters, nav, paging, panels, results, savedviews, tiles
from akinai.core.shell.templatetags import shell as tags
from akinai.core.tests.making import make_staff, sign_in


@pytest.fixture
def boss(db, client: Client) -> Client:
    return sign_in(client, make_staff("manager"))


def mail(n: int = 1, state: str = "failed") -> Mail:
    now = clock.now()
    return Mail.objects.create(
        kind="hand", subject_ref="order/1", dedupe=f"m{n}", from_address="shop@example.jp", to_name="山田太郎",
        to_address="taro@example.jp", subject=f"件名{n}", body="本文", message_id=f"<{n}@x>", state=state,
        send_after=now, created_at=now - timedelta(hours=3), actor="job:mail")  # fmt: skip


PAGES = [
    "shell:home", "shell:mails", "shell:settings", "shell:shop", "shell:values", "people:staff", "people:staff_new",
    "people:devices", "people:access_log", "mfa_index", "mfa_list_webauthn", "account_change_password",
]  # fmt: skip
# The menu holds the other steps' words, which their own catalogues answer for.
MENU = re.compile(r'<nav class="nav".*?</nav>', re.S)
# What may stand in English on a Japanese page: names and codes.
NAMES = re.compile(r"Message-ID|JavaScript|English|Akinai|test-\w+|manager|Enter|PIN|T1234567890123|QR", re.I)


@pytest.mark.parametrize("name", PAGES)
def test_japanese_pages_speak_japanese(boss: Client, name: str):
    answer = boss.get(reverse(name), headers={"Accept-Language": "ja"})
    assert answer.status_code == 200
    html = MENU.sub("", answer.content.decode())
    text = re.sub(r"<(script|style|template)\b.*?</\1>|<kbd>.*?</kbd>|<[^>]+>", " ", html, flags=re.S)
    assert re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+", NAMES.sub("", text)) == []
    assert 'lang="ja"' in html
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html)


@pytest.mark.parametrize("name", PAGES)
def test_english_pages_speak_english(boss: Client, name: str):
    boss.post(reverse("choose"), {"language": "en"})
    html = MENU.sub("", boss.get(reverse(name)).content.decode())
    text = re.sub(r"<[^>]+>|日本語|[山田]|商い\w+|[月火水木金土日年]", " ", html)
    found = set(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]+", text))
    assert found == set()


def test_choices_are_kept_and_lead_back(boss: Client):
    answer = boss.post(reverse("choose"), {"theme": "dark", "nav": "narrow", "next": "/desk/mail/"})
    assert answer.url == "/desk/mail/"
    html = boss.get("/desk/").content.decode()
    assert "theme-dark" in html
    assert "nav-narrow" in html
    assert boss.post(reverse("choose"), {"theme": "dark", "next": "https://evil.example/"}).url == "/desk/"


def test_home_shows_what_failed_with_a_link(boss: Client):
    mail()
    html = boss.get("/desk/").content.decode()
    assert "/desk/mail/?state=failed" in html
    assert "3時間前" in html


def test_registries_refuse_unknown_names():
    with pytest.raises(KeyError):
        nav.entry("nowhere", "x", "shell:home", "desk.view")
    with pytest.raises(KeyError):
        nav.entry("home", "x", "shell:home", "no.such")
    with pytest.raises(KeyError):
        tiles.tile("nowhere", "desk.view")
    with pytest.raises(KeyError):
        panels.panel("order", "x.html", "no.such")


def test_menu_marks_the_nearest_entry_and_hides_the_forbidden(db):
    request = RequestFactory().get("/desk/mail/3/")
    request.user = make_staff("support")
    items = {str(item.url): item for _label, group in nav.menu(request) for item in group}
    assert items["/desk/mail/"].current
    assert not items["/desk/"].current
    assert "/desk/people/" not in items


def test_mail_can_be_sent_again_by_those_who_may(boss: Client):
    row = mail(state="unknown")
    boss.post(reverse("shell:mail_do", args=["resend"]), {"ids": [row.pk]})
    row.refresh_from_db()
    assert row.state == "queued"


def test_the_demo_mailbox_shows_what_arrived(boss: Client, tmp_path, monkeypatch):
    monkeypatch.setenv("AKINAI_HOME", str(tmp_path))
    assert boss.get(reverse("shell:mailbox")).status_code == 404
    (tmp_path / "mailbox").mkdir()
    head = "From: shop@example.jp\r\nTo: taro@example.jp\r\nSubject: =?utf-8?b?55m66YCB?=\r\n"
    kind = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    (tmp_path / "mailbox/a1.eml").write_text(head + kind + "<b>本文</b>")
    assert "発送" in boss.get(reverse("shell:mailbox")).content.decode()
    assert "&lt;b&gt;本文" in boss.get(reverse("shell:letter", args=["a1"])).content.decode()
    assert boss.get(reverse("shell:letter", args=["a2"])).status_code == 404


def test_bulk_mail_result_names_each_refused_row(boss: Client):
    sent, failed = mail(1, "sent"), mail(2, "failed")
    html = boss.post(reverse("shell:mail_do", args=["resend"]), {"ids": [sent.pk, failed.pk]}).content.decode()
    assert "件名1" in html
    failed.refresh_from_db()
    assert failed.state == "queued"


def test_mails_are_masked_for_roles_that_may_not_see_people(db, client: Client):
    sign_in(client, make_staff("warehouse"))
    assert client.get(reverse("shell:mails")).status_code == 403


def test_saved_views_are_private_or_shared(boss: Client):
    boss.post(reverse("shell:save_view"), {"page": "shell:mails", "name": "失敗", "query": "state=failed&after=9&q="})
    boss.post(reverse("shell:save_view"), {"page": "shell:mails", "name": "全員", "query": "state=sent", "shared": "1"})
    assert list(SavedView.objects.values_list("name", "query", "owner__username")) == [
        ("失敗", "state=failed", "test-manager"), ("全員", "state=sent", None)]  # fmt: skip
    other = sign_in(Client(), make_staff("support"))
    shared, private = SavedView.objects.get(owner=None), SavedView.objects.exclude(owner=None).get()
    assert other.post(reverse("shell:delete_view", args=[private.pk])).status_code == 404
    assert other.post(reverse("shell:delete_view", args=[shared.pk])).status_code == 404
    assert boss.post(reverse("shell:delete_view", args=[private.pk])).status_code == 302


def test_a_settings_table_lists_adds_edits_and_deletes(boss: Client):
    ClosedDay.objects.all().delete()
    boss.post(reverse("shell:master_new", args=["closed-days"]), {"calendar": "shop", "weekday": "6", "note": "定休"})
    row = ClosedDay.objects.get()
    assert row.weekday == 6
    assert "日曜日" in boss.get(reverse("shell:master", args=["closed-days"])).content.decode()
    assert f'name="ids" value="{row.pk}"' in boss.get(reverse("shell:master", args=["closed-days"])).content.decode()
    boss.post(reverse("shell:master_edit", args=["closed-days", row.pk]), {"calendar": "shop", "date": "2026-12-31"})
    row.refresh_from_db()
    assert (row.weekday, str(row.date)) == (None, "2026-12-31")
    refused = boss.post(reverse("shell:master_new", args=["closed-days"]), {"calendar": "shop"})
    assert "どれか一つだけ" in refused.content.decode()
    boss.post(reverse("shell:master_delete", args=["closed-days"]), {"ids": [row.pk]})
    assert not ClosedDay.objects.exists()


def test_settings_are_changed_only_by_the_manager(db, client: Client):
    sign_in(client, make_staff("orders"))
    assert client.get(reverse("shell:master", args=["closed-days"])).status_code == 200
    assert client.post(reverse("shell:master_new", args=["closed-days"]), {"calendar": "shop"}).status_code == 403
    assert client.post(reverse("shell:shop"), {"name": "x"}).status_code == 403


def test_shop_profile_is_saved_and_the_number_checked(boss: Client):
    Shop.objects.all().delete()
    fields = {"name": "商い堂", "tax_rounding": "floor", "registration_number": "T123"}
    refused = boss.post(reverse("shell:shop"), fields).content.decode()
    assert "T1234567890123" in refused
    assert "T123」" in refused
    boss.post(reverse("shell:shop"), {**fields, "registration_number": "t1234567890123"})
    assert Shop.objects.get().registration_number == "T1234567890123"


def test_two_tables_of_one_slug_are_refused():
    with pytest.raises(ValueError, match="closed-days"):
        masters.register(masters._masters["closed-days"])


def test_paging_walks_every_row_once(db):
    for n in range(7):
        mail(n)
    seen, after = [], ""
    while True:
        page = paging.page(RequestFactory().get("/", {"after": after} if after else {}), Mail.objects.all(), per=3)
        seen += [m.pk for m in page.rows]
        if page.next is None:
            break
        after = page.next
    assert seen == sorted(Mail.objects.values_list("pk", flat=True), reverse=True)
    assert (page.count, page.estimated) == (7, False)


def test_results_page_lists_refusals(boss: Client):
    request = RequestFactory().get("/")
    request.user, request.session = make_staff("viewer"), {}
    request._messages = []
    outcome = Outcome(done=[1], refused=[Refusal(2, "sku", "在庫が足りません。")])
    html = results.show(request, outcome, title="x", back="/desk/", names={2: "A-2"}, retry="/again/").content.decode()
    assert "A-2" in html
    assert "在庫が足りません。" in html
    assert 'name="ids" value="2"' in html


def test_money_dates_and_ages():
    assert tags.yen(1200) == "¥1,200"
    assert tags.yen(-5) == "-¥5"
    assert tags.yen(1234, "GBP") == "£12.34"
    assert tags.yen(-1234, "GBP") == "-£12.34"
    assert tags.yen(None) == "—"
    moment = clock.now().replace(year=2026, month=11, day=21, hour=14, minute=5)
    with clock.frozen(moment), translation.override("ja"):
        assert tags.jdate(moment) == "11月21日(土) 14:05"
        assert tags.jday(moment.date().replace(year=2027)) == "2027年11月21日(日)"
        assert tags.ago(moment - timedelta(hours=3)) == "3時間前"
        assert tags.ago(moment - timedelta(days=2)) == "2日前"


def test_how_long_something_took_is_told_in_the_unit_a_person_would_name():
    with translation.override("ja"):
        told = [tags.lasting(seconds) for seconds in (None, 0.42, 59, 1180.9, 7300, 2583590)]
    assert told == ["—", "0.4秒", "59秒", "19分", "2時間", "29日"]


def test_actors_have_names(db):
    user = make_staff("orders", name="佐藤 花子")
    with translation.override("ja"):
        names = actor_names([f"staff:{user.pk}", "staff:999999", "job:clock", "channel:rakuten", "cli"])
    assert names == {f"staff:{user.pk}": "佐藤 花子", "staff:999999": "以前のスタッフ", "job:clock": "自動処理",
                     "channel:rakuten": "販路 rakuten", "cli": "コマンド操作"}  # fmt: skip


def test_every_setting_has_a_field_and_words():
    from akinai.core import settings
    from akinai.core.shell.settings_pages import WORDS

    assert {name for names in WORDS.values() for name in names} == set(settings.DEFAULTS)


def test_values_are_saved_and_bad_ones_refused(boss: Client):
    from akinai.core import settings

    fields = {name: str(value) for name, value in settings.DEFAULTS.items() if not isinstance(value, bool)}
    boss.post(reverse("shell:values"), {**fields, "amount_limit": "5000", "label_check": "on"})
    assert settings.many("amount_limit", "label_check", "numbers_required") == {
        "amount_limit": 5000, "label_check": True, "numbers_required": False}  # fmt: skip
    assert "error" in boss.post(reverse("shell:values"), {**fields, "amount_limit": "−5"}).content.decode()
    assert settings.get("amount_limit") == 5000


def test_the_rail_of_saved_views_offers_to_keep_the_filter(boss: Client):
    from django.template import Context, Template

    user = User.objects.get(username="test-manager")
    savedviews.keep("shell:mails", "失敗", "state=failed", owner=user.pk)
    request = RequestFactory().get("/desk/mail/", {"state": "sent"})
    request.user = user
    with translation.override("ja"):
        html = Template('{% saved_views "shell:mails" %}').render(Context({"request": request}))
    assert "/desk/mail/?state=failed" in html
    assert "この条件を保存" in html
    assert 'name="query" value="state=sent"' in html


def _palettes() -> Iterator[dict[str, str]]:
    css = (Path(finders.find("core/desk.css"))).read_text()
    for block in re.findall(r"(?:^:root|\.theme-dark|\.theme-auto) \{(.*?)\n *\}", css, re.S | re.M):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        if "paper" in colours:
            yield colours


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_colour_can_be_read_on_its_ground():
    """WCAG 2.2, 1.4.3: at least 4.5:1, in light and dark."""
    grounds = ["paper", "surface", "raised", "sunken"]
    pairs = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in grounds]
    pairs += [(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent")] + [("on-accent", "accent")]
    palettes = list(_palettes())
    assert len(palettes) == 3
    poor = []
    for palette in palettes:
        for ink, ground in pairs:
            light, dark = sorted([_luminance(palette[ink]), _luminance(palette[ground])], reverse=True)
            if (light + 0.05) / (dark + 0.05) < 4.5:
                poor.append((ink, ground, round((light + 0.05) / (dark + 0.05), 2)))
    assert poor == []
