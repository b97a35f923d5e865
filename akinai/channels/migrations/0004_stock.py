from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_malls")]

    operations = [
        migrations.AddField("offer", "back", models.IntegerField(default=0)),
        migrations.AddField("offer", "early", models.IntegerField(default=0)),
        migrations.AddField("offer", "shared", models.BooleanField(default=False)),
        migrations.AddField("offer", "tried_at", models.DateTimeField(null=True)),
        migrations.AddField("offer", "carrying", models.DateTimeField(null=True)),
        migrations.AddField("offer", "place", models.TextField(default="", blank=True)),
        migrations.AddField("offer", "sure", models.BooleanField(default=False)),
        migrations.AddField("offer", "asks", models.BooleanField(default=False)),
        migrations.AddField("offer", "spread", models.FloatField(default=1.0)),
        migrations.AddField("offer", "hot", models.BooleanField(default=False)),
        migrations.AddIndex(
            "offer",
            models.Index(fields=["connection"], name="offer_trying", condition=models.Q(carrying__isnull=False)),
        ),
    ]
