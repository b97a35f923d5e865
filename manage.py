#!/usr/bin/env python
"""Django's own commands (makemigrations, shell …). The product's commands are `akinai …`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from akinai.core import postgres

    postgres.ensure_started()
    execute_from_command_line(sys.argv)
