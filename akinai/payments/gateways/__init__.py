"""The gateways there are. Begin with base.py; each folder is one gateway, builtin.py those without anybody outside."""

from akinai.payments.gateways import builtin
from akinai.payments.gateways.base import Gateway
from akinai.payments.gateways.fincode.gateway import Fincode
from akinai.payments.gateways.komoju.gateway import Komoju
from akinai.payments.gateways.sbps.gateway import Sbps
from akinai.payments.gateways.stripe.gateway import Stripe

EVERY: tuple[Gateway, ...] = (*builtin.GATEWAYS, Sbps(), Fincode(), Stripe(), Komoju())
GATEWAYS: dict[str, Gateway] = {gateway.name: gateway for gateway in EVERY}
OURS = frozenset(gateway.name for gateway in builtin.GATEWAYS)  # nobody outside stands behind them
