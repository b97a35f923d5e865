"""This step's lines on the desk, by subject."""

from akinai.channels.desk import files

__all__ = ["files"]
