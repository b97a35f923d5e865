"""What the shop adds to a product of the catalog, and how it is found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductPage(models.Model):
    """A product's page in our own shop. A product without one is shown with what the catalog knows."""

    product = models.OneToOneField("catalog.Product", models.CASCADE, related_name="page")
    shown = models.BooleanField(_("Shown in the shop"), default=True)
    publish_at = models.DateTimeField(_("Shown from"), null=True, blank=True)
    end_at = models.DateTimeField(_("Shown until"), null=True, blank=True)
    sale_type = models.ForeignKey(
        "storefront.SaleType", models.PROTECT, null=True, blank=True, verbose_name=_("Sale type")
    )
    catch = models.TextField(_("Catch phrase"), blank=True)
    body = models.TextField(_("Text of the page"), blank=True)  # safe HTML
    title = models.TextField(_("Title for search engines"), blank=True)
    summary = models.TextField(_("Description for search engines"), blank=True)
    related = models.ManyToManyField("catalog.Product", blank=True, related_name="+", verbose_name=_("Related"))
    per_person = models.IntegerField(_("Limit per person"), null=True, blank=True, validators=[MinValueValidator(1)])
    # 予約: pieces that may be sold before they are there; None = only what is free.
    ahead = models.IntegerField(_("Pieces sold ahead"), null=True, blank=True, validators=[MinValueValidator(0)])
    google_category = models.TextField(_("Google product category"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)


class SearchEntry(models.Model):
    """A product as it is found: its words normalised (はちみつ = ハチミツ = 蜂蜜), and their grams."""

    product = models.OneToOneField("catalog.Product", models.CASCADE, related_name="search_entry", primary_key=True)
    words = ArrayField(models.TextField(), default=list)
    grams = ArrayField(models.TextField(), default=list)
    text = models.TextField(default="")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words"),
            GinIndex(fields=["grams"], name="search_entry_grams"),
        ]


class SearchWord(models.Model):
    """A word of the catalog, for suggestions and typing errors."""

    word = models.TextField(primary_key=True)  # as shown
    norm = models.TextField(db_index=True)  # as compared
    reading = models.TextField(default="", blank=True)  # hiragana
    products = models.IntegerField(default=0)


class WishItem(models.Model):
    """お気に入り of a member."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="wishes")
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "product"], name="wish_once")]
