from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_stock")]

    operations: list[migrations.operations.base.Operation] = []
