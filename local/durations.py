"""ISO 8601 durations without years and months, which have no length of their own."""

from __future__ import annotations

import re
from datetime import timedelta

PATTERN = re.compile(
    r"P(?:(?P<weeks>[0-9]+)W)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
MOST_DIGITS = 9


def duration(text: str) -> timedelta | None:
    """PT24H, P30D, P1DT2H30M; None for what is no such duration."""
    found = PATTERN.fullmatch(text)
    given = {name: part for name, part in found.groupdict().items() if part} if found else {}
    if not given or text.endswith("T") or any(len(part) > MOST_DIGITS for part in given.values()):
        return None
    try:
        return timedelta(**{name: float(part) for name, part in given.items()})
    except OverflowError:
        return None
