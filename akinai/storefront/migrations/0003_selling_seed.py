from django.db import migrations

from akinai.storefront import seeds


def seed(apps, editor):
    seeds.seed(apps)


class Migration(migrations.Migration):
    dependencies = [("storefront", "0002_purchases_found"), ("payments", "0002_seed")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
