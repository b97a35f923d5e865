from django.db import migrations

from akinai.customers import seeds


def seed(apps, editor):
    seeds.seed(apps)


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_tries"), ("core", "0005_api")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
