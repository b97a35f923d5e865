"""The layouts and words every shop starts with."""

from typing import Any

from django.db import migrations

from akinai.channels import seeds


def seed(apps: Any, editor: Any) -> None:
    seeds.seed(apps)


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
