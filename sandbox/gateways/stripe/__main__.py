"""`python -m sandbox.gateways.stripe --port 0`: prints its address; ends with the one who started it."""

from sandbox.gateways.stripe.server import StripeStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(StripeStandIn())
