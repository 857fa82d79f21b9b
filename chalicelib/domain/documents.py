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
# In a name a letter may be written as its number.
WRITTEN_AS_NUMBER = re.compile(rb"#([0-9a-fA-F]{2})")
ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|AA)\b"
)
ENCRYPTED = re.compile(rb"/Encrypt\b")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
WHOLE_STREAM = re.compile(rb"(?<!end)stream\r?\n.*?endstream", re.DOTALL)
LONGEST_DICTIONARY = 600
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
    return next((wrong for part in _readable(body) if (wrong := _wrong_with(part))), body)


def _wrong_with(part: bytes | None) -> NotTaken | None:
    if part is None:
        return BROKEN
    if ACTIVE.search(part):
        return NotTaken("active_content")
    return NotTaken("encrypted") if ENCRYPTED.search(part) else None


def _readable(body: bytes) -> Iterator[bytes | None]:
    """All but the streams, and the objects that are packed in streams; None if these do not
    unpack, or to more than anybody's document has.
    """
    yield _spelt_out(WHOLE_STREAM.sub(b"", body))
    left = MOST_UNPACKED
    for found in STREAM.finditer(body):
        described = _spelt_out(body[max(0, found.start() - LONGEST_DICTIONARY) : found.start()])
        if b"/ObjStm" not in described.rpartition(b" obj")[2]:
            continue
        unpacking = zlib.decompressobj()
        try:
            unpacked = unpacking.decompress(body[found.end() :], left)
        except zlib.error:
            unpacked = b""
        left -= len(unpacked)
        if not unpacking.eof or left <= 0:
            yield None
            return
        yield _spelt_out(unpacked)


def _spelt_out(part: bytes) -> bytes:
    return WRITTEN_AS_NUMBER.sub(lambda found: bytes((int(found[1], 16),)), part)


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
