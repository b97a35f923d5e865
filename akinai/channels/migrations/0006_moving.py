from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_listings")]

    operations: list[migrations.operations.base.Operation] = []
