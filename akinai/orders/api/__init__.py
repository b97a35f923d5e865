"""Orders for programs. Begin with reading.py; changing.py has the verbs, shapes.py the bodies."""

from akinai.orders.api import changing, reading  # noqa: F401 - each adds its operations
from akinai.orders.api.shapes import router

__all__ = ["router"]
