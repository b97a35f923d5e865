from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_seed_own_shop")]
    operations = [
        migrations.RemoveField(model_name="order", name="sender_address"),
        *(
            migrations.AddField(
                model_name="order", name=f"sender_{part}", field=models.TextField(blank=True, default="")
            )
            for part in ("prefecture", "city", "line1", "line2")
        ),
    ]
