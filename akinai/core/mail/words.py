"""The words of a mail: a template with {fields}, filled from plain values. No code can hide in a template."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from akinai.core.models.mail import MailTemplate

FIELD = re.compile(r"\{([a-z_]+)\}")


class MissingTemplate(LookupError):
    """There are no words for this kind of mail."""


class UnknownField(ValueError):
    """A template asks for a field that this kind of mail does not have."""


def templates(kinds: list[str]) -> dict[tuple[str, str, str], MailTemplate]:
    """The templates of these kinds by (kind, channel code or "", language); one statement."""
    rows = MailTemplate.objects.filter(kind__in=kinds)
    return {(row.kind, row.channel, row.language): row for row in rows}


def choose(found: Mapping[tuple[str, str, str], MailTemplate], kind: str, channel: str, language: str) -> MailTemplate:
    """The template nearest to the channel and language. Raises MissingTemplate."""
    for key in ((kind, channel, language), (kind, "", language), (kind, channel, "ja"), (kind, "", "ja")):
        if key in found:
            return found[key]
    raise MissingTemplate(_("There is no template for mails of the kind “%(kind)s”.") % {"kind": kind})


def render(text: str, values: Mapping[str, object]) -> str:
    """Fill the {fields} of a template. Raises UnknownField naming the field that is not to be had."""

    def fill(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise UnknownField(
                _("The template uses {%(field)s}, which this mail does not have. It has: %(known)s.")
                % {"field": match[1], "known": ", ".join(sorted(values))}
            )
        return str(values[match[1]])

    return FIELD.sub(fill, text)
