"""A mail goes out once, waits when it must, and never gets lost without a trace."""

import datetime as dt

import pytest

from akinai.core import clock, mail
from akinai.core.mail import jobs
from akinai.core.mail.words import MissingTemplate, choose, templates
from akinai.core.models import EventRow, Mail, MailTemplate

pytestmark = pytest.mark.django_db


def a_mail(number=1, **fields):
    given = {
        "kind": "orders.received",
        "subject_ref": f"order/{number}",
        "dedupe": f"received/{number}",
        "from_address": "shop@example.jp",
        "from_name": "商いショップ",
        "to_address": f"buyer{number}@example.com",
        "to_name": "髙橋 花子",
        "subject": "ご注文ありがとうございます",
        "body": "花子様\n\nご注文を承りました。",
    }
    return mail.NewMail(**(given | fields))


def state(number=1):
    return Mail.objects.get(dedupe=f"received/{number}").state


def test_a_mail_is_a_row_that_a_job_sends(mailbox, run_jobs):
    ids = mail.queue_mail([a_mail(1), a_mail(2)], actor="test")
    assert len(ids) == 2
    run_jobs()
    assert [state(1), state(2)] == ["sent", "sent"]
    first = mailbox.mails[0]
    assert first["Subject"] == "ご注文ありがとうございます"
    assert "商いショップ" in str(first["From"])
    assert "髙橋 花子" in str(first["To"])
    assert first["Message-ID"] == Mail.objects.get(dedupe="received/1").message_id
    assert "承りました" in first.get_content()
    assert set(EventRow.objects.filter(subject="order/1").values_list("name", flat=True)) == {
        "core.mail_queued",
        "core.mail_sent",
    }


def test_a_long_letter_arrives_as_it_was_written(mailbox, run_jobs):
    """Servers take lines of 1,000 bytes at most, and a bare LF ends none."""
    letter = "\n".join(f"{n}. ミニデザインテープ ファンキー柄　× {n}" for n in range(200)) + "\n" + "あ" * 3000
    mail.queue_mail([a_mail(body=letter)], actor="test")
    run_jobs()
    assert state() == "sent"
    assert mailbox.mails[0].get_content().splitlines() == letter.splitlines()


def test_the_same_mail_asked_for_twice_is_one(mailbox, run_jobs):
    mail.queue_mail([a_mail()], actor="test")
    assert mail.queue_mail([a_mail()], actor="test") == []
    run_jobs()
    run_jobs()
    jobs.send_mail()
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("size", [1, 40])
def test_any_number_of_mails_takes_the_same_statements(size, django_assert_num_queries):
    with django_assert_num_queries(5):  # savepoint, mails, events, the job, savepoint
        mail.queue_mail([a_mail(n) for n in range(size)], actor="test")


def test_a_mail_for_later_waits(mailbox, run_jobs):
    soon = clock.now() + dt.timedelta(minutes=10)
    mail.queue_mail([a_mail(send_after=soon)], actor="test")
    jobs.send_mail()
    assert (state(), mailbox.mails) == ("queued", [])
    with clock.frozen(soon + dt.timedelta(seconds=1)):
        jobs.send_mail()
    assert state() == "sent"


def test_a_mail_withdrawn_in_time_never_goes_out(mailbox, run_jobs):
    mail.queue_mail([a_mail(1), a_mail(2)], actor="test")
    assert len(mail.withdraw(["received/1"], actor="test").done) == 1
    run_jobs()
    assert [state(1), state(2)] == ["withdrawn", "sent"]
    refused = mail.withdraw(["received/2"], actor="test").refused
    assert len(refused) == 1
    assert "buyer2@example.com" in refused[0].message


def test_held_mail_waits_for_a_person(mailbox, run_jobs):
    ids = mail.queue_mail([a_mail()], actor="test")
    mail.hold(ids, actor="staff:1")
    run_jobs()
    assert state() == "held"
    mail.release(ids, actor="staff:1")
    run_jobs()
    assert state() == "sent"


def test_an_address_that_does_not_exist_fails_and_the_others_go_out(mailbox, run_jobs):
    mailbox.refuse["buyer1@example.com"] = "550 no such user"
    mail.queue_mail([a_mail(1), a_mail(2)], actor="test")
    run_jobs()
    assert [state(1), state(2)] == ["failed", "sent"]
    assert "no such user" in Mail.objects.get(dedupe="received/1").error


def test_a_server_that_is_busy_is_asked_again_later(mailbox, run_jobs):
    mailbox.refuse["buyer1@example.com"] = "451 try again later"
    mail.queue_mail([a_mail(1)], actor="test")
    run_jobs()
    assert state() == "retrying"
    mailbox.refuse.clear()
    with clock.frozen(clock.now() + dt.timedelta(minutes=5)):
        jobs.send_mail()
    assert state() == "sent"


def test_a_mail_cut_off_after_its_text_is_unknown_and_not_resent_by_itself(mailbox, run_jobs):
    mailbox.cut_after_data = True
    ids = mail.queue_mail([a_mail()], actor="test")
    run_jobs()
    assert state() == "unknown"
    with clock.frozen(clock.now() + dt.timedelta(days=1)):
        jobs.sweep_mail(timestamp=0)
    assert len(mailbox.mails) == 1
    mailbox.cut_after_data = False
    before = Mail.objects.get().message_id
    mail.resend(ids, actor="staff:1")
    run_jobs()
    assert state() == "sent"
    assert [str(m["Message-ID"]) for m in mailbox.mails] == [before, before]


def test_a_dead_worker_leaves_its_mail_waiting_or_unknown(mailbox):
    mail.queue_mail([a_mail(1), a_mail(2)], actor="test")
    Mail.objects.update(state="sending", claim=12345)
    Mail.objects.filter(dedupe="received/2").update(data_at=clock.now())
    jobs.send_mail()
    assert [state(1), state(2)] == ["sent", "unknown"]


def test_an_impossible_address_fails_alone(mailbox, run_jobs):
    mail.queue_mail([a_mail(1, to_address="花子＠example"), a_mail(2)], actor="test")
    run_jobs()
    assert [state(1), state(2)] == ["failed", "sent"]


def test_without_a_mail_server_mail_waits(settings, run_jobs):
    settings.SMTP_URL = ""
    mail.queue_mail([a_mail()], actor="test")
    run_jobs()
    assert state() == "queued"


def test_a_line_break_in_a_name_cannot_forge_a_header(mailbox, run_jobs):
    mail.queue_mail([a_mail(to_name="花子\r\nBcc: x@example.com", subject="a\r\nBcc: y@example.com")], actor="test")
    run_jobs()
    assert state() == "sent"
    assert mailbox.mails[0]["Bcc"] is None


def test_words_are_chosen_by_channel_and_language_and_filled_without_code():
    MailTemplate.objects.filter(kind="x").delete()
    MailTemplate.objects.create(kind="x", channel="", language="ja", subject="件名", body="{name}様 {total}")
    MailTemplate.objects.create(kind="x", channel="rakuten", language="ja", subject="楽天", body="")
    found = templates(["x"])
    assert choose(found, "x", "rakuten", "ja").subject == "楽天"
    assert choose(found, "x", "own", "en").subject == "件名"
    with pytest.raises(MissingTemplate):
        choose(found, "y", "own", "ja")
    assert mail.render("{name}様 {total} {{", {"name": "{total}", "total": "¥5"}) == "{total}様 ¥5 {{"
    with pytest.raises(mail.UnknownField, match="nickname"):
        mail.render("{nickname}", {"name": "x"})
