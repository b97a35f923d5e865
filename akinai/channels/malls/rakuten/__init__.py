"""楽天市場: RMS WEB SERVICE, with the shop's own serviceSecret and licenseKey.

`asking.py` makes the calls, `translate.py` and `items.py` turn words both ways, `mall.py` is base.Mall. The facts are
from third-party copies of the RMS manual (getOrder version 10, InventoryAPI 2.0, ItemAPI 2.0), as the manual itself is
behind the shops' login; none has met the real mall yet. What is unproven is a setting or a table in codes.py.
"""

from akinai.channels.malls.rakuten.mall import Rakuten

__all__ = ["Rakuten"]
