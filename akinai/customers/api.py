"""Members read by programs."""

import datetime as dt

from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import Field

from akinai.core import api
from akinai.core.api.paging import Page
from akinai.core.api.persons import PersonShown, note_reading, person
from akinai.customers import queries
from akinai.customers.models import Customer

router = api.Router(tags=["Members"])

FACTS = ("name", "kana", "company", "phone", "email")


class MembersAsked(api.Paging):
    """Which members. `email`: the whole address, in any case; searching needs personal.view."""

    email: api.Text = ""
    joined_from: dt.datetime | None = None
    joined_to: dt.datetime | None = None
    state: str = Field("", pattern="^(|unconfirmed|left|all)$", description="Empty: members with a proven address.")


class MemberShown(api.Shown):
    """A member of the shop. `person` is masked without personal.view, and then there is no birthday and no memo."""

    id: int
    person: PersonShown
    birthday: dt.date | None
    confirmed_at: dt.datetime | None
    joined_at: dt.datetime
    left_at: dt.datetime | None
    points: int
    language: str
    memo: str | None


class MemberPage(Page):
    """Members, and where the next page begins."""

    members: list[MemberShown]


@api.read(router, "/members", "members.view")
def members(request: api.Request, asked: Query[MembersAsked]) -> MemberPage:
    """List members."""
    rows = queries.members(state=asked.state)
    if asked.email:
        request.auth.need("personal.view")
        rows = rows.filter(email__iexact=asked.email)
    if asked.joined_from:
        rows = rows.filter(joined_at__gte=asked.joined_from)
    if asked.joined_to:
        rows = rows.filter(joined_at__lt=asked.joined_to)
    found, after = api.page(rows, asked)
    note_reading(request.auth, "members", len(found))
    return MemberPage(members=[_shown(row, request.auth) for row in found], next=after)


@api.read(router, "/members/{int:key}", "members.view")
def member(request: api.Request, key: Path[api.Id]) -> MemberShown:
    """One member by id."""
    row = Customer.objects.filter(pk=key).first()
    if row is None:
        raise api.not_found(_("There is no member %(id)s.") % {"id": key})
    note_reading(request.auth, f"customer/{row.pk}", 1)
    return _shown(row, request.auth)


def _shown(row: Customer, caller: api.Caller) -> MemberShown:
    full = caller.may("personal.view")
    return MemberShown(
        id=row.pk,
        person=person({name: getattr(row, name) for name in FACTS}, caller),
        birthday=row.birthday if full else None,
        confirmed_at=row.confirmed_at,
        joined_at=row.joined_at,
        left_at=row.left_at,
        points=row.points,
        language=row.language,
        memo=row.memo if full else None,
    )
