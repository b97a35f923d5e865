"""The desk's pages of money, and the doors of the gateways."""
