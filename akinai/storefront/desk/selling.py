"""Carts left, delivery offers, gifts: menu, tiles, masters."""
