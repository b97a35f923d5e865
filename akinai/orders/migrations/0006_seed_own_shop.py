from django.db import migrations

from akinai.orders import seeds


def seed(apps, editor):
    seeds.seed(apps)
    for channel in apps.get_model("orders", "SalesChannel").objects.filter(kind__in=("phone", "shop")):
        channel.collects = True
        channel.mails = list(dict.fromkeys([*channel.mails, "reminder"]))
        channel.save()


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_own_shop"), ("core", "0005_api")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
