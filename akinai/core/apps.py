"""Loads what the steps declare by being there: reactions, desk entries."""

import gc

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """The only AppConfig of the product; a base class shared by several would make Django load none of them."""

    name = "akinai.core"

    def ready(self) -> None:
        autodiscover_modules("events", "reactions", "desk")
        # What is loaded now lives as long as the process: the collector need not walk it again for every few hundred
        # rows of an import (it took up to half of the time of placing a batch).
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
