"""Loads what the steps declare by being there: reactions, desk entries."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """The only AppConfig of the product; a base class shared by several would make Django load none of them."""

    name = "akinai.core"

    def ready(self) -> None:
        autodiscover_modules("events", "reactions", "desk")
