"""What is missing before the shop can open."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akinai.payments.models import Method
from akinai.storefront import legal
from akinai.storefront.models import ContentPage, DeliveryOffer, Site
from akinai.storefront.queries import site as queries


@dataclass(frozen=True)
class Check:
    """One line of the list: what it is, what is missing (a sentence each), where to do it ("" = not on a screen)."""

    key: str
    label: str
    url: str
    required: bool = True
    sentences: list[str] = field(default_factory=list)
    told: str = ""  # how it stands, when nothing is missing

    @property
    def done(self) -> bool:
        return not self.sentences


def checklist(site: Site) -> list[Check]:
    """Everything to look at before opening, in the order to do it. A constant number of statements."""
    return [_legal(site), _methods(), _offers(), _products(), _pages(), _sender()]


def _legal(site: Site) -> Check:
    label = _("Notice by the Specified Commercial Transactions Act")
    return Check("legal", label, reverse("storefront:legal"), sentences=legal.missing(site.legal), told=_("Filled in"))


def _methods() -> Check:
    n = Method.objects.filter(active=True).count()
    gap = [] if n else [_("No way to pay is offered.")]
    told = ngettext("%(n)s way to pay", "%(n)s ways to pay", n) % {"n": n}
    return Check("methods", _("Ways to pay"), reverse("payments:ways"), sentences=gap, told=told)


def _offers() -> Check:
    offers = list(DeliveryOffer.objects.filter(active=True).prefetch_related("fees"))
    gap = [] if offers else [_("No delivery method is offered.")]
    gap += [
        _("No shipping fee is set for %(name)s.") % {"name": offer.name or offer.method}
        for offer in offers
        if not offer.fees.all()
    ]
    told = ngettext("%(n)s delivery method", "%(n)s delivery methods", len(offers)) % {"n": len(offers)}
    return Check(
        "offers", _("Delivery methods and shipping fees"), reverse("storefront:offers"), sentences=gap, told=told
    )


def _products() -> Check:
    n = queries.shown_products().count()
    gap = [] if n else [_("No product is shown: it needs a price, must be on sale and not hidden.")]
    told = ngettext("%(n)s product is shown", "%(n)s products are shown", n) % {"n": n}
    return Check("products", _("Products"), reverse("storefront:products"), sentences=gap, told=told)


def _pages() -> Check:
    """Fixed pages nobody has published yet, or that still have the blanks of the sample (【会社名】)."""
    url = reverse("storefront:pages")
    shown = set(queries.live_pages(ContentPage.Kind.PAGE).values_list("pk", flat=True))
    gap = []
    for page in ContentPage.objects.filter(fixed=True).order_by("id"):
        if page.pk not in shown:
            gap.append(_("“%(title)s” is not published.") % {"title": page.title})
        elif "【" in page.body:
            gap.append(_("“%(title)s” still has blanks in 【 】.") % {"title": page.title})
    return Check(
        "pages", _("Company, privacy, returns, guide"), url, required=False, sentences=gap, told=_("Published")
    )


def _sender() -> Check:
    gap = [] if settings.SMTP_URL else [_("No mail server is set (SMTP_URL): buyers get no mails.")]
    return Check("mail", _("Sending mails"), "", required=False, sentences=gap, told=_("Ready"))
