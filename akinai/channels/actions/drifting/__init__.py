"""What malls show is read back; where it is not what it should be, the cause is named and the repair proposed."""

from akinai.channels.actions.drifting.mending import APPLY, PROPOSE, mend, mend_soon, set_repairs
from akinai.channels.actions.drifting.reading import Found, read_back

__all__ = ["APPLY", "PROPOSE", "Found", "mend", "mend_soon", "read_back", "set_repairs"]
