import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    """Payments are found by the gateway's own numbers."""

    dependencies = [("payments", "0002_seed")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["ids"], name="payment_ids", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]
