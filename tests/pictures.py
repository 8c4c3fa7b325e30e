"""Small pictures as people upload them."""

import io

from PIL import Image


def drawn(colour: str = "navy", size: tuple[int, int] = (300, 100), kind: str = "PNG", **more: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()
