"""A fresh shop has one warehouse of its own."""

from django.db import migrations


def seed(apps, schema_editor):
    apps.get_model("inventory", "Warehouse").objects.get_or_create(
        code="main", defaults={"name": "本社倉庫", "prefecture": "東京都"}
    )


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_pin_taken_at")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
