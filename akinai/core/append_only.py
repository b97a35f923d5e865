"""Tables whose rows are facts: the database itself refuses to change, delete or truncate them."""

import pgtrigger


def append_only(name: str) -> pgtrigger.Protect:
    """The trigger for a table's Meta.triggers: UPDATE, DELETE and TRUNCATE are refused, also from raw SQL."""
    return pgtrigger.Protect(
        name=name,
        level=pgtrigger.Statement,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
    )
