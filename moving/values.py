"""What cells say: moments in several written forms, phones with all their digits, yes and no."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel  # type: ignore[import-untyped]


class Mark(Enum):
    """What a cell may hold besides values."""

    FORMULA = "formula"


Cell = str | int | float | datetime | date | time | Mark | None
LONGEST_CELL = 32_767  # what a spreadsheet's cell holds
EXACT = 10**15  # a spreadsheet keeps no more digits of a number
FORMULA_STARTS = ("=", "@", "+", "-", "＝", "＠", "＋", "－", "\t", "\r")
YEARS = range(2004, 2201)  # the first holidays known here are those of 2004
MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
TRUNK = re.compile(r"0[1-9][0-9]{8,10}")
FOREIGN = re.compile(r"\+[1-9][0-9]{6,14}")
CHINA = "+86"
MORNING, AFTERNOON, NOON = "上午", "下午", 12
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?")
WRITTEN = re.compile(
    r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?"
    rf"(?:[T ]*({MORNING}|{AFTERNOON})?[ ]*([0-9]{{1,2}})[:时点]([0-9]{{1,2}})分?"
    r"(?::?([0-9]{1,2})秒?(?:\.0*)?)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


class Unreadable(ValueError):
    """A cell that does not say what its column asks for; the message is a code of `refused`."""


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """Text as it was typed; a whole number is what its digits say. Raises `Unreadable`."""
    if isinstance(cell, str) and not cell.startswith(FORMULA_STARTS):
        if len(cell) > LONGEST_CELL:
            raise Unreadable("too_long")
        return cell.strip()
    if cell is Mark.FORMULA or isinstance(cell, str):
        raise Unreadable("formula")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) < EXACT:
        return str(cell)
    raise Unreadable("not_text")


def yes_no(cell: Cell) -> bool:
    """Raises `Unreadable`."""
    said = str(cell).strip().lower() if isinstance(cell, bool | int) else text(cell).lower()
    if said in {"是", "yes", "y", "true", "1"}:
        return True
    if said in {"否", "no", "n", "false", "0"}:
        return False
    raise Unreadable("not_yes_or_no")


def phone(cell: Cell) -> str:
    """In the international form; what Excel may have shortened is refused. Raises `Unreadable`."""
    if isinstance(cell, int | float):
        digits = text(cell)
        if MOBILE.fullmatch(digits):
            return CHINA + digits
        raise Unreadable("digits_lost")
    if isinstance(cell, str) and cell.strip().startswith(("+", "＋")):
        said = cell.strip()
    else:
        said = text(cell)
    said = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", said))
    if whole := MOBILE.fullmatch(said):
        return CHINA + whole[1]
    if TRUNK.fullmatch(said):
        return CHINA + said[1:]  # the 0 is dialled inside China only
    said = re.sub("^00", "+", said)
    if FOREIGN.fullmatch(said):
        return said
    raise Unreadable("not_a_phone")


def instant(cell: Cell, zone: tzinfo, epoch: datetime = WINDOWS_EPOCH) -> datetime:
    """In UTC, to the second. What has no offset is meant in `zone`; a day alone is its beginning.

    A bare number is a spreadsheet's count of days since `epoch`. Raises `Unreadable`.
    """
    moment = _moment(cell, epoch)
    if moment.year not in YEARS:
        raise Unreadable("out_of_range")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (aware + timedelta(milliseconds=500)).astimezone(UTC).replace(microsecond=0)


def _moment(cell: Cell, epoch: datetime) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell, epoch)
    said = unicodedata.normalize("NFKC", text(cell))
    if SERIAL.fullmatch(said):
        return _serial(float(said), epoch)
    return _written(said)


def _serial(days: float, epoch: datetime) -> datetime:
    try:
        found = from_excel(days, epoch)
    except (ValueError, OverflowError):
        raise Unreadable("not_a_moment") from None
    if not isinstance(found, datetime):  # a time of day alone
        raise Unreadable("not_a_moment")
    return found


def _written(said: str) -> datetime:
    compact, written = COMPACT.fullmatch(said), WRITTEN.fullmatch(said)
    if compact:
        numbers = [int(one or 0) for one in compact.groups()]
        return _made(numbers, None)
    if not written:
        raise Unreadable("not_a_moment")
    year, month, day, half, hour, minute, second, offset = written.groups()
    clock = int(hour or 0)
    if half and not 1 <= clock <= NOON:
        raise Unreadable("not_a_moment")
    if half:
        clock = clock % NOON + (NOON if half == AFTERNOON else 0)
    numbers = [int(one or 0) for one in (year, month, day, clock, minute, second)]
    return _made(numbers, offset)


def _made(numbers: list[int], offset: str | None) -> datetime:
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - its zone follows
        if offset is None:
            return moment
        return datetime.fromisoformat(f"{moment.isoformat()}{offset}")
    except ValueError:
        raise Unreadable("not_a_moment") from None
