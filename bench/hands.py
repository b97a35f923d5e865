"""The worker under its supervisor, so that it can be killed and comes back: `python -m bench.hands`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from akinai.core import jobs, logs, serving  # noqa: E402

if __name__ == "__main__":
    logs.configure()
    command = [sys.executable, "-m", "akinai", "worker"]
    serving.Supervisor([serving.Part("worker", command, announces=True)], lost_workers=jobs.reclaim).run()
