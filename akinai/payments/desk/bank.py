"""Bank files, refunds by transfer, settlements: menu and tiles."""
