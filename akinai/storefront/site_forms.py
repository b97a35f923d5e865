"""Forms of the desk's pages that make the site. They only read what was typed; the verbs judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akinai.catalog import queries as catalog
from akinai.storefront import legal, theme
from akinai.storefront.models import Banner, ContentPage, Media, NavItem, ProductPage, Redirect, SaleType, Shelf


class MomentField(forms.DateTimeField):
    """A date with a time, as the browser's own control gives it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class MediaField(forms.TypedChoiceField):
    """A picture of the library: radio buttons drawn as the pictures (parts/media_choice.html). Gives its id or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, coerce=int, empty_value=None, widget=forms.RadioSelect, **kwargs)

    def offer(self, rows: list[Media]) -> None:
        self.choices = [("", _("None")), *((row.pk, row.name) for row in rows)]


def _choices(table: type[Any], name: str) -> Any:
    """The choices of a column."""
    return table._meta.get_field(name).choices


class PeriodForm(forms.Form):
    """Something shown from and until."""

    publish_at = MomentField(label=_lazy("Shown from"))
    end_at = MomentField(label=_lazy("Shown until"))


LIBRARY_SHOWN = 60


def library(chosen: int | None = None) -> list[Media]:
    """The newest pictures, with the one chosen before."""
    rows = list(Media.objects.order_by("-id")[:LIBRARY_SHOWN])
    if chosen and chosen not in {row.pk for row in rows}:
        rows += Media.objects.filter(pk=chosen)
    return rows


class WithPicture(forms.Form):
    """A form with a picture of the library; `pictures` are drawn."""

    picture_field = "image"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.initial.get(self.picture_field)
        self.pictures = library(known)
        field = self.fields[self.picture_field]
        assert isinstance(field, MediaField)
        field.offer(self.pictures)

    def picture(self) -> Any:
        """The bound field of the picture."""
        return self[self.picture_field]


# --- look ------------------------------------------------------------------------------------------------------------


class ThemeForm(WithPicture):
    """The look. Field names are the keys of theme.DEFAULTS."""

    picture_field = "logo"
    brand = forms.CharField(label=theme.COLOURS["brand"], required=False)
    accent = forms.CharField(label=theme.COLOURS["accent"], required=False)
    background = forms.CharField(label=theme.COLOURS["background"], required=False)
    text = forms.CharField(label=theme.COLOURS["text"], required=False)
    dark = forms.BooleanField(label=_lazy("Dark colours for visitors whose device is dark"), required=False)
    font = forms.ChoiceField(
        label=_lazy("Font"), required=False, choices=[(key, label) for key, (label, *_f) in theme.FONTS.items()]
    )
    radius = forms.TypedChoiceField(
        label=_lazy("Corners"), required=False, coerce=int, choices=list(theme.RADII.items())
    )
    header = forms.ChoiceField(label=_lazy("Head"), required=False, choices=list(theme.HEADERS.items()))
    logo = MediaField(label=_lazy("Logo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in theme.COLOURS:
            self.fields[name].widget = forms.TextInput(attrs={"type": "color"})

    def values(self, top: list[str]) -> dict[str, Any]:
        """The theme as typed, with the blocks of the top page in their order."""
        return {**self.cleaned_data, "top": top}


# --- the legal notice, the site --------------------------------------------------------------------------------------


class LegalForm(forms.Form):
    """One field for each item of the notice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in legal.ITEMS:
            rows = {"rows": item.lines + 1}
            widget = forms.Textarea(attrs=rows) if item.lines > 1 else forms.TextInput()
            words: dict[str, Any] = {"label": item.label, "help_text": item.hint}
            self.fields[item.key] = forms.CharField(required=False, max_length=4000, widget=widget, **words)


class DescriptionForm(forms.Form):
    """What search engines are told."""

    description = forms.CharField(
        label=_lazy("Description for search engines"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_lazy("One or two sentences about the shop, 120 letters."),
    )  # fmt: skip
    google_verification = forms.CharField(
        label=_lazy("Google site verification"), required=False, max_length=200,
        help_text=_lazy("The content of the meta tag that Search Console gives."),
    )  # fmt: skip


class MaintenanceForm(forms.Form):
    """Words for visitors while the shop is away."""

    words = forms.CharField(
        label=_lazy("Words while closed"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


# --- pages -----------------------------------------------------------------------------------------------------------


class ContentForm(WithPicture, PeriodForm):
    """A page, a piece of news or an article. The text itself is the editor's."""

    title = forms.CharField(label=_lazy("Headline"), max_length=120)
    slug = forms.CharField(
        label=_lazy("Page address"),
        max_length=80,
        help_text=_lazy("Small letters, digits and hyphens, for example spring-sale."),
    )
    body = forms.CharField(label=_lazy("Text"), required=False, widget=forms.Textarea(attrs={"rows": 16}))
    summary = forms.CharField(
        label=_lazy("Description for search engines"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_lazy("Left empty, the text's beginning is used."),
    )  # fmt: skip
    image = MediaField(label=_lazy("Picture"))
    field_order = ["title", "slug", "body", "summary", "image", "publish_at", "end_at"]

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].disabled = fixed

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "image_id": data.pop("image")}


KINDS = dict(ContentPage.Kind.choices)


# --- rows of the top page and the frame ------------------------------------------------------------------------------


class BannerForm(WithPicture, PeriodForm):
    """A banner."""

    place = forms.ChoiceField(label=_lazy("Place"), choices=_choices(Banner, "place"))
    title = forms.CharField(label=_lazy("Headline"), max_length=120)
    words = forms.CharField(label=_lazy("Words on the banner"), required=False, max_length=300)
    link = forms.CharField(label=_lazy("Link"), required=False, max_length=500, help_text=_lazy("/c/tea/ or https://…"))
    image = MediaField(label=_lazy("Picture"))
    field_order = ["place", "title", "words", "link", "image", "publish_at", "end_at"]

    def clean_link(self) -> str:
        return checked_link(self.cleaned_data["link"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("place") == "row" and not data.get("image"):
            self.add_error("image", _("Banners in a row need a picture."))
        return data

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "image_id": data.pop("image")}


def checked_link(link: str) -> str:
    """A link within the shop or to the web; nothing that runs a script."""
    link = link.strip()
    if (
        link
        and not (link.startswith("/") and not link.startswith("//"))
        and not link.startswith(("https://", "http://"))
    ):
        raise forms.ValidationError(_("A link begins with / or https://."))
    return link


class ShelfForm(PeriodForm):
    """A row of products on the top page; those chosen by hand are posted as `products`, in order."""

    title = forms.CharField(label=_lazy("Headline"), max_length=80)
    kind = forms.ChoiceField(label=_lazy("Products"), choices=_choices(Shelf, "kind"))
    category = forms.TypedChoiceField(label=_lazy("Category"), required=False, coerce=int, empty_value=None)
    count = forms.IntegerField(label=_lazy("How many"), min_value=1, max_value=24, initial=8)
    field_order = ["title", "kind", "category", "count", "publish_at", "end_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "—"), *((node.id, node.path) for node in catalog.category_tree().nodes)]

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "category_id": data.pop("category")}


class NavItemForm(forms.Form):
    """A link of the head or the foot."""

    place = forms.ChoiceField(label=_lazy("Place"), choices=_choices(NavItem, "place"))
    label = forms.CharField(label=_lazy("Words of the link"), max_length=40)
    link = forms.CharField(label=_lazy("Link"), max_length=500, help_text=_lazy("/c/tea/ or https://…"))

    def clean_link(self) -> str:
        return checked_link(self.cleaned_data["link"])

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RedirectForm(forms.Form):
    """An old address and its new one."""

    path = forms.CharField(
        label=_lazy("Old address"),
        max_length=500,
        help_text=_lazy("With what follows “?”, if it matters: /item.php?id=3"),
    )
    target = forms.CharField(label=_lazy("New address"), max_length=1000)
    permanent = forms.BooleanField(
        label=_lazy("For good (301)"), required=False, initial=True,
        help_text=_lazy("Search engines then pass on what the old address had earned."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


INITIAL: dict[type[Any], tuple[str, ...]] = {
    Banner: ("place", "title", "words", "link", "publish_at", "end_at"),
    Shelf: ("title", "kind", "count", "publish_at", "end_at"),
    NavItem: ("place", "label", "link"),
    Redirect: ("path", "target", "permanent"),
}


# --- products --------------------------------------------------------------------------------------------------------


class ProductPageForm(PeriodForm):
    """What the shop adds to a product; related products are posted as `products`."""

    shown = forms.BooleanField(label=_lazy("Shown in the shop"), required=False)
    sale_type = forms.ModelChoiceField(
        label=_lazy("Sale type"), required=False, queryset=SaleType.objects.none(), empty_label="—",
        help_text=_lazy("Products of different sale types are ordered apart."),
    )  # fmt: skip
    catch = forms.CharField(label=_lazy("Catch phrase"), required=False, max_length=120)
    body = forms.CharField(label=_lazy("Text of the page"), required=False, widget=forms.Textarea(attrs={"rows": 14}))
    per_person = forms.IntegerField(
        label=_lazy("Limit per person"), required=False, min_value=1, max_value=100_000,
        help_text=_lazy("Pieces one buyer may have over all orders."),
    )  # fmt: skip
    ahead = forms.IntegerField(
        label=_lazy("Pieces sold ahead"), required=False, min_value=0, max_value=1_000_000,
        help_text=_lazy("Pre-orders: pieces sold before they are in stock. Empty: only what is in stock."),
    )  # fmt: skip
    title = forms.CharField(label=_lazy("Title for search engines"), required=False, max_length=120)
    summary = forms.CharField(
        label=_lazy("Description for search engines"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    google_category = forms.CharField(label=_lazy("Google product category"), required=False, max_length=200)
    NAMES = ("shown", "catch", "per_person", "ahead", "title", "summary", "google_category", "publish_at", "end_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sale_type"].queryset = SaleType.objects.all()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        kind = data.pop("sale_type")
        return {**data, "sale_type_id": kind.pk if kind else None}


def of_page(page: ProductPage) -> dict[str, Any]:
    """The form's first values."""
    return {name: getattr(page, name) for name in (*ProductPageForm.NAMES, "body")} | {"sale_type": page.sale_type_id}
