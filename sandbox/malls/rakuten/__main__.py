"""`python -m sandbox.malls.rakuten --port 0`: prints its address; ends with the one who started it."""

from sandbox.malls.rakuten.server import RakutenStandIn
from sandbox.serving import main

if __name__ == "__main__":
    main(RakutenStandIn())
