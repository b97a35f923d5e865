"""Payments, tasks, accounts: menu, tiles, panels."""
