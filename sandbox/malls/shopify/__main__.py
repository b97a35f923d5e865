"""`python -m sandbox.malls.shopify --port 0`: prints its address; ends with the one who started it."""

from sandbox.malls.shopify.server import ShopifyStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(ShopifyStandIn())
