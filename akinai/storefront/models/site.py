"""The site as its owner makes it: look, pages, banners, shelves, navigation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    """One row: whether the shop is open, how it looks, and what the law wants told."""

    is_open = models.BooleanField(_("Open to the public"), default=False)
    maintenance = models.BooleanField(_("Closed for maintenance"), default=False)
    maintenance_words = models.TextField(_("Words while closed"), blank=True)
    theme = models.JSONField(default=dict)  # colours, font, logo, layout of the top page: see storefront/theme.py
    draft_theme = models.JSONField(null=True)  # being tried in the preview
    legal = models.JSONField(default=dict)  # 特定商取引法に基づく表記: see storefront/legal.py
    legal_changed_at = models.DateTimeField(null=True)
    description = models.TextField(_("Description for search engines"), blank=True)
    google_verification = models.TextField(_("Google site verification"), blank=True)
    opened_at = models.DateTimeField(null=True)


class Media(models.Model):
    """A picture for pages and banners, in the sizes and forms browsers want."""

    name = models.TextField(_("Name"))
    alt = models.TextField(_("Alternative text"), blank=True)
    file = models.TextField()  # path under files/
    digest = models.TextField(unique=True)
    width = models.IntegerField()
    height = models.IntegerField()
    forms = models.JSONField(default=dict)  # {"avif": {"480": path, …}, "webp": {…}}
    created_at = models.DateTimeField()


class ContentPage(models.Model):
    """A page, a piece of news or an article; safe HTML, shown from and until."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        NEWS = "news", _("News")
        ARTICLE = "article", _("Article")

    kind = models.TextField(_("Kind"), choices=Kind, default=Kind.PAGE)
    slug = models.TextField(_("Address"))
    title = models.TextField(_("Title"))
    body = models.TextField(_("Text"), blank=True)
    summary = models.TextField(_("Description for search engines"), blank=True)
    image = models.ForeignKey(Media, models.SET_NULL, null=True, blank=True, verbose_name=_("Picture"))
    publish_at = models.DateTimeField(_("Shown from"), null=True, blank=True)  # null: not yet
    end_at = models.DateTimeField(_("Shown until"), null=True, blank=True)
    fixed = models.BooleanField(default=False)  # 会社概要, プライバシーポリシー, 返品特約: may be changed, not deleted
    updated_at = models.DateTimeField()
    updated_by = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="content_page_once")]
        indexes = [models.Index(fields=["kind", "-publish_at"], name="content_page_list")]

    def __str__(self) -> str:
        return self.title


class Banner(models.Model):
    """A picture with a link, for a time."""

    place = models.TextField(
        _("Place"),
        choices=[("hero", _("Top, large")), ("row", _("Top, in a row")), ("line", _("A thin line on every page"))],
    )
    title = models.TextField(_("Title"))
    words = models.TextField(_("Words"), blank=True)
    image = models.ForeignKey(Media, models.PROTECT, null=True, blank=True, verbose_name=_("Picture"))
    link = models.TextField(_("Link"), blank=True)
    publish_at = models.DateTimeField(_("Shown from"), null=True, blank=True)
    end_at = models.DateTimeField(_("Shown until"), null=True, blank=True)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["place", "position", "id"]


class Shelf(models.Model):
    """A row of products on the top page."""

    title = models.TextField(_("Title"))
    kind = models.TextField(
        _("Products"),
        choices=[
            ("newest", _("Newest")),
            ("ranking", _("Best selling")),
            ("category", _("Of a category")),
            ("chosen", _("Chosen by hand")),
        ],
    )
    category = models.ForeignKey("catalog.Category", models.SET_NULL, null=True, blank=True, verbose_name=_("Category"))
    products = models.JSONField(default=list, blank=True)  # product ids, in order, when chosen by hand
    count = models.SmallIntegerField(_("How many"), default=8)
    publish_at = models.DateTimeField(_("Shown from"), null=True, blank=True)
    end_at = models.DateTimeField(_("Shown until"), null=True, blank=True)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "id"]


class NavItem(models.Model):
    """A link in the head or the foot of every page."""

    place = models.TextField(_("Place"), choices=[("head", _("Head")), ("foot", _("Foot"))])
    label = models.TextField(_("Words"))
    link = models.TextField(_("Link"))
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["place", "position", "id"]


class Redirect(models.Model):
    """An old address and where it is now."""

    path = models.TextField(_("Old address"), unique=True)  # "/shop/item.php?id=3": with the query, if it matters
    target = models.TextField(_("New address"))
    permanent = models.BooleanField(_("For good (301)"), default=True)
    hits = models.BigIntegerField(default=0)


class Inquiry(models.Model):
    """お問い合わせ by the form; the help desk takes it from here."""

    name = models.TextField(_("Name"))
    email = models.TextField(_("Mail address"))
    phone = models.TextField(_("Phone"), blank=True)
    order_number = models.TextField(_("Order number"), blank=True)
    subject = models.TextField(_("Subject"))
    body = models.TextField(_("Message"))
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="inquiry_open", condition=Q(done_at__isnull=True))]
