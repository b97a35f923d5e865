from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0006_moving")]

    operations: list[migrations.operations.base.Operation] = []
