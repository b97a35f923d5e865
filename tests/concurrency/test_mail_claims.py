"""A worker that lives keeps its mails; one that died gives them back at once."""

import psycopg
from django.db import connection

from akinai.core import mail, postgres
from akinai.core.mail import jobs
from akinai.core.models import Mail
from akinai.core.tests.test_mail import a_mail


def test_mail_of_a_living_worker_is_left_alone_and_of_a_dead_one_settled(committed_db, mailbox):
    mail.queue_mail([a_mail(1), a_mail(2)], actor="test")
    Mail.objects.update(state="sending", claim=77)
    with psycopg.connect(postgres.connection_string(connection.settings_dict["NAME"])) as worker:
        worker.execute("select pg_advisory_lock(hashtextextended('core.mail/77', 0))")
        jobs.send_mail()
        assert set(Mail.objects.values_list("state", flat=True)) == {"sending"}
    jobs.send_mail()
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert len(mailbox.mails) == 2
