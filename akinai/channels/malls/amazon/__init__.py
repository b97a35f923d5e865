"""Amazon.co.jp by the Selling Partner API. Begin with mall.py; what the shop enters is settings.py."""

from akinai.channels.malls.amazon.mall import Amazon

__all__ = ["Amazon"]
