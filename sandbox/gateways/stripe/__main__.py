"""`python -m sandbox.gateways.stripe --port 0`: prints its address; ends with the one who started it."""

from sandbox.gateways.standin import main
from sandbox.gateways.stripe.server import StripeStandIn

if __name__ == "__main__":
    main(StripeStandIn())
