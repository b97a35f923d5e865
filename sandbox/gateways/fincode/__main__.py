"""`python -m sandbox.gateways.fincode --port 0`: prints its address; ends with the one who started it."""

from sandbox.gateways.fincode.server import FincodeStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(FincodeStandIn())
