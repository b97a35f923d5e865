"""`python -m sandbox.malls.amazon --port 0`: prints its address; ends with the one who started it."""

from sandbox.malls.amazon.server import AmazonStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(AmazonStandIn())
