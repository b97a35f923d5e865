"""The worker and the loops under their supervisor, to be killed and to come back: `python -m bench.hands`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from akinai.core import jobs, logs, serving  # noqa: E402

if __name__ == "__main__":
    logs.configure()
    serving.Supervisor(serving.working_parts(), lost_workers=jobs.reclaim).run()
