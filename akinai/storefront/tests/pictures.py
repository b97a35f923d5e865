"""Pictures for tests."""

import io

from PIL import Image


def picture(width: int = 60, height: int = 40, kind: str = "PNG", colour: str = "#2f6f4f", **saved: object) -> bytes:
    """A picture of one colour, as a file."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **saved)  # type: ignore[arg-type]
    return out.getvalue()
