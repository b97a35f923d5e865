"""Every address has a door: a permission, or a place on the short list of pages for those not yet signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from akinai.core.people.permissions import PERMISSIONS, ROLES, STATION, allowed
from akinai.core.tests.making import make_staff, sign_in

# Reached without a role: signing in, the person's own account, the warehouse's station. Nothing of the shop is on them.
OPEN = {
    "account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_change_password",
    "account_signup", "account_email", "account_set_password", "choose", "sign_out", "station",
}  # fmt: skip
OWN_FACTORS = "mfa_"
# Rooms open to everybody: the shop, and what payment agents, malls and buyers call. Their own tests ask who may what.
OPEN_ROOMS = ("akinai.storefront.", "akinai.payments.", "akinai.channels.views.notify")


def every_pattern(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from every_pattern(one, path)
        else:
            yield path, one


def test_every_address_asks_for_a_permission_or_is_on_the_short_list():
    seen, doorless = 0, []
    for path, pattern in every_pattern():
        seen += 1
        name = pattern.name or ""
        door = getattr(pattern.callback, "door", None)
        if path.startswith("accounts/"):
            if name not in OPEN and not name.startswith(OWN_FACTORS):
                doorless.append(path)
        elif path.startswith(("api/", "^api/")):
            continue  # programs; tests/test_api_document.py walks their operations
        elif not path.startswith("desk/") and pattern.callback.__module__.startswith(OPEN_ROOMS):
            continue
        elif path and door not in PERMISSIONS:
            doorless.append(path)
    assert seen > 40
    assert doorless == []


def test_a_stranger_is_sent_to_the_sign_in_page(db, client: Client):
    for name in ("shell:home", "shell:settings", "people:staff", "shell:mails"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/?next=")


def test_a_password_alone_leads_to_enrolment(db, client: Client):
    client.force_login(make_staff("manager"))
    assert client.get("/desk/").url.startswith("/accounts/2fa/totp/activate/")


def test_an_enrolled_person_must_show_the_second_factor_in_this_session(db, client: Client):
    user = make_staff("manager")
    sign_in(client, user)
    assert client.get("/desk/").status_code == 200
    other = Client()
    other.force_login(user)
    assert other.get("/desk/").url.startswith("/accounts/2fa/reauthenticate/")


def test_a_fragment_gets_a_redirect_of_the_whole_page(db, client: Client):
    answer = client.get("/desk/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/accounts/login/"


@pytest.mark.parametrize("role", list(ROLES))
def test_each_role_opens_what_the_table_says_and_nothing_else(db, client: Client, role: str):
    user = make_staff(role)
    sign_in(client, user)
    pages = {
        "shell:home": "desk.view",
        "shell:mails": "mail.view",
        "shell:settings": "settings.view",
        "people:staff": "people.edit",
        "people:access_log": "people.edit",
    }
    for name, permission in pages.items():
        expected = 200 if role in PERMISSIONS[permission] else 403
        assert client.get(reverse(name)).status_code == expected, (role, name)


def test_the_refusal_names_the_roles_that_may(db, client: Client):
    sign_in(client, make_staff("viewer"))
    answer = client.get(reverse("people:staff"), headers={"Accept-Language": "ja"})
    assert answer.status_code == 403
    assert "店長" in answer.content.decode()


def test_a_person_without_role_may_nothing(db, client: Client):
    user = make_staff("viewer")
    user.groups.clear()
    sign_in(client, user)
    assert client.get("/desk/").status_code == 403


def test_station_permissions_are_some_of_the_warehouse_role():
    assert {name for name in STATION if "warehouse" not in PERMISSIONS[name]} == set()


def test_a_manager_at_a_station_has_only_warehouse_permissions(db):
    user = make_staff("manager")
    assert allowed(user, "settings.edit")
    user.at_station = True
    assert not allowed(user, "settings.edit")
    assert allowed(user, "fulfillment.work")


def test_pages_allow_no_inline_script(db, client: Client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
