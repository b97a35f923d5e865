import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_picture_forms"),
        ("channels", "0004_stock"),
        ("orders", "0009_observe"),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField()),
                ("mapped", models.BooleanField(default=True)),
                (
                    "state",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("", "Never sent"),
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("refused", "Refused by the mall"),
                            ("unknown", "No answer yet"),
                        ],
                        default="",
                    ),
                ),
                ("wanted", models.JSONField(default=list)),
                ("digests", models.JSONField(default=dict)),
                ("words", models.TextField(blank=True, default="")),
                ("tries", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by", models.TextField(blank=True, default="")),
                ("next_at", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("errors", models.IntegerField(default=0)),
                ("warnings", models.IntegerField(default=0)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="channels.connection"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PagePush",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("parts", models.JSONField(default=list)),
                ("result", models.TextField()),
                ("words", models.TextField(blank=True, default="")),
                ("read_back", models.BooleanField(default=False)),
                ("actor", models.TextField()),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pushes", to="channels.page"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PageText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.TextField()),
                ("text", models.TextField(blank=True, default="")),
                (
                    "channel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.saleschannel",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PriceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "price",
                    models.BigIntegerField(
                        validators=[django.core.validators.MinValueValidator(0)], verbose_name="Price"
                    ),
                ),
                ("list_price", models.BigIntegerField(blank=True, null=True, verbose_name="Compared with")),
                ("from_at", models.DateTimeField(verbose_name="From")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="Until")),
                ("former", models.BigIntegerField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("actor", models.TextField()),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.saleschannel"
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.sku"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShownPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price", models.BigIntegerField()),
                ("list_price", models.BigIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.saleschannel"
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.sku"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChannelPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "price",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="Price",
                    ),
                ),
                (
                    "list_price",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="Compared with",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.saleschannel"
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.sku"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("channel", "sku"), name="channel_price_once")],
            },
        ),
        migrations.CreateModel(
            name="MallItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listing", models.TextField()),
                ("variant", models.TextField(blank=True, default="")),
                ("code", models.TextField(blank=True, default="")),
                ("title", models.TextField(blank=True, default="")),
                ("option", models.TextField(blank=True, default="")),
                ("price", models.BigIntegerField(null=True)),
                ("quantity", models.BigIntegerField(null=True)),
                ("jan", models.TextField(blank=True, default="")),
                ("on_sale", models.BooleanField(default=True)),
                ("seen_at", models.DateTimeField()),
                ("missed", models.IntegerField(default=0)),
                ("reason", models.TextField(blank=True, default="")),
                ("ignored_at", models.DateTimeField(null=True)),
                ("ignored_by", models.TextField(blank=True, default="")),
                (
                    "connection",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="channels.connection"),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="channels.skumapping",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="catalog.sku"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("mapping", None)), fields=["connection", "id"], name="mall_item_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "listing", "variant"), name="mall_item_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "unknown"])),
                fields=["connection", "id"],
                name="page_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.UniqueConstraint(fields=("connection", "code"), name="page_once"),
        ),
        migrations.AddIndex(
            model_name="pagepush",
            index=models.Index(fields=["page", "-id"], name="page_push_of"),
        ),
        migrations.AddConstraint(
            model_name="pagetext",
            constraint=models.UniqueConstraint(
                fields=("product", "channel", "field"), name="page_text_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="pricechange",
            index=models.Index(
                condition=models.Q(("cancelled_at", None), ("ended_at", None)),
                fields=["from_at"],
                name="price_change_open",
            ),
        ),
        migrations.AddIndex(
            model_name="pricechange",
            index=models.Index(fields=["channel", "sku"], name="price_change_of"),
        ),
        migrations.AddIndex(
            model_name="shownprice",
            index=models.Index(fields=["channel", "sku", "-since"], name="shown_price_of"),
        ),
        migrations.AddConstraint(
            model_name="shownprice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("channel", "sku"), name="shown_price_now"
            ),
        ),
    ]
