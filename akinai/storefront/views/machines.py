"""robots.txt, the sitemap and the product feed."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from akinai.storefront import feeds, frame, seo
from akinai.storefront.frame import Branch
from akinai.storefront.keeping import kept

XML = "application/xml; charset=utf-8"


@require_safe
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """Where machines should not go: what is a person's own, and lists narrowed without end."""
    if not frame.current().is_open:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    closed = ["/cart/", "/checkout/", "/my/", "/desk/", "/accounts/", "/api/", "/search/", "/malls/", "/pay/",
              "/*?*sort=", "/*?*min=", "/*?*max=", "/*?*option=", "/*?*temp=", "/*?*stock="]  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {seo.site_address(request)}{reverse('shop:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@kept
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feeds.sitemap_index(seo.site_address(request)), content_type=XML)


@require_safe
@kept
def sitemap_part(request: HttpRequest, part: str, number: int) -> HttpResponse:
    address = seo.site_address(request)
    if part == "pages" and number == 1:
        return HttpResponse(feeds.sitemap_pages(address, codes(frame.current().categories)), content_type=XML)
    text = feeds.sitemap_products(address, number) if part == "products" and number > 0 else None
    if text is None:
        raise Http404(part)
    return HttpResponse(text, content_type=XML)


def codes(branches: tuple[Branch, ...]) -> list[str]:
    """Codes of all categories."""
    return [code for branch in branches for code in (branch.code, *codes(branch.below))]


@require_safe
def google_feed(request: HttpRequest) -> StreamingHttpResponse:
    """Google Merchant Center."""
    here = frame.current()
    pieces = feeds.google(seo.site_address(request), here.name, here.description)
    return StreamingHttpResponse((piece.encode() for piece in pieces), content_type=XML)
