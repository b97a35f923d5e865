"""The layouts of order files, checked: by name, or the one that fits a file's columns."""

from akinai.channels.files.layout import BadLayout, Layout, parse
from akinai.channels.models import Connection, IntakeLayout, LayoutKind


def _checked(row: IntakeLayout) -> Layout | None:
    try:
        return parse(row.name, row.layout)
    except BadLayout:
        return None  # saved by a version that understood it; the page of layouts says what is wrong


def named(name: str) -> Layout | None:
    """The layout of order files with this name."""
    row = IntakeLayout.objects.filter(name=name, kind=LayoutKind.ORDERS).first()
    return _checked(row) if row else None


def names() -> list[str]:
    """Every layout of order files."""
    return list(IntakeLayout.objects.filter(kind=LayoutKind.ORDERS).values_list("name", flat=True))


def fitting(headers: set[str], channel_code: str) -> Layout | None:
    """The channel's own layout if the file has its columns, else the one that knows most of them; None if none fits."""
    own = Connection.objects.filter(channel__code=channel_code).select_related("layout").first()
    if own and own.layout and (chosen := _checked(own.layout)) and not chosen.missing(headers):
        return chosen
    fit = [
        (len(headers & layout.columns()), not row.built_in, layout)
        for row in IntakeLayout.objects.filter(kind=LayoutKind.ORDERS)
        if (layout := _checked(row)) and not layout.missing(headers)
    ]
    return max(fit, key=lambda each: each[:2])[2] if fit else None


def joining_column(orders: list[str], items: list[str]) -> str:
    """The column by which one of the layouts joins two such files, or ""."""
    both = set(orders) & set(items)
    for row in IntakeLayout.objects.filter(kind=LayoutKind.ORDERS):
        layout = _checked(row)
        if layout and layout.items and layout.items.by in both:
            return layout.items.by
    return ""
