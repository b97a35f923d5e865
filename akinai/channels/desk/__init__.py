"""This step's lines on the desk, by subject."""

from akinai.channels.desk import connections, files

__all__ = ["connections", "files"]
