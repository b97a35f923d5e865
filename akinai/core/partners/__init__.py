"""Partners whose servers we call and who call ours (malls, gateways): what their adapters declare, keys, messages."""

from akinai.core.partners.declaring import Field, defaults, lacking
from akinai.core.partners.keys import open_keys, seal_keys
from akinai.core.partners.messages import RawRequest, heard

__all__ = ["Field", "RawRequest", "defaults", "heard", "lacking", "open_keys", "seal_keys"]
