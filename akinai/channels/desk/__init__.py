"""This step's lines on the desk, by subject."""

from akinai.channels.desk import connections, drift, files, listings, moving, settlements, stock

__all__ = ["connections", "drift", "files", "listings", "moving", "settlements", "stock"]
