"""Tables whose rows are facts: the database itself refuses to change, delete or truncate them."""

import pgtrigger


def append_only(name: str) -> pgtrigger.Trigger:
    """The trigger for a table's Meta.triggers: UPDATE, DELETE and TRUNCATE are refused, also from raw SQL."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func="raise exception 'the rows of % are facts: they are never changed or deleted', tg_table_name;",
    )
