"""Pages, news and articles: written, published on time, deleted."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.storefront import events, safehtml
from akinai.storefront.models import ContentPage

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
MOST_BODY = 500_000  # characters
FIELDS = ("title", "slug", "body", "summary", "image_id", "publish_at", "end_at")


@dataclass(frozen=True)
class PageEdit:
    """A page as it should be. `values`: any of FIELDS (and "kind" for a new one); what is not named stays."""

    key: int
    values: Mapping[str, Any]
    page_id: int | None = None


def save_pages(edits: Sequence[PageEdit], *, actor: str) -> Outcome:
    """Write or change pages; the text is made safe (safehtml.ALLOWED). `done` holds page ids, refusals the edits' keys.

    With `publish_at` in the future a page appears by itself; without it, it is not shown. Putting the old values back
    is the inverse (`delete_pages` of a new one).
    """
    outcome, told = Outcome(), []
    with transaction.atomic():
        ids = [edit.page_id for edit in edits if edit.page_id]
        rows = {row.pk: row for row in ContentPage.objects.filter(pk__in=ids).select_for_update().order_by("id")}
        taken = _taken(edits)
        new: list[ContentPage] = []
        changed: list[ContentPage] = []
        for edit in edits:
            row = rows.get(edit.page_id) if edit.page_id else ContentPage(kind=edit.values.get("kind", "page"))
            if row is None:
                outcome.refused.append(Refusal(edit.key, "", _("This page is gone.")))
                continue
            fields, wrong = _apply(row, edit, taken)
            if wrong:
                outcome.refused += wrong
                continue
            if fields:
                row.updated_at, row.updated_by = clock.now(), actor
                (changed if row.pk else new).append(row)
                taken[row.kind, row.slug] = row.pk
                told.append((row, fields))
            elif row.pk:
                outcome.done.append(row.pk)
        if changed:
            ContentPage.objects.bulk_update(changed, [*FIELDS, "updated_at", "updated_by"])
        ContentPage.objects.bulk_create(new)
        outcome.done += [row.pk for row, _fields in told]
        publish([_saved(row, fields, actor) for row, fields in told])
    return outcome


def _taken(edits: Sequence[PageEdit]) -> dict[tuple[str, str], int | None]:
    slugs = {str(edit.values["slug"]) for edit in edits if "slug" in edit.values}
    rows = ContentPage.objects.filter(slug__in=slugs).values_list("kind", "slug", "pk")
    return {(kind, slug): pk for kind, slug, pk in rows}


def _apply(
    row: ContentPage, edit: PageEdit, taken: Mapping[tuple[str, str], int | None]
) -> tuple[list[str], list[Refusal]]:
    """Put the values into the row: the fields that differ, and what is wrong with them."""
    values = {name: edit.values[name] for name in FIELDS if name in edit.values}
    for name in ("title", "slug", "summary"):
        if name in values:
            values[name] = " ".join(str(values[name]).split())
    if "body" in values:
        values["body"] = safehtml.clean(str(values["body"])[:MOST_BODY])
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    if row.fixed and "slug" in fields:
        return [], [Refusal(edit.key, "slug", _("The address of this page stays: other pages lead to it."))]
    for name in fields:
        setattr(row, name, values[name])
    return fields, [Refusal(edit.key, name, sentence) for name, sentence in _wrong(row, taken)]


def _wrong(row: ContentPage, taken: Mapping[tuple[str, str], int | None]) -> list[tuple[str, str]]:
    wrong = []
    if not row.title:
        wrong.append(("title", _("A title is needed.")))
    if row.kind not in ContentPage.Kind.values:
        wrong.append(("kind", _("This choice is not known.")))
    if not SLUG.fullmatch(row.slug):
        wrong.append(("slug", _("An address has small letters, digits and hyphens, for example spring-sale.")))
    elif taken.get((row.kind, row.slug), row.pk) != row.pk:
        wrong.append(("slug", _("There is already a page with the address %(slug)s.") % {"slug": row.slug}))
    if row.publish_at and row.end_at and row.end_at <= row.publish_at:
        wrong.append(("end_at", _("The end must be after the beginning.")))
    return wrong


def _saved(row: ContentPage, fields: list[str], actor: str) -> events.ContentSaved:
    return events.ContentSaved(
        subject=f"content/{row.pk}", actor=actor, kind=row.kind, slug=row.slug, title=row.title, fields=fields
    )


def publish_pages(page_ids: Sequence[int], *, at: dt.datetime | None = None, actor: str) -> Outcome:
    """Show pages from now (or from `at`); an end that has passed is taken away. `withdraw_pages` is the inverse."""
    moment = at or clock.now()
    ends = dict(ContentPage.objects.filter(pk__in=page_ids).values_list("pk", "end_at"))
    return save_pages(
        [
            PageEdit(one, {"publish_at": moment, "end_at": end if end and end > moment else None}, one)
            for one, end in ends.items()
        ],
        actor=actor,
    )


def withdraw_pages(page_ids: Sequence[int], *, actor: str) -> Outcome:
    """Show pages no longer; their text stays."""
    return save_pages([PageEdit(one, {"publish_at": None, "end_at": None}, one) for one in page_ids], actor=actor)


def delete_pages(page_ids: Sequence[int], *, actor: str) -> Outcome:
    """Delete pages for good; fixed ones (company, privacy …) are refused. Writing one again is the way back."""
    outcome = Outcome()
    with transaction.atomic():
        rows = list(ContentPage.objects.filter(pk__in=page_ids).select_for_update().order_by("id"))
        sentence = _("Every shop needs this page: it can be changed or withdrawn, not deleted.")
        outcome.refused = [Refusal(row.pk, "", sentence) for row in rows if row.fixed]
        gone = [row for row in rows if not row.fixed]
        outcome.done = [row.pk for row in gone]
        publish([
            events.ContentDeleted(
                subject=f"content/{row.pk}", actor=actor, kind=row.kind, slug=row.slug, title=row.title
            )
            for row in gone
        ])  # fmt: skip
        ContentPage.objects.filter(pk__in=outcome.done).delete()
    return outcome
