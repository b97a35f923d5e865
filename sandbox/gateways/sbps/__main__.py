"""`python -m sandbox.gateways.sbps --port 0`: prints its address; ends with the one who started it."""

from sandbox.gateways.sbps.server import SbpsStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(SbpsStandIn())
