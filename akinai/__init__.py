"""Akinai (商い): one program that runs the whole work of an online shop.

The folders are the business steps; a step calls the steps it stands on and hears of the steps above it
through events. Begin with docs/tour.md.
"""

__version__ = "0.1.0"
