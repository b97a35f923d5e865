"""The malls for programs. Begin with connections.py; base.py has what the parts share."""

from akinai.channels.api import connections, listings, settlements, stock, troubles  # noqa: F401 - each adds its own
from akinai.channels.api.base import router

__all__ = ["router"]
