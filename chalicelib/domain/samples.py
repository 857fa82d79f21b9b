"""Where the samples of a track of an MP4 stand, from the tables that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import error as CutShort  # noqa: N812 - what it means here
from struct import iter_unpack, unpack_from

from chalicelib.late import dataclass

# Hours of a record that is written thirty times a second.
LARGEST_TABLE = 1_048_576


class Unknown(ValueError):
    """The tables do not say where the samples are."""


@dataclass(frozen=True, slots=True)
class Range:
    start: int
    end: int


def ranges(tables: Mapping[bytes, bytes], length: int) -> Iterator[Range]:
    """A chunk at a time; raises `Unknown` where one would not lie within a file of this length."""
    try:
        offsets, sizes = _offsets(tables), _sizes(tables[b"stsz"], length)
        runs = _entries(tables[b"stsc"], ">III")
    except (KeyError, CutShort, ValueError):
        raise Unknown from None
    taken, run = 0, -1
    for number, offset in enumerate(offsets, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        count = runs[run][1] if run >= 0 else 0
        size = sizes.of(taken, count)
        taken += count
        if offset + size > length:
            raise Unknown
        yield Range(offset, offset + size)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of each sample, or the same of them all."""

    same: int
    each: tuple[int, ...]

    def of(self, first: int, count: int) -> int:
        return self.same * count if self.same else sum(self.each[first : first + count])


def _sizes(table: bytes, length: int) -> Sizes:
    same, count = unpack_from(">II", table, 4)
    if same * count > length:
        raise Unknown
    return Sizes(same, () if same else tuple(one for (one,) in _entries(table[4:], ">I")))


def _offsets(tables: Mapping[bytes, bytes]) -> list[int]:
    if b"co64" in tables:
        return [one for (one,) in _entries(tables[b"co64"], ">Q")]
    return [one for (one,) in _entries(tables[b"stco"], ">I")]


def _entries(table: bytes, form: str) -> list[tuple[int, ...]]:
    """All of a table, which says how many it has; raises `struct.error` if it has fewer, or
    more than any telephone writes.
    """
    (count,) = unpack_from(">I", table, 4)
    width = {">I": 4, ">Q": 8, ">III": 12}[form]
    rows = table[8 : 8 + count * width]
    if len(rows) != count * width or len(rows) > LARGEST_TABLE:
        raise CutShort
    return list(iter_unpack(form, rows))
