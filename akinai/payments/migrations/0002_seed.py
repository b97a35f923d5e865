from django.db import migrations

from akinai.payments import seeds


def seed(apps, editor):
    seeds.seed(apps)


class Migration(migrations.Migration):
    dependencies = [("core", "0005_api"), ("payments", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
