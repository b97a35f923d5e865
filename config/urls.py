"""Every door of the site, joined from the steps."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(url="/desk/")),
    path("accounts/", include("akinai.core.people.urls")),
    path("desk/people/", include("akinai.core.people.desk_urls")),
    path("desk/", include("akinai.core.shell.urls")),
    path("desk/catalog/", include("akinai.catalog.urls")),
    path("desk/inventory/", include("akinai.inventory.urls")),
    path("desk/customers/", include("akinai.customers.urls")),
    path("desk/orders/", include("akinai.orders.urls")),
    path("desk/fulfillment/", include("akinai.fulfillment.urls")),
    path("desk/channels/", include("akinai.channels.urls")),
]

handler403 = "akinai.core.shell.views.forbidden"
handler404 = "akinai.core.shell.views.not_found"
