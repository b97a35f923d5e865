from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from akinai.channels import seeds


def seed(apps: Any, editor: Any) -> None:
    seeds.seed_settlements(apps)


class Migration(migrations.Migration):
    dependencies = [("channels", "0006_moving"), ("orders", "0009_observe")]

    operations = [
        migrations.CreateModel(
            name="MallSettlementLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True, verbose_name="Name")),
                ("title", models.TextField(verbose_name="Title")),
                ("layout", models.JSONField(verbose_name="Layout")),
                ("built_in", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="MallSettlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("file", models.TextField()),
                ("digest", models.TextField(unique=True)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("paid_out_on", models.DateField(null=True)),
                ("payout", models.BigIntegerField()),
                ("told", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="orders.saleschannel",
                    ),
                ),
                (
                    "layout",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="channels.mallsettlementlayout"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MallSettlementEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(blank=True, default="")),
                ("order", models.BigIntegerField(null=True)),
                ("kind", models.TextField(blank=True, default="")),
                ("name", models.TextField(blank=True, default="")),
                (
                    "standing",
                    models.TextField(
                        choices=[
                            ("differs", "Another amount"),
                            ("unknown", "No such order here"),
                            ("listed", "To be explained"),
                            ("explained", "Explained by a person"),
                            ("costs", "Fees and carry-over"),
                            ("agrees", "Agrees"),
                        ]
                    ),
                ),
                ("judged", models.TextField(blank=True, default="")),
                ("amount", models.BigIntegerField()),
                ("goods", models.BigIntegerField(default=0)),
                ("points", models.BigIntegerField(default=0)),
                ("coupons", models.BigIntegerField(default=0)),
                ("refunds", models.BigIntegerField(default=0)),
                ("costs", models.BigIntegerField(default=0)),
                ("passed_on", models.BigIntegerField(default=0)),
                ("ours", models.BigIntegerField(null=True)),
                ("our_billed", models.BigIntegerField(null=True)),
                ("our_points", models.BigIntegerField(default=0)),
                ("our_coupons", models.BigIntegerField(default=0)),
                ("by", models.BigIntegerField(default=0)),
                ("reason", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("settled_by", models.TextField(blank=True, default="")),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="channels.mallsettlement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MallSettlementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.IntegerField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("amount", models.BigIntegerField()),
                ("on", models.DateField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="channels.mallsettlemententry",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="mallsettlemententry",
            index=models.Index(fields=["settlement", "standing", "id"], name="mall_settled_by"),
        ),
        migrations.AddIndex(
            model_name="mallsettlemententry",
            index=models.Index(
                condition=models.Q(("number", ""), _negated=True), fields=["number"], name="mall_settled_number"
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
