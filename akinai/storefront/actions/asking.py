"""お問い合わせ: what a visitor writes by the form."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.mail.actions import NewMail, queue_mail
from akinai.core.models import Shop
from akinai.storefront import events
from akinai.storefront.models import Inquiry


@dataclass(frozen=True)
class Question:
    """What was written."""

    name: str
    email: str
    subject: str
    body: str
    phone: str = ""
    order_number: str = ""


def ask(question: Question, *, actor: str) -> int:
    """Keep an inquiry; the shop is told by mail and the visitor gets a receipt with the own words. Returns its id."""
    with transaction.atomic():
        row = Inquiry.objects.create(
            name=question.name, email=question.email, phone=question.phone, order_number=question.order_number,
            subject=question.subject, body=question.body, at=clock.now(),
        )  # fmt: skip
        shop = Shop.objects.order_by("id").first()
        if shop is not None and shop.email:
            queue_mail(_mails(row, shop), actor=actor)
        publish([events.InquiryReceived(subject=f"inquiry/{row.pk}", actor=actor, title=question.subject)])
    return row.pk


def _mails(row: Inquiry, shop: Shop) -> list[NewMail]:
    told = {"shop": shop.name, "name": row.name, "subject": row.subject, "body": row.body, "email": row.email}
    lines = [(_("Name"), row.name), (_("Mail address"), row.email), (_("Phone"), row.phone)]
    lines += [(_("Order number"), row.order_number), (_("Subject"), row.subject)]
    facts = "\n".join(f"{label}: {value}" for label, value in lines if value)
    to_shop = NewMail(
        kind="storefront.inquiry", subject_ref=f"inquiry/{row.pk}", dedupe=f"inquiry/{row.pk}/shop",
        from_address=shop.email, from_name=shop.name, to_address=shop.email, to_name=shop.name,
        subject=_("Inquiry: %(subject)s") % told, body=f"{facts}\n\n{row.body}\n",
    )  # fmt: skip
    receipt = NewMail(
        kind="storefront.inquiry_receipt", subject_ref=f"inquiry/{row.pk}", dedupe=f"inquiry/{row.pk}/receipt",
        from_address=shop.email, from_name=shop.name, to_address=row.email, to_name=row.name,
        subject=_("We have received your inquiry (%(shop)s)") % told,
        body=_receipt(told, shop.email),
    )  # fmt: skip
    return [to_shop, receipt]


def _receipt(told: dict[str, str], address: str) -> str:
    blocks = [
        _("Dear %(name)s") % told,
        _("Thank you for writing to %(shop)s. We will answer as soon as we can.") % told,
        f"--- {_('Your message')} ---\n{told['subject']}\n\n{told['body']}\n---",
        f"{told['shop']}\n{address}",
    ]
    return "\n\n".join(blocks) + "\n"
