"""The malls there are. Begin with base.py; each folder is one mall."""

from akinai.channels.malls.base import Mall

EVERY: tuple[Mall, ...] = ()
MALLS: dict[str, Mall] = {mall.kind: mall for mall in EVERY}
