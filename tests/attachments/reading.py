"""A picture from its bytes."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def opened(body: bytes) -> Image.Image:
    found = Image.open(BytesIO(body))
    found.load()
    return found
