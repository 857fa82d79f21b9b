"""The port `Pictures`: the pixels are drawn into a new file, and nothing else goes along.

So there is no EXIF, XMP, comment or thumbnail left, nor where the picture was taken. Pillow is
imported when the first picture comes: only one function ever sees one.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from chalicelib.domain.files import NotTaken

if TYPE_CHECKING:
    from PIL.Image import Image

# The largest of today's telephones by default; some 600 MB while it is turned upright.
MOST_PIXELS = 64_000_000
FORMATS: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SAVED: Mapping[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {},
    "WEBP": {"quality": 90},
}
# What each format can hold as it is.
MODES: Mapping[str, tuple[str, ...]] = {
    "JPEG": ("L", "RGB", "CMYK"),
    "PNG": ("1", "L", "LA", "RGB", "RGBA", "I;16"),
    "WEBP": ("RGB", "RGBA"),
}
LARGEST_PROFILE, PROFILE_MARK = 1_048_576, slice(36, 40)


class PillowPictures:
    """`most_pixels`: of a larger one not a single pixel is unpacked."""

    def __init__(self, most_pixels: int = MOST_PIXELS) -> None:
        self._most = most_pixels

    def redrawn(self, body: bytes, content_type: str) -> bytes | NotTaken:
        from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only where pictures come

        wanted = FORMATS[content_type]
        try:
            with warnings.catch_warnings(), Image.open(BytesIO(body), formats=[wanted]) as found:
                warnings.simplefilter("ignore")
                if found.width * found.height > self._most:
                    return NotTaken("too_many_pixels")
                return _drawn(found, wanted)
        except UnidentifiedImageError:
            return NotTaken("wrong_type")
        except Image.DecompressionBombError:
            return NotTaken("too_many_pixels")
        except Exception:  # noqa: BLE001 - whatever it stumbles over, the file is not whole
            return NotTaken("broken")


def _drawn(found: Image, wanted: str) -> bytes:
    from PIL import ImageOps  # noqa: PLC0415 - as above

    profile = found.info.get("icc_profile")
    found.load()  # of what moves the first picture
    upright = ImageOps.exif_transpose(found)
    clean = upright if upright.mode in MODES[wanted] else upright.convert(_plain_mode(upright))
    if clean.mode not in MODES[wanted]:
        clean = clean.convert("RGB")
    clean.info = {}
    colours = {"icc_profile": profile} if _is_a_profile(profile) else {}
    out = BytesIO()
    clean.save(out, wanted, **SAVED[wanted], **colours, exif=b"")
    return out.getvalue()


def _plain_mode(picture: Image) -> str:
    """Of palettes and rarer ways of writing a colour."""
    return "RGBA" if picture.has_transparency_data else "RGB"


def _is_a_profile(profile: object) -> bool:
    """How colours are meant: of the length that it says it has, marked as such."""
    return (
        isinstance(profile, bytes)
        and len(profile) <= LARGEST_PROFILE
        and profile[PROFILE_MARK] == b"acsp"
        and int.from_bytes(profile[:4]) == len(profile)
    )
