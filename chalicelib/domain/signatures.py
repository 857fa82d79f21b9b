"""What a file is, from its bytes: from the first to the last, so that nothing rides along.

A number at the start proves little: a picture may go on as a PDF, a sound as an archive. So each
format is walked through to its end, and what stands behind the end is looked at.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping

from chalicelib.domain.files import NotTaken

HEAD, ARCHIVE_END = 1024, 65_557
END_OF_ARCHIVE = b"PK\x05\x06"
PROGRAM = re.compile(
    rb"<\s*(!doctype|html|script|svg|iframe|object|embed|body|form)\b|<\?(php|xml)", re.IGNORECASE
)
PDF = re.compile(rb"%PDF-[0-9]")
# The next marker of a JPEG that is no part of its pixels.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
STANDALONE = {0x01, *range(0xD0, 0xD8)}
MARK, START_OF_SCAN, END_OF_IMAGE = 0xFF, 0xDA, 0xD9
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
CRC = 4
BROKEN, WRONG_TYPE = NotTaken("broken"), NotTaken("wrong_type")
SEVERAL = NotTaken("several_in_one")


def hidden(body: bytes) -> NotTaken | None:
    """What another program reads instead: an archive at the end, a page or PDF at the start."""
    if END_OF_ARCHIVE in body[-ARCHIVE_END:]:
        return SEVERAL
    head = body[:HEAD]
    return SEVERAL if PROGRAM.search(head) or PDF.search(head) else None


def picture(content_type: str, body: bytes) -> NotTaken | None:
    """Why this is no whole picture of that type."""
    return hidden(body) or PICTURES[content_type](body)


def jpeg(body: bytes) -> NotTaken | None:
    """Cameras write a second picture, or the seconds around it, behind the first: it is cut off
    when the picture is drawn anew. Anything else there is not a camera's.
    """
    if not body.startswith(JPEG):
        return WRONG_TYPE
    end = end_of_jpeg(body)
    if end is None:
        return BROKEN
    rest = body[end:].lstrip(b"\x00")
    is_a_cameras = rest.startswith(JPEG) or b"ftyp" in rest[:8] or rest.endswith(b"SEFT")
    if rest and not is_a_cameras:
        return SEVERAL
    return SEVERAL if PDF.search(rest) or PROGRAM.search(rest) else None


def end_of_jpeg(body: bytes) -> int | None:
    """Behind its last marker; None if it has none, or its segments do not fit together."""
    at = len(JPEG) - 1
    while at + CRC <= len(body) and body[at] == MARK:
        marker = body[at + 1]
        if marker == MARK:
            at += 1
        elif marker in STANDALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(body[at + 2 : at + 4])
            if marker == START_OF_SCAN:
                found = MARKER.search(body, at)
                at = found.start() if found else len(body)
        if body[at : at + 2] == bytes((MARK, END_OF_IMAGE)):
            return at + 2
    return None


def png(body: bytes) -> NotTaken | None:
    if not body.startswith(PNG):
        return WRONG_TYPE
    at = len(PNG)
    while at + 12 <= len(body):
        length, kind = int.from_bytes(body[at : at + 4]), body[at + 4 : at + 8]
        end = at + 8 + length
        if zlib.crc32(body[at + 4 : end]) != int.from_bytes(body[end : end + CRC]):
            return BROKEN
        at = end + CRC
        if kind == b"IEND":
            return SEVERAL if body[at:] else None
    return BROKEN


def webp(body: bytes) -> NotTaken | None:
    if body[:4] != b"RIFF" or body[8:12] != b"WEBP":
        return WRONG_TYPE
    whole, at = 8 + int.from_bytes(body[4:8], "little"), 12
    if whole != len(body):
        return SEVERAL if whole < len(body) else BROKEN
    while at + 8 <= whole:
        length = int.from_bytes(body[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return None if at == whole else BROKEN


PICTURES: Mapping[str, Callable[[bytes], NotTaken | None]] = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
}
