"""Every door of the site, joined from the steps."""

from django.urls import include, path, re_path

from akinai.catalog import api as catalog
from akinai.channels import api as channels
from akinai.core.api import API, problems
from akinai.customers import api as customers
from akinai.fulfillment import api as fulfillment
from akinai.inventory import api as inventory
from akinai.orders import api as orders
from akinai.storefront import api as storefront

for step in (storefront, catalog, inventory, customers, orders, fulfillment, channels):  # the shop is asked most
    API.add_router("", step.router)

urlpatterns = [
    path("accounts/", include("akinai.core.people.urls")),
    path("api/v1/", API.urls),
    re_path("^api/", problems.nowhere),
    path("desk/people/", include("akinai.core.people.desk_urls")),
    path("desk/settings/api-tokens/", include("akinai.core.api.desk_urls")),
    path("desk/", include("akinai.core.shell.urls")),
    path("desk/catalog/", include("akinai.catalog.urls")),
    path("desk/inventory/", include("akinai.inventory.urls")),
    path("desk/customers/", include("akinai.customers.urls")),
    path("desk/orders/", include("akinai.orders.urls")),
    path("desk/fulfillment/", include("akinai.fulfillment.urls")),
    path("desk/channels/", include("akinai.channels.urls")),
    path("desk/payments/", include("akinai.payments.urls")),
    path("desk/shop/", include("akinai.storefront.urls.desk")),
    path("malls/", include("akinai.channels.urls.notify")),
    path("pay/", include("akinai.payments.urls.gateways")),
    path("", include("akinai.storefront.urls")),
]

handler403 = "akinai.core.shell.views.forbidden"
handler404 = "akinai.storefront.views.closed.not_found"
