"""Products and what is really sold: SKUs, alone, in bundles, or in cases."""

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# What is only derived, or says only that something was saved, makes no line in the history.
UNTRACKED = ["search_text", "search_grams", "updated_at"]


def tracked(name: str, exclude: list[str]) -> Any:
    """Keep every version of a row in a table of its own, written by triggers: raw SQL can't pass it by.

    The context (who, by what) is set by `pghistory.context(actor=…)` in the verbs and kept in the version's row.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        model_name=name,
        exclude=exclude,
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
        append_only=True,
    )


class Temperature(models.TextChoices):
    """At which temperature a parcel travels. Parcels are never mixed."""

    AMBIENT = "ambient", _("Ambient")
    CHILLED = "chilled", _("Chilled")
    FROZEN = "frozen", _("Frozen")


class Handling(models.TextChoices):
    """How a parcel wants to be carried (荷扱い)."""

    FRAGILE = "fragile", _("Fragile")
    THIS_SIDE_UP = "this_side_up", _("This side up")
    NOTHING_ON_TOP = "nothing_on_top", _("Nothing on top")
    PERISHABLE = "perishable", _("Perishable")


class SkuKind(models.TextChoices):
    """What a SKU consists of."""

    SINGLE = "single", _("Single item")
    BUNDLE = "bundle", _("Bundle")  # parts × quantity, no stock of its own
    CASE = "case", _("Case")  # one part × 入数


class Category(models.Model):
    """A shelf of the shop; categories form a tree."""

    code = models.TextField(_("Code"), unique=True)
    name = models.TextField(_("Name"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Above it"))
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="category_name_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.name


@tracked("ProductVersion", ["updated_at"])
class Product(models.Model):
    """What a shopper sees as one thing; its SKUs are its sizes and colours."""

    code = models.TextField(_("Product code"), unique=True)
    name = models.TextField(_("Product name"))
    name_en = models.TextField(_("Product name (English)"), blank=True)
    description = models.TextField(_("Description"), blank=True)
    categories = models.ManyToManyField(Category, blank=True, verbose_name=_("Categories"))
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class ProductImage(models.Model):
    """A picture of a product; thumbnails are made once, at upload."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = models.TextField()  # path under files/, named by the content
    thumbnail = models.TextField()  # WebP, at most 480 pixels
    small = models.TextField()  # WebP, at most 160 pixels
    digest = models.TextField()  # sha256 of the file as it came
    # The same picture for pages: {"avif": {"480": path, …}, "webp": {…}}.
    forms = models.JSONField(default=dict)
    width = models.IntegerField()
    height = models.IntegerField()
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "digest"], name="image_once")]


@tracked("SkuVersion", UNTRACKED)
class Sku(models.Model):
    """What is counted, priced and shipped."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="skus", verbose_name=_("Product"))
    code = models.TextField(_("SKU code"))
    code_key = models.TextField(unique=True)  # the code as compared: width and case folded (85123A = 85123a)
    kind = models.TextField(_("Kind"), choices=SkuKind, default=SkuKind.SINGLE)
    jan = models.TextField(_("JAN code"), blank=True)
    name = models.TextField(_("Name"))  # product name with options, as on papers
    options = models.TextField(_("Options"), blank=True)  # 「色:赤 サイズ:M」
    price = models.BigIntegerField(_("Price"), null=True, blank=True, validators=[MinValueValidator(0)])
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    tax_category = models.ForeignKey(
        "core.TaxCategory", models.PROTECT, default="standard", verbose_name=_("Tax category")
    )
    cost = models.BigIntegerField(_("Cost"), null=True, blank=True, validators=[MinValueValidator(0)])
    weight_g = models.IntegerField(_("Weight (g)"), null=True, blank=True, validators=[MinValueValidator(0)])
    length_mm = models.IntegerField(_("Length (mm)"), null=True, blank=True, validators=[MinValueValidator(0)])
    width_mm = models.IntegerField(_("Width (mm)"), null=True, blank=True, validators=[MinValueValidator(0)])
    height_mm = models.IntegerField(_("Height (mm)"), null=True, blank=True, validators=[MinValueValidator(0)])
    temperature = models.TextField(_("Temperature"), choices=Temperature, default=Temperature.AMBIENT)
    shelf = models.TextField(_("Shelf"), blank=True)
    release_date = models.DateField(_("Release date"), null=True, blank=True)
    lead_days = models.SmallIntegerField(_("Lead time (days)"), default=0, validators=[MinValueValidator(0)])
    order_limit = models.IntegerField(_("Limit per order"), null=True, blank=True, validators=[MinValueValidator(1)])
    gift = models.BooleanField(_("Gift wrapping possible"), default=True)
    handling = ArrayField(models.TextField(choices=Handling), default=list, blank=True, verbose_name=_("Handling"))
    packing_note = models.TextField(_("Packing note"), blank=True)
    low_stock = models.IntegerField(_("Warn below"), null=True, blank=True, validators=[MinValueValidator(0)])
    active = models.BooleanField(_("On sale"), default=True)
    search_text = models.TextField(default="")
    search_grams = ArrayField(models.TextField(), default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["jan"], name="sku_jan", condition=~models.Q(jan="")),
            GinIndex(fields=["search_grams"], name="sku_search"),
        ]
        constraints = [
            models.CheckConstraint(name="sku_price_not_negative", condition=models.Q(price__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SkuPart(models.Model):
    """One part of a bundle or case: `quantity` pieces of `part` go into one piece of `whole`."""

    whole = models.ForeignKey(Sku, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Sku, models.PROTECT, related_name="part_of")
    quantity = models.IntegerField(validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="sku_part_once"),
            models.CheckConstraint(name="sku_part_positive", condition=models.Q(quantity__gte=1)),
            models.CheckConstraint(name="sku_part_of_another", condition=~models.Q(whole=models.F("part"))),
        ]


class CatalogImport(models.Model):
    """A file of products as it was read: what it would change is shown first and applied by a second step."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not applied yet")
        APPLIED = "applied", _("Applied")

    name = models.TextField(_("File name"))
    file = models.TextField()  # path under files/
    state = models.TextField(_("State"), choices=State, default=State.PLANNED)
    digest = models.TextField()  # of the plan: it differs when the catalog has changed meanwhile
    plan = models.JSONField()  # see importing.ImportPlan.as_json
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    actor = models.TextField()
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
