"""What the shop announces."""
