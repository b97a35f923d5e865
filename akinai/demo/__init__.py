"""A shop's whole day on real trading data: what `akinai demo` runs.

Begin with day.py.
"""
