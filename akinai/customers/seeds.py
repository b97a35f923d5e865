"""The rows this step starts with: the words of mails to members."""

from typing import Any

from django.apps import apps as present_apps

from akinai.customers import letters


def seed(apps: Any = present_apps) -> None:
    """Add what is missing; what the shop has changed stays. `apps`: those of a migration, or the present ones."""
    template = apps.get_model("core", "MailTemplate")
    template.objects.bulk_create([template(**row) for row in letters.templates()], ignore_conflicts=True)
