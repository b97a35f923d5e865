"""Stand-ins for the outside world that speak its real wire formats. They know nothing of akinai."""
