"""Documents: a PDF without active content, a text that is nothing but text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from chalicelib.domain.files import MB, NotTaken
from chalicelib.domain.signatures import (
    ARCHIVE_END,
    BROKEN,
    END_OF_ARCHIVE,
    HEAD,
    PROGRAM,
    SEVERAL,
    WRONG_TYPE,
)

PDF_START = re.compile(rb"%PDF-[12]\.[0-9]")
PDF_END = re.compile(rb"startxref\s+[0-9]+\s+%%EOF\s*\Z")


def _named(*names: str) -> re.Pattern[bytes]:
    """These names of a PDF, whichever of their letters are written as numbers."""
    spelt = ("".join(f"(?:{one}|#(?i:{ord(one):x}))" for one in name) for name in names)
    return re.compile(rf"/(?:{'|'.join(spelt)})\b".encode())


# Nothing of these runs but by a name of the first kind. Those of the second are so short that they
# come up in the bytes of a picture by chance: there they are not looked for.
ACTIVE = _named(
    *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm"),
    *("ImportData", "GoToE", "Rendition"),
)
ACTIVE_TOO = _named("JS", "AA")
ENCRYPTED = _named("Encrypt")
PACKED = _named("ObjStm")
WHOLE_STREAM = re.compile(rb">>\s*stream\r?\n.*?(?:endstream|\Z)", re.DOTALL)
# Of packed objects only the plainest description is understood: no comment, no text and one way of
# packing, used once; so that what is read here is what every reader of PDFs reads.
OBJECTS = re.compile(
    rb"[\r\n][ \t]{0,8}[0-9]{1,10}\s{1,8}[0-9]{1,5}\s{1,8}obj\s*<<((?:"
    rb"/(?:Type|ObjStm|N|First|Length|Filter|FlateDecode|Extends)(?![^\s/\[\]<>])|[0-9\sR\[\]]"
    rb")*+)>>\s*stream\r?\n"
)
NAME = re.compile(rb"/[A-Za-z]+")
INFLATED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode")
# What stands between it and the object before: if that is more, or a description begins there, it
# is not the whole of its own.
LONGEST_GAP = 65_536
DESCRIBED = _named("DecodeParms", "DP", "Filter")
# Whoever says where the first packed object begins has packed objects, typed so or not.
FIRST_OBJECT = re.compile(_named("First").pattern + rb"\s*[0-9]++(?!\s+[0-9]+\s+R)")
MOST_UNPACKED = 64 * MB
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
TAG = re.compile(PROGRAM.pattern.decode(), re.IGNORECASE)


def pdf(body: bytes) -> bytes | NotTaken:
    """As it came: its words are the document, and nothing of it runs by itself."""
    if not PDF_START.match(body):
        return WRONG_TYPE
    if END_OF_ARCHIVE in body[-ARCHIVE_END:] or PROGRAM.search(body[:HEAD]):
        return SEVERAL
    if not PDF_END.search(body[-HEAD:]):
        return BROKEN
    if ACTIVE.search(body):
        return NotTaken("active_content")
    if ENCRYPTED.search(body):
        return NotTaken("encrypted")
    return next((wrong for part in _readable(body) if (wrong := _wrong_with(part))), body)


def _wrong_with(part: bytes | None) -> NotTaken | None:
    if part is None:
        return BROKEN
    if ACTIVE.search(part) or ACTIVE_TOO.search(part):
        return NotTaken("active_content")
    return NotTaken("encrypted") if ENCRYPTED.search(part) else None


def _readable(body: bytes) -> Iterator[bytes | None]:
    """All but the streams, and the objects that are packed in streams; None if these are not
    understood, do not unpack, or to more than anybody's document has.
    """
    yield WHOLE_STREAM.sub(b">>", body)
    described = list(OBJECTS.finditer(body))
    if _told_in(body) != sum(_told_in(one[0]) for one in described):
        yield None
        return
    left = MOST_UNPACKED
    for found in described:
        unpacked = _unpacked(body, found, left)
        left -= len(unpacked or b"")
        yield unpacked


def _told_in(part: bytes) -> int:
    """How often there is word of packed objects."""
    return sum(1 for name in (PACKED, FIRST_OBJECT) for _ in name.finditer(part))


def _is_whole(body: bytes, start: int) -> bool:
    """Whether nothing that began before goes on in the description that begins here."""
    before = body.rfind(b"endobj", max(0, start - LONGEST_GAP), start)
    if before < 0 and start > LONGEST_GAP:
        return False
    gap = body[max(before, 0) : start]
    return gap.count(b"<<") <= gap.count(b">>") and not DESCRIBED.search(gap)


def _unpacked(body: bytes, found: re.Match[bytes], most: int) -> bytes | None:
    """The objects that a description tells of; None if it is not all there is to be read."""
    names, end = NAME.findall(found[1]), body.find(b"endstream", found.end())
    if len(set(names)) != len(names) or not INFLATED.search(found[1]) or end < 0:
        return None
    if not _is_whole(body, found.start()):
        return None
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(body[found.end() : end], most)
    except zlib.error:
        return None
    is_all = unpacking.eof and not unpacking.unused_data.strip()
    return unpacked if is_all and len(unpacked) < most else None


def text(body: bytes) -> bytes | NotTaken:
    """In UTF-8, whichever of the two it came in; no mark of its order of bytes."""
    if END_OF_ARCHIVE in body[-ARCHIVE_END:] or PDF_START.search(body[:HEAD]):
        return SEVERAL
    plain = _decoded(body)
    if plain is None or CONTROL.search(plain):
        return WRONG_TYPE
    if TAG.search(plain):
        return NotTaken("active_content")
    return plain.encode()


def _decoded(body: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
