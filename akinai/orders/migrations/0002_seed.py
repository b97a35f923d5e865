from django.db import migrations

from akinai.orders import seeds


def seed(apps, editor):
    seeds.seed(apps)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("core", "0001_initial"), ("inventory", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
