from django.db import migrations

from akinai.orders import seeds


def seed(apps, editor):
    seeds.seed(apps)
    apps.get_model("orders", "SalesChannel").objects.filter(kind__in=("phone", "shop")).update(collects=True)


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_own_shop"), ("core", "0005_api")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
