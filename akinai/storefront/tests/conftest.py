"""What tests of the shop share."""

from pathlib import Path
from typing import Any

import pytest

from akinai.storefront.models import Site
from akinai.storefront.tests.making import open_shop


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """Files are kept in the test's own folder."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


@pytest.fixture
def shop(db: None) -> Site:
    """An open shop."""
    return open_shop("Kinomi")
