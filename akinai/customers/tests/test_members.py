"""会員: joining, entering, changing, leaving; and that nobody learns who is a member."""

import datetime as dt
import json

import pytest
from django.contrib.auth.models import User

from akinai.core import clock
from akinai.core.models import EventRow, Mail
from akinai.core.outcome import Refused
from akinai.customers import actions, queries
from akinai.customers.actions import AddressRow, ConsentGiven, Entrance, Profile, links
from akinai.customers.models import Address, Consent, Customer, Try
from akinai.customers.tests.making import PAGE, PASSWORD, make_member, make_sender, new_member, newest, token_in

pytestmark = pytest.mark.django_db

HOME = AddressRow("南 花子", "105-0011", "東京都", "港区", "芝公園4-2-8", phone="03-1234-5678")


def address(**fields) -> AddressRow:
    return AddressRow(**{**HOME.__dict__, **fields})


def refusals(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.field for one in refused.value.refusals}


# --- joining ---------------------------------------------------------------------------------------------------


def test_a_member_registers_and_proves_the_address():
    make_sender()
    mark = actions.register(new_member("Hanako@Example.JP", address="203.0.113.9"))
    row = Customer.objects.get()
    assert (row.email, row.confirmed_at, row.phone) == ("Hanako@example.jp", None, "0312345678")
    assert row.user is not None
    assert not row.user.is_staff
    assert row.user.username.startswith("member:")
    assert actions.enter("hanako@example.jp", PASSWORD).result == Entrance.UNCONFIRMED
    token = token_in("confirm")
    assert mark
    assert actions.is_link_of(token, mark)
    assert actions.confirm_mail(token, password=None).confirmed_at
    assert actions.enter("HANAKO@example.jp", PASSWORD).result == Entrance.OPEN
    kept = Consent.objects.get()
    assert (kept.purpose, kept.given, kept.words, kept.version, kept.source, kept.address) == (
        "terms", True, "規約に同意します", "2026-11", "register", "203.0.113.9",
    )  # fmt: skip
    assert "example.jp" not in str(list(EventRow.objects.filter(name__startswith="customers.").values_list("data")))


def test_the_link_opens_once_and_only_with_the_password_elsewhere():
    make_sender()
    actions.register(new_member())
    token = token_in("confirm")
    with pytest.raises(Refused) as refused:
        actions.confirm_mail(token, password="something-else-9")
    assert refusals(refused) == {"password"}
    actions.confirm_mail(token, password=PASSWORD)
    with pytest.raises(Refused):
        actions.confirm_mail(token, password=PASSWORD)
    with pytest.raises(Refused):
        actions.confirm_mail(token[:-2] + "xx", password=PASSWORD)


def test_a_known_address_gets_a_mail_and_the_visitor_learns_nothing():
    member = make_member("known@example.jp")
    before = member.user.password
    assert actions.register(new_member("KNOWN@example.jp", password="another-long-one-1", name="別人")) is None
    member.refresh_from_db()
    member.user.refresh_from_db()
    assert (member.name, member.user.password) == ("南 花子", before)
    assert newest("already").to_address == "KNOWN@example.jp"


def test_an_address_never_proven_is_taken_over_with_its_password():
    """Who registers somebody else's address and waits gains nothing: the owner's own registration replaces it."""
    make_sender()
    actions.register(new_member("owner@example.jp", password="attackers-word-1"))
    old = token_in("confirm")
    mark = actions.register(new_member("owner@example.jp"))
    assert Customer.objects.count() == User.objects.count() == 1
    with pytest.raises(Refused):
        actions.confirm_mail(old, password="attackers-word-1")
    assert not actions.is_link_of(old, mark or "")
    actions.confirm_mail(token_in("confirm"), password=PASSWORD)
    assert actions.enter("owner@example.jp", "attackers-word-1").result == Entrance.WRONG


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "あ" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"phone": "12"}, "phone"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "20261121000"}, "password"),
    ],
)
def test_what_is_wrong_is_named_by_field(given, field):
    make_sender()
    with pytest.raises(Refused) as refused:
        actions.register(new_member(**{"email": "a@example.jp", **given}))
    assert field in refusals(refused)
    assert not Customer.objects.exists()
    assert not User.objects.exists()


def test_without_a_sender_nothing_is_half_done():
    with pytest.raises(actions.NoSender):
        actions.register(new_member())
    assert not User.objects.exists()


def test_accounts_never_proven_go_after_a_week():
    make_sender()
    with clock.frozen(clock.now() - dt.timedelta(days=8)):
        actions.register(new_member("old@example.jp"))
    actions.register(new_member("fresh@example.jp"))
    kept = make_member("kept@example.jp")
    assert actions.forget_unconfirmed(actor="job:clock") == 1
    assert set(Customer.objects.values_list("email", flat=True)) == {"fresh@example.jp", kept.email}
    assert User.objects.count() == 2


# --- entering --------------------------------------------------------------------------------------------------


def test_guessing_locks_strangers_out_and_not_the_member_on_a_known_device():
    make_member("a@example.jp")
    for _n in range(8):
        assert actions.enter("a@example.jp", "wrong-word-1").result == Entrance.WRONG
    assert actions.enter("A@example.jp", PASSWORD).result == Entrance.LOCKED
    assert actions.enter("a@example.jp", PASSWORD, device="known").result == Entrance.OPEN
    with clock.frozen(clock.now() + dt.timedelta(minutes=16)):
        assert actions.enter("a@example.jp", PASSWORD).result == Entrance.OPEN
        assert actions.enter("a@example.jp", "wrong-word-1").result == Entrance.WRONG


def test_an_address_nobody_has_is_locked_the_same_way_and_hashed_as_long(statements):
    make_member("a@example.jp")
    with statements() as known:
        first = actions.enter("a@example.jp", "wrong-word-1").result
    with statements() as unknown:
        second = actions.enter("b@example.jp", "wrong-word-1").result
    assert first == second == Entrance.WRONG
    assert known.count == unknown.count
    for _n in range(7):
        actions.enter("b@example.jp", "wrong-word-1")
    assert actions.enter("b@example.jp", "wrong-word-1").result == Entrance.LOCKED
    assert "example" not in str(list(Try.objects.values_list("key", flat=True)))


@pytest.mark.parametrize("email", ["", "\0", "a\0@example.jp", "x" * 400, "' or 1=1 --"])
def test_any_text_may_be_typed(email):
    assert actions.enter(email, "x").result == Entrance.WRONG


def test_the_right_password_begins_the_count_anew():
    make_member("a@example.jp")
    for _n in range(3):
        for _m in range(7):
            actions.enter("a@example.jp", "wrong-word-1")
        assert actions.enter("a@example.jp", PASSWORD).result == Entrance.OPEN


# --- passwords and addresses of mail --------------------------------------------------------------------------


def test_a_forgotten_password_is_chosen_anew_once():
    member = make_member("a@example.jp")
    for _n in range(9):
        actions.enter("a@example.jp", "wrong-word-1")
    actions.ask_reset("A@Example.jp", page=PAGE)
    token = token_in("reset")
    with pytest.raises(Refused):
        actions.reset_password(token, "12345")
    actions.reset_password(token, "kita-kaze-2027")
    assert actions.enter("a@example.jp", "kita-kaze-2027").result == Entrance.OPEN
    with pytest.raises(Refused):
        actions.reset_password(token, "nishi-kaze-2028")
    assert newest("password_changed").to_address == member.email


def test_a_reset_for_nobody_sends_nothing_and_floods_nobody():
    make_member("a@example.jp")
    before = Mail.objects.count()
    actions.ask_reset("nobody@example.jp", page=PAGE)
    assert Mail.objects.count() == before
    for _n in range(10):
        actions.ask_reset("a@example.jp", page=PAGE)
    assert Mail.objects.count() == before + 3


def test_an_old_link_is_refused():
    make_member("a@example.jp")
    actions.ask_reset("a@example.jp", page=PAGE)
    token = token_in("reset")
    assert links.read("reset", token, seconds=3600)
    assert links.read("reset", token, seconds=-1) is None
    assert links.read("confirm", token, seconds=3600) is None


def test_a_new_address_counts_once_it_is_proven():
    member = make_member("old@example.jp")
    actions.ask_new_email(member, "new@example.jp", page=PAGE, actor="member:1")
    token = token_in("new_email")
    assert actions.enter("old@example.jp", PASSWORD).result == Entrance.OPEN
    actions.confirm_new_email(token)
    assert actions.enter("new@example.jp", PASSWORD).result == Entrance.OPEN
    assert newest("email_changed").to_address == "old@example.jp"
    with pytest.raises(Refused):
        actions.confirm_new_email(token)


def test_an_address_somebody_has_gets_no_link_and_cannot_be_taken():
    member, _other = make_member("a@example.jp"), make_member("b@example.jp")
    before = Mail.objects.count()
    actions.ask_new_email(member, "B@example.jp", page=PAGE, actor="member:1")
    assert Mail.objects.count() == before
    actions.ask_new_email(member, "c@example.jp", page=PAGE, actor="member:1")
    token = token_in("new_email")
    make_member("c@example.jp")
    with pytest.raises(Refused):
        actions.confirm_new_email(token)
    member.refresh_from_db()
    assert member.email == "a@example.jp"


def test_the_present_password_is_asked_for_and_counted():
    member = make_member()
    with pytest.raises(Refused) as refused:
        actions.change_password(member, "wrong", "kita-kaze-2027", actor="member:1")
    assert refusals(refused) == {"old"}
    actions.change_password(member, PASSWORD, "kita-kaze-2027", actor="member:1")
    for _n in range(8):
        with pytest.raises(Refused):
            actions.swear_password(member, "wrong")
    with pytest.raises(Refused):
        actions.swear_password(member, "kita-kaze-2027")


def test_the_profile_is_changed_or_refused_by_field():
    member = make_member()
    assert actions.change(member, Profile("南 太郎", phone="090-1234-5678"), actor="member:1").done
    member.refresh_from_db()
    assert (member.name, member.phone, member.kana) == ("南 太郎", "09012345678", "")
    bad = actions.change(member, Profile("", phone="1", birthday=dt.date(2999, 1, 1)), actor="member:1")
    assert {one.field for one in bad.refused} == {"name", "phone", "birthday"}


# --- addresses -------------------------------------------------------------------------------------------------


def test_the_address_book_keeps_one_used_first(statements):
    member = make_member()
    with statements() as said:
        first, second = actions.save_addresses(member.pk, [address(), address(label="実家")], actor="member:1").done
    few = said.count
    with statements() as said:
        actions.save_addresses(member.pk, [address(label=str(n)) for n in range(10)], actor="member:1")
    assert said.count <= few + 1
    assert Address.objects.get(usual=True).pk == first
    actions.use_first(member.pk, second, actor="member:1")
    assert Address.objects.get(usual=True).pk == second
    assert queries.addresses(member)[0].postal_shown == "105-0011"
    actions.delete_addresses(member.pk, [second], actor="member:1")
    assert Address.objects.get(usual=True).pk == first
    full = actions.save_addresses(member.pk, [address() for _n in range(50)], actor="member:1")
    assert len(full.refused) == 50 - (50 - 11)


def test_nobody_touches_another_ones_addresses():
    mine, other = make_member(), make_member()
    (theirs,) = actions.save_addresses(other.pk, [address()], actor="member:2").done
    assert actions.save_addresses(mine.pk, [address(id=theirs, name="盗")], actor="member:1").refused
    assert not actions.delete_addresses(mine.pk, [theirs], actor="member:1").done
    assert actions.use_first(mine.pk, theirs, actor="member:1").refused
    assert Address.objects.get(pk=theirs).name == "南 花子"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"postal": "123"}, "postal"),
        ({"prefecture": "江戸"}, "prefecture"),
        ({"city": ""}, "city"),
        ({"line1": " "}, "line1"),
        ({"phone": "1"}, "phone"),
        ({"line2": "あ" * 101}, "line2"),
        ({"company": "\0"}, "company"),
    ],
)
def test_an_address_is_refused_by_field_and_harms_no_other(given, field):
    member = make_member()
    outcome = actions.save_addresses(member.pk, [address(**given), address(key=1)], actor="member:1")
    assert len(outcome.done) == 1
    assert {one.field for one in outcome.refused} == {field}


# --- consents, leaving ------------------------------------------------------------------------------------------


def test_the_last_answer_holds_and_silence_is_none():
    member = make_member("a@example.jp")
    assert queries.may_mail(["a@example.jp"]) == set()
    for given in (True, False, True):
        actions.consent(member, [ConsentGiven("mail_magazine", given, "お知らせ")], source="my_page", actor="member:1")
    assert queries.may_mail(["A@example.jp", "b@example.jp"]) == {"A@example.jp"}
    actions.consent(member, [ConsentGiven("mail_magazine", False, "お知らせ")], source="my_page", actor="member:1")
    assert queries.may_mail(["a@example.jp"]) == set()
    assert not queries.consents_now(member)["mail_magazine"].given
    assert Consent.objects.filter(purpose="mail_magazine").count() == 4


def test_leaving_erases_what_no_law_keeps_and_frees_the_address():
    member = make_member("a@example.jp")
    actions.save_addresses(member.pk, [address()], actor="member:1")
    actions.set_memo(member.pk, "よいお客様", actor="staff:1")
    actions.leave(member, actor="member:1")
    row = Customer.objects.get()
    assert row.left_at
    assert not any([row.user_id, row.email, row.name, row.kana, row.phone, row.memo, row.birthday])
    assert not Address.objects.exists()
    assert not User.objects.exists()
    assert Consent.objects.filter(customer=row).exists()
    assert actions.enter("a@example.jp", PASSWORD).result == Entrance.WRONG
    assert EventRow.objects.filter(name="customers.member_erased").latest("id").data["own"] is True
    assert make_member("a@example.jp").pk != row.pk


def test_erasing_takes_the_same_statements_for_many(statements):
    few, many = [make_member()], [make_member() for _n in range(4)]
    with statements() as one:
        actions.erase([row.pk for row in few], actor="staff:1")
    with statements() as four:
        done = actions.erase([row.pk for row in many], actor="staff:1")
    assert len(done) == 4
    assert one.count == four.count
    assert actions.erase([row.pk for row in many], actor="staff:1") == []


def test_the_dossier_tells_everything():
    member = make_member("a@example.jp")
    actions.save_addresses(member.pk, [address()], actor="member:1")
    told = json.dumps(queries.dossier(Customer.objects.get(pk=member.pk)), default=str, ensure_ascii=False)
    for one in ("a@example.jp", "芝公園4-2-8", "規約に同意します", "customers.confirm", "0312345678"):
        assert one in told
    assert member.user.password not in told
