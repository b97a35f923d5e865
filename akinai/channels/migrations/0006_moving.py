import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_listings"),
        ("inventory", "0004_changed_stock"),
        ("orders", "0009_observe"),
    ]

    operations = [
        migrations.CreateModel(
            name="MovingLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True, verbose_name="Name")),
                ("layout", models.JSONField(verbose_name="Columns")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="Day compared")),
                ("kind", models.TextField(choices=[("orders", "Orders"), ("stock", "Stock")], verbose_name="Kind")),
                ("source", models.TextField(choices=[("next-engine", "Next Engine"), ("ec-cube", "EC-CUBE")])),
                ("files", models.JSONField(default=list)),
                ("there", models.IntegerField(default=0)),
                ("here", models.IntegerField(default=0)),
                ("same", models.IntegerField(default=0)),
                ("only_there", models.IntegerField(default=0)),
                ("only_here", models.IntegerField(default=0)),
                ("differing", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("explained", models.IntegerField(default=0)),
                ("totals", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("actor", models.TextField()),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comparisons",
                        to="orders.saleschannel",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "kind"],
            },
        ),
        migrations.CreateModel(
            name="ComparisonRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "difference",
                    models.TextField(
                        choices=[
                            ("only_there", "Only in the old system"),
                            ("only_here", "Only here"),
                            ("lines", "Lines differ"),
                            ("amount", "Amount differs"),
                            ("state", "State differs"),
                            ("stock", "Stock differs"),
                            ("refused", "Row can't be read"),
                        ],
                        verbose_name="Difference",
                    ),
                ),
                ("key", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("there", models.TextField(blank=True, default="")),
                ("here", models.TextField(blank=True, default="")),
                ("by", models.BigIntegerField(default=0)),
                ("reason", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(default=dict)),
                ("order", models.BigIntegerField(null=True)),
                ("sku", models.BigIntegerField(null=True)),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="channels.comparison"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovingReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.TextField(
                        choices=[("next-engine", "Next Engine"), ("ec-cube", "EC-CUBE")], verbose_name="Old system"
                    ),
                ),
                ("channel_code", models.TextField(blank=True, default="")),
                ("files", models.JSONField(default=list)),
                ("chosen", models.JSONField(default=list)),
                ("used", models.JSONField(default=list)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("reading", "Being read"),
                            ("planned", "Not applied yet"),
                            ("applying", "Being applied"),
                            ("applied", "Applied"),
                            ("failed", "Not readable"),
                        ],
                        default="reading",
                        verbose_name="State",
                    ),
                ),
                ("parts", models.JSONField(default=dict)),
                ("wanted", models.JSONField(default=list)),
                ("begun", models.BooleanField(default=False)),
                ("warnings", models.JSONField(default=list)),
                ("error", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("applied_at", models.DateTimeField(null=True)),
                ("applied_by", models.TextField(blank=True, default="")),
                (
                    "channel",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="orders.saleschannel"
                    ),
                ),
                ("warehouse", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="inventory.warehouse")),
            ],
        ),
        migrations.CreateModel(
            name="MovingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("status", models.TextField()),
                ("key", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("channel", models.TextField(blank=True, default="")),
                ("file", models.TextField(blank=True, default="")),
                ("row", models.IntegerField(default=0)),
                ("column", models.TextField(blank=True, default="")),
                ("message", models.TextField(blank=True, default="")),
                ("changes", models.JSONField(default=list)),
                ("done_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("made", models.BigIntegerField(null=True)),
                ("problem", models.TextField(blank=True, default="")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="channels.movingreport"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(fields=("channel", "day", "kind"), name="comparison_once"),
        ),
        migrations.AddIndex(
            model_name="comparisonrow",
            index=models.Index(fields=["comparison", "difference", "id"], name="comparison_row_of"),
        ),
        migrations.AddIndex(
            model_name="movingreport",
            index=models.Index(
                condition=models.Q(("state", "applied"), _negated=True), fields=["-id"], name="moving_open"
            ),
        ),
        migrations.AddIndex(
            model_name="movingrow",
            index=models.Index(fields=["report", "kind", "status", "id"], name="moving_row_of"),
        ),
    ]
