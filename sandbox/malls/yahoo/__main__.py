"""`python -m sandbox.malls.yahoo --port 0`: prints its address; ends with the one who started it."""

from sandbox.malls.yahoo.server import YahooStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(YahooStandIn())
