"""Commands of this step: files in and out; the malls' connections; an old system's files; the stand-ins."""

from akinai.channels.cli.files import export_shipments, export_stock, import_orders
from akinai.channels.cli.malls import list_channels, notices_of_channel, sync_channel, test_channel
from akinai.channels.cli.moving import import_moving
from akinai.channels.cli.settlements import import_mall_settlement
from akinai.channels.cli.standins import sandbox

__all__ = [
    "export_shipments",
    "export_stock",
    "import_mall_settlement",
    "import_moving",
    "import_orders",
    "list_channels",
    "notices_of_channel",
    "sandbox",
    "sync_channel",
    "test_channel",
]
