"""People and devices."""
