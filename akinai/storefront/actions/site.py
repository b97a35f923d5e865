"""Opening and closing the shop, its look, and what the law wants told."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.models import EventRow
from akinai.core.outcome import Refusal, Refused
from akinai.storefront import events, legal, theme
from akinai.storefront.models import Site
from akinai.storefront.queries import readiness

SUBJECT = "site/1"


def _site() -> Site:
    """The row of the site, made if it was not there, locked for the transaction."""
    Site.objects.get_or_create(id=1)
    return Site.objects.select_for_update().get(id=1)


# --- the look -------------------------------------------------------------------------------------------------------


def save_theme_draft(values: Mapping[str, Any], *, actor: str) -> list[str]:
    """Keep a look to be tried in the preview. Gives warnings. Raises Refused for what nobody could read; then the
    draft stays as it was."""
    checked = theme.check(values)
    if checked.refused:
        raise Refused(checked.refused)
    with transaction.atomic():
        site = _site()
        begun = site.draft_theme is None
        site.draft_theme = checked.values
        site.save(update_fields=["draft_theme"])
        # Each stroke of a colour is kept; only that somebody began is told.
        publish([events.ThemeDrafted(subject=SUBJECT, actor=actor)] if begun else [])
    return checked.warnings


def discard_theme_draft(*, actor: str) -> bool:
    """Throw the draft away; False when there was none."""
    with transaction.atomic():
        site = _site()
        if site.draft_theme is None:
            return False
        site.draft_theme = None
        site.save(update_fields=["draft_theme"])
        publish([events.ThemeDiscarded(subject=SUBJECT, actor=actor)])
    return True


def publish_theme(*, actor: str) -> bool:
    """Show the draft to visitors; False when there is none. `undo_theme` is the way back."""
    with transaction.atomic():
        site = _site()
        if site.draft_theme is None:
            return False
        checked = theme.check(site.draft_theme)
        if checked.refused:
            raise Refused(checked.refused)
        _wear(site, checked.values, actor)
    return True


def undo_theme(*, actor: str) -> bool:
    """Bring back the look before the last publishing; doing it twice comes back to the newer one. False: none known."""
    with transaction.atomic():
        site = _site()
        last = EventRow.objects.filter(subject=SUBJECT, name=events.ThemePublished.name).order_by("-id").first()
        if last is None:
            return False
        _wear(site, last.data["before"], actor, undo=True)
    return True


def _wear(site: Site, values: dict[str, Any], actor: str, *, undo: bool = False) -> None:
    told = events.ThemePublished(subject=SUBJECT, actor=actor, before=site.theme, after=values, undo=undo)
    site.theme = values
    site.draft_theme = site.draft_theme if undo else None
    site.save(update_fields=["theme", "draft_theme"])
    publish([told])


# --- open, closed, away for a while ---------------------------------------------------------------------------------


def open_shop(*, actor: str) -> None:
    """Open the shop to the public. Raises Refused naming everything required that is missing (特定商取引法 and what a
    purchase can't do without); `close_shop` is the inverse."""
    with transaction.atomic():
        site = _site()
        if gaps := [one for one in readiness.checklist(site) if one.required and not one.done]:
            raise Refused([Refusal("site", one.key, f"{one.label}: {line}") for one in gaps for line in one.sentences])
        if site.is_open:
            return
        site.is_open, site.opened_at = True, site.opened_at or clock.now()
        site.save(update_fields=["is_open", "opened_at"])
        publish([events.ShopOpened(subject=SUBJECT, actor=actor)])


def close_shop(*, actor: str) -> None:
    """Take the shop off the public; staff still see it. Orders that exist are not touched."""
    with transaction.atomic():
        site = _site()
        if not site.is_open:
            return
        site.is_open = False
        site.save(update_fields=["is_open"])
        publish([events.ShopClosed(subject=SUBJECT, actor=actor)])


def set_maintenance(on: bool, words: str = "", *, actor: str) -> None:
    """Close the shop for a while with words for visitors, or bring it back (the words stay for the next time)."""
    with transaction.atomic():
        site = _site()
        kept = words.strip()[:1000] if on else site.maintenance_words
        if (site.maintenance, site.maintenance_words) == (on, kept):
            return
        site.maintenance, site.maintenance_words = on, kept
        site.save(update_fields=["maintenance", "maintenance_words"])
        publish([events.MaintenanceChanged(subject=SUBJECT, actor=actor, on=on, words=kept)])


# --- what is told ---------------------------------------------------------------------------------------------------


def save_legal(items: Mapping[str, str], *, actor: str) -> None:
    """Keep the items of 特定商取引法に基づく表記 (keys of legal.BY_KEY; others stay as they are).

    An open shop can't lose a required item: raises Refused naming each."""
    with transaction.atomic():
        site = _site()
        told = dict(site.legal)
        for key in legal.BY_KEY.keys() & items.keys():
            told[key] = "\n".join(line.strip() for line in items[key].strip().splitlines())[:4000]
        changed = sorted(key for key in legal.BY_KEY if told.get(key, "") != site.legal.get(key, ""))
        if site.is_open:
            lost = [key for key in changed if legal.BY_KEY[key].required and not told.get(key)]
            sentence = _("The shop is open: this item can't be empty.")
            if lost:
                raise Refused([Refusal("site", key, sentence) for key in lost])
        if not changed:
            return
        site.legal, site.legal_changed_at = told, clock.now()
        site.save(update_fields=["legal", "legal_changed_at"])
        terms = legal.digest_of(told)
        publish([events.LegalChanged(subject=SUBJECT, actor=actor, items=changed, terms=terms)])


def describe_site(description: str, google_verification: str, *, actor: str) -> None:
    """What search engines are told of the site."""
    with transaction.atomic():
        site = _site()
        wanted = {"description": description.strip()[:300], "google_verification": google_verification.strip()[:200]}
        changed = [name for name, value in wanted.items() if getattr(site, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(site, name, wanted[name])
        site.save(update_fields=changed)
        publish([events.SiteDescribed(subject=SUBJECT, actor=actor, fields=changed)])
