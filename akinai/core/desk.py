"""Core's own lines on the desk: home, mail, settings, people, backups; and the plain tables of core."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import backups, clock
from akinai.core.models import ClosedDay, Mail, MailTemplate, RemoteArea, TaxRate
from akinai.core.shell import choices, masters, nav, tiles
from akinai.core.shell.rows import plain
from akinai.core.shell.templatetags.shell import ago
from akinai.core.shell.tiles import Tile

WANTS_SOMEBODY = ("failed", "unknown", "held")
STALE_BACKUP = dt.timedelta(hours=26)


def _mails_wanting_somebody() -> int:
    return Mail.objects.filter(state__in=WANTS_SOMEBODY).count()


nav.entry("home", gettext_lazy("Home"), "shell:home", "desk.view", icon="home", order=0)
nav.entry("mail", gettext_lazy("Mails"), "shell:mails", "mail.view", icon="mail", badge=_mails_wanting_somebody)
nav.entry("settings", gettext_lazy("Settings"), "shell:settings", "settings.view", icon="gear", order=10)
nav.entry("settings", gettext_lazy("Staff"), "people:staff", "people.edit", icon="users", order=20)
nav.entry("settings", gettext_lazy("Devices"), "people:devices", "people.edit", icon="device", order=30)
nav.entry("settings", gettext_lazy("API tokens"), "api_tokens:list", "people.edit", icon="key", order=35)
nav.entry("settings", gettext_lazy("Access log"), "people:access_log", "people.edit", icon="history", order=40)


@tiles.tile("failures", "mail.view", order=30)
def mail_tiles(request: HttpRequest) -> Iterable[Tile]:
    """Mails that want a person, one tile per state that has any."""
    words = {
        "failed": (_("Mails failed"), "bad"),
        "unknown": (_("Mails of unknown fate"), "bad"),
        "held": (_("Mails kept back"), "warn"),
    }
    found = (
        Mail.objects.filter(state__in=WANTS_SOMEBODY).values("state").annotate(n=Count("id"), oldest=Min("created_at"))
    )
    by_state: dict[str, Any] = {row["state"]: row for row in found}
    for state in WANTS_SOMEBODY:
        if row := by_state.get(state):
            label, tone = words[state]
            url = f"{reverse('shell:mails')}?state={state}"
            yield Tile(label=label, count=row["n"], url=url, oldest_age=row["oldest"], tone=tone, unit=_("mails"))


@tiles.tile("today", "mail.view", order=60)
def mails_today(request: HttpRequest) -> Iterable[Tile]:
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    n = Mail.objects.filter(state="sent", sent_at__gte=start).count()
    yield Tile(label=_("Mails sent"), count=n, url=f"{reverse('shell:mails')}?state=sent", unit=_("mails"))


@tiles.tile("backup", "backup.view")
def backup_tiles(request: HttpRequest) -> Iterable[Tile]:
    """The age of the newest backup."""
    last = backups.last_backup()
    if last is None:
        yield Tile(label=_("Last backup"), tone="warn", note=_("There is none yet; the first is made tonight."))
        return
    old = clock.now() - last.made_at > STALE_BACKUP
    yield Tile(label=_("Last backup"), tone="bad" if old else "good", note=ago(last.made_at))


WEEKDAYS = [
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
]


class ClosedDayForm(forms.ModelForm):
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), choices=choices.calendars.pairs)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *enumerate(WEEKDAYS)],
    )

    class Meta:
        model = ClosedDay
        fields = ["calendar", "date", "weekday", "national_holidays", "note"]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.TextInput(),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [data.get("date") is not None, data.get("weekday") is not None, bool(data.get("national_holidays"))]
        if sum(given) != 1:
            raise forms.ValidationError(_("Give exactly one: a date, a weekday, or every national holiday."))
        return data


class TaxRateForm(forms.ModelForm):
    class Meta:
        model = TaxRate
        fields = ["category", "from_date", "basis_points", "source"]
        widgets = {"from_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "source": forms.TextInput()}


AREA_KINDS = {
    "island": gettext_lazy("Remote island"),
    "large_island": gettext_lazy("Large island"),
    "relay": gettext_lazy("Relay area"),
}


class RemoteAreaForm(forms.ModelForm):
    class Meta:
        model = RemoteArea
        fields = ["prefecture", "prefix", "kind", "note"]
        widgets = {name: forms.TextInput() for name in ("prefecture", "prefix", "note")} | {
            "kind": forms.Select(choices=list(AREA_KINDS.items()))
        }


LANGUAGES = {"ja": gettext_lazy("In Japanese"), "en": gettext_lazy("In English")}


class MailTemplateForm(forms.ModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of mail"), choices=choices.mail_kinds.pairs)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        required=False,
        choices=lambda: [("", gettext_lazy("Every channel")), *choices.channels.pairs()],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=list(LANGUAGES.items()))

    class Meta:
        model = MailTemplate
        fields = ["kind", "channel", "language", "subject", "body"]
        widgets = {"subject": forms.TextInput(), "body": forms.Textarea(attrs={"rows": 16})}


def _table(
    slug: str, label: Any, model: str, form: type[forms.BaseForm], columns: masters.Columns, **more: Any
) -> None:
    save, delete = plain(model)
    masters.register(
        masters.Master(
            slug=slug, label=label, model=model, form=form, columns=columns, save=save, delete=delete, **more
        )
    )


choices.calendars.add(lambda: [("shop", _("The shop"))])


def _calendar(row: ClosedDay) -> str:
    return choices.calendars.words(row.calendar)


def _mail_kind(row: MailTemplate) -> str:
    return choices.mail_kinds.words(row.kind)


def _mail_channel(row: MailTemplate) -> str:
    return choices.channels.words(row.channel) if row.channel else _("Every channel")


def _mail_language(row: MailTemplate) -> str:
    return str(LANGUAGES.get(row.language, row.language))


def _weekday(row: ClosedDay) -> Any:
    return "—" if row.weekday is None else WEEKDAYS[row.weekday]


def _category(row: TaxRate) -> str:
    return str(row.category)


def _area_kind(row: RemoteArea) -> Any:
    return AREA_KINDS.get(row.kind, row.kind)


def _percent(row: TaxRate) -> str:
    return f"{row.basis_points / 100:g} %"


SHOP = gettext_lazy("The shop")
_table(
    "closed-days",
    gettext_lazy("Closed days"),
    "core.ClosedDay",
    ClosedDayForm,
    (_calendar, "date", _weekday, "national_holidays", "note"),
    labels=(
        gettext_lazy("Calendar"),
        gettext_lazy("Date"),
        gettext_lazy("Weekday"),
        gettext_lazy("National holidays"),
        gettext_lazy("Note"),
    ),
    search=("calendar", "note"),
    group=SHOP,
    icon="calendar",
    note=gettext_lazy("Days on which the shop or a warehouse does not ship."),
)
_table(
    "tax-rates",
    gettext_lazy("Tax rates"),
    "core.TaxRate",
    TaxRateForm,
    (_category, "from_date", _percent, "source"),
    labels=(gettext_lazy("Tax category"), gettext_lazy("From"), gettext_lazy("Rate"), gettext_lazy("Source")),
    group=SHOP,
    icon="yen",
    note=gettext_lazy("From which day which rate applies. Orders already placed keep their tax."),
)
_table(
    "remote-areas",
    gettext_lazy("Remote islands and relay areas"),
    "core.RemoteArea",
    RemoteAreaForm,
    ("prefecture", "prefix", _area_kind, "note"),
    labels=(
        gettext_lazy("Prefecture"),
        gettext_lazy("Address begins with"),
        gettext_lazy("Kind"),
        gettext_lazy("Note"),
    ),
    search=("prefecture", "prefix", "note"),
    group=gettext_lazy("Shipping"),
    icon="pin",
    note=gettext_lazy("Addresses that carriers reach late or at extra cost."),
)
_table(
    "mail-templates",
    gettext_lazy("Mail templates"),
    "core.MailTemplate",
    MailTemplateForm,
    (_mail_kind, _mail_channel, _mail_language, "subject"),
    labels=(
        gettext_lazy("Kind of mail"),
        gettext_lazy("Channel"),
        gettext_lazy("Language of the mail"),
        gettext_lazy("Subject"),
    ),
    search=("kind", "subject", "body"),
    group=gettext_lazy("Mail"),
    icon="mail",
    note=gettext_lazy("The words of the mails to buyers. {fields} in braces are filled in."),
)
