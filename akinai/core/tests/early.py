"""Loaded by pytest before Django's settings: the tests have a home of their own and never reach a real mail server."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

os.environ.setdefault("AKINAI_HOME", str(ROOT / "build" / "test-home"))
os.environ["SMTP_URL"] = ""
os.environ["AKINAI_LANG"] = "ja"
