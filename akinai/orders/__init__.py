"""Every order from any channel: its facts (gates), what holds it up, its money as given, its life until it is shipped.

Begin with models/order.py (the table of gates), then actions.
"""
