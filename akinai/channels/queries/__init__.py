"""What others may ask of this step."""

from akinai.channels.queries.files import (
    UnknownWord,
    Untold,
    failed_recently,
    last_import,
    mappings,
    notices_open,
    notices_to_put_right,
    rejected,
    rejected_open,
    runs,
    unknown_codes,
    unknown_words,
    untold,
    untold_count,
)

__all__ = [
    "UnknownWord",
    "Untold",
    "failed_recently",
    "last_import",
    "mappings",
    "notices_open",
    "notices_to_put_right",
    "rejected",
    "rejected_open",
    "runs",
    "unknown_codes",
    "unknown_words",
    "untold",
    "untold_count",
]
