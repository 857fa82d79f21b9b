"""MP4: boxes within boxes. What says where and by whom a film was made is written over with zeros.

Nothing is moved, for a film's tables say at which byte each of its samples stands. Kept are the
boxes that a player needs; all others, among them those for places, titles and makers' own words,
become free space of the same length. The same goes for tracks that are neither picture nor sound,
such as a telephone's record of where it was: with their samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chalicelib.domain.files import NotTaken
from chalicelib.domain.samples import Range, Unknown, ranges
from chalicelib.domain.signatures import BROKEN, WRONG_TYPE, hidden
from chalicelib.late import dataclass

FREE, WHOLE_FILE = b"free", b""
SHORT, LONG = 8, 16
MOST_BOXES, LONGEST_BRANDS = 20_000, 512
# Within a box of the one kind only these are kept.
KEPT: Mapping[bytes, frozenset[bytes]] = {
    WHOLE_FILE: frozenset((b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra")),
    b"moov": frozenset((b"mvhd", b"trak", b"mvex")),
    b"trak": frozenset((b"tkhd", b"edts", b"mdia", b"tref")),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf", b"elng")),
    b"moof": frozenset((b"mfhd", b"traf")),
}
PICTURE, SOUND = b"vide", b"soun"


@dataclass(frozen=True, slots=True)
class Box:
    """`start` of its header, `inside` behind that, `end` behind all of it."""

    kind: bytes
    start: int
    inside: int
    end: int


class Malformed(ValueError):
    """The boxes do not fill the file exactly."""


def mp4(body: bytes, *, pictures: bool) -> bytes | NotTaken:
    """The film, or the sound if there are to be no `pictures`, without where and by whom."""
    if body[4:8] != b"ftyp" or int.from_bytes(body[:4]) > LONGEST_BRANDS:
        return WRONG_TYPE
    if found := hidden(body):
        return found
    film = bytearray(body)
    try:
        handlers = [_cleaned(film, one) for one in boxes(film, WHOLE_FILE, 0, len(film))]
    except (Malformed, Unknown):
        return BROKEN
    there = {one for found in handlers for one in found}
    wanted = PICTURE if pictures else SOUND
    return bytes(film) if wanted in there and (pictures or PICTURE not in there) else WRONG_TYPE


def boxes(film: bytearray, within: bytes, start: int, end: int) -> Iterator[Box]:
    """Those that fill a place; raises `Malformed`. What is not kept there is blotted out."""
    for _ in range(MOST_BOXES):
        if start == end:
            return
        box = _box(film, start, end)
        if box.kind in KEPT[within]:
            yield box
        else:
            blot_out(film, box)
        start = box.end
    raise Malformed


def _box(film: bytearray, start: int, end: int) -> Box:
    length, inside = int.from_bytes(film[start : start + 4]), start + SHORT
    if length == 1:
        length, inside = int.from_bytes(film[start + SHORT : start + LONG]), start + LONG
    elif length == 0:
        length = end - start  # as far as there is anything
    if length < inside - start or start + length > end:
        raise Malformed
    return Box(bytes(film[start + 4 : start + SHORT]), start, inside, start + length)


def blot_out(film: bytearray, box: Box) -> None:
    film[box.start + 4 : box.start + SHORT] = FREE
    film[box.inside : box.end] = bytes(box.end - box.inside)


def _cleaned(film: bytearray, box: Box) -> list[bytes]:
    """Of a box of the file; the kinds of its tracks that are left."""
    if box.kind == b"moof":
        list(boxes(film, b"moof", box.inside, box.end))
    if box.kind != b"moov":
        return []
    inside = list(boxes(film, b"moov", box.inside, box.end))
    is_in_pieces = any(one.kind == b"mvex" for one in inside)
    tracks = [one for one in inside if one.kind == b"trak"]
    return [_track(film, one, is_in_pieces=is_in_pieces) for one in tracks]


def _track(film: bytearray, track: Box, *, is_in_pieces: bool) -> bytes:
    """What it is a track of."""
    parts = list(boxes(film, b"trak", track.inside, track.end))
    media = [one for part in parts if part.kind == b"mdia" for one in
             boxes(film, b"mdia", part.inside, part.end)]  # fmt: skip
    handler = next((one for one in media if one.kind == b"hdlr"), None)
    if handler is None:
        raise Malformed
    kind = bytes(film[handler.inside + 8 : handler.inside + 12])
    if kind in (PICTURE, SOUND):
        return kind
    if is_in_pieces:
        raise Malformed  # where its samples are stands in every piece: nobody's telephone does so
    for one in _samples(film, media):
        film[one.start : one.end] = bytes(one.end - one.start)
    blot_out(film, track)
    return kind


def _samples(film: bytearray, media: list[Box]) -> list[Range]:
    """Where the samples of a track stand: each within the file."""
    information = next((one for one in media if one.kind == b"minf"), None)
    if information is None:
        raise Malformed
    tables = {
        one.kind: bytes(film[one.inside : one.end])
        for table in _inside(film, information)
        if table.kind == b"stbl"
        for one in _inside(film, table)
    }
    return list(ranges(tables, len(film)))


def _inside(film: bytearray, box: Box) -> Iterator[Box]:
    start = box.inside
    for _ in range(MOST_BOXES):
        if start == box.end:
            return
        found = _box(film, start, box.end)
        yield found
        start = found.end
    raise Malformed
