"""Commands of this step: files in and out; the malls' connections; the stand-ins."""

from akinai.channels.cli.files import export_shipments, export_stock, import_orders

__all__ = ["export_shipments", "export_stock", "import_orders"]
