"""`python -m sandbox.gateways.komoju --port 0`: prints its address; ends with the one who started it."""

from sandbox.gateways.komoju.server import KomojuStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(KomojuStandIn())
