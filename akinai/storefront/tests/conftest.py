"""What tests of the shop share."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """Files are kept in the test's own folder."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path
