from django.db import migrations

from akinai.storefront import site_seeds


def seed(apps, editor):
    site_seeds.seed_site(apps)


class Migration(migrations.Migration):
    dependencies = [("storefront", "0003_selling_seed")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
