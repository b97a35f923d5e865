"""Loaded by pytest before Django's settings: the tests have a home of their own and never reach a real mail server."""

import os
from pathlib import Path

import hypothesis

ROOT = Path(__file__).resolve().parents[3]

os.environ.setdefault("AKINAI_HOME", str(ROOT / "build" / "test-home"))
os.environ["SMTP_URL"] = ""
os.environ["AKINAI_LANG"] = "ja"

# The same examples at every run and no clock at them, so that a busy machine fails nothing. New ground is searched by
# `pytest --hypothesis-profile=default`.
hypothesis.settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")
