"""Numbers that tell who somebody is: phones, resident IDs, bank cards, passports and permits.

A number may be written in groups. It is read from its first group on, the longest first; one that
carries a check must pass it, one that does not must be written as such numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.late import dataclass

SEPARATORS = " -\u00b7"
DIGITS = re.compile("[0-9]+")
SPELLINGS = ("零〇○", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
NUMERALS = {ord(one): str(digit) for digit, ones in enumerate(SPELLINGS) for one in ones}
SPELT = str.maketrans(NUMERALS)
NUMERAL = re.compile(f"[{''.join(map(chr, NUMERALS))}]")
DIGIT_OR_NUMERAL = re.compile(f"[0-9{''.join(map(chr, NUMERALS))}]")
WIDEST_GAP = 3
SHORTEST_NUMBER, LONGEST_NUMBER = 7, 19
TICKET_PREFIX, TICKET_DAY, TICKET_TAIL = (2, 4), 8, 7
PERMITS = "CDEGHKMPSTW"  # passports, and permits to and from Hong Kong, Macao and Taiwan
PHONE_LABELS = ("电话", "座机", "固话", "tel", "Tel", "TEL", "致电", "号码", "手机")
NEARBY = ("852", "853", "886", "00852", "00853", "00886")  # written without a + too
CITY_CODES = {"010", *(f"02{one}" for one in "012345789")}


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text, and what is shown in its place."""

    start: int
    end: int
    mask: str


@dataclass(frozen=True, slots=True)
class Number:
    """Groups of digits read as one number; `last` is the index of its last group."""

    digits: str
    sizes: tuple[int, ...]
    start: int
    end: int
    last: int
    dated: bool


def numbers(plain: str) -> Iterator[Found]:
    """All there are in a folded text."""
    groups = [one.span() for one in DIGITS.finditer(plain)]
    at = 0
    while at < len(groups):
        if is_ticket_number(plain, *groups[at]):
            at = _behind(groups, at, groups[at][1] + 1 + TICKET_TAIL)
            continue
        hit = _read_from(plain, groups, at)
        if hit:
            one, seen = hit
            yield seen
            at = one.last
        at += 1


def _behind(groups: Sequence[tuple[int, int]], at: int, end: int) -> int:
    while at < len(groups) and groups[at][0] < end:
        at += 1
    return at


def is_ticket_number(plain: str, start: int, end: int) -> bool:
    """ZQ20260302-7K3M9Q4: letters of the place, the day, random characters."""
    least, most = TICKET_PREFIX
    letters = start
    while letters > max(0, start - most) and "A" <= plain[letters - 1] <= "Z":
        letters -= 1
    tail = plain[end + 1 : end + 1 + TICKET_TAIL]
    return (
        start - letters >= least
        and end - start == TICKET_DAY
        and plain[end : end + 1] == "-"
        and len(tail) == TICKET_TAIL
        and tail.isascii()
        and tail.isalnum()
    )


def _read_from(
    plain: str, groups: Sequence[tuple[int, int]], first: int
) -> tuple[Number, Found] | None:
    """The longest number that begins with a group, if it is of a kind that tells somebody."""
    for one in reversed(_joined(plain, groups, first)):
        if len(one.digits) < SHORTEST_NUMBER:
            return None
        seen = _resident_id(plain, one) or _masked(plain, one)
        if seen:
            return one, seen
    return None


def _joined(plain: str, groups: Sequence[tuple[int, int]], first: int) -> list[Number]:
    """Every number of at most 19 digits that begins with a group."""
    read: list[Number] = []
    digits, end = "", groups[first][0]
    sizes: tuple[int, ...] = ()
    for at in range(first, min(len(groups), first + LONGEST_NUMBER)):
        start, until = groups[at]
        apart = plain[end:start]
        if len(apart) > WIDEST_GAP or apart.strip(SEPARATORS):
            break
        if len(digits) + until - start > LONGEST_NUMBER:
            break
        digits, sizes, end = digits + plain[start:until], (*sizes, until - start), until
        dated = (bool(read) and read[-1].dated) or _ends_in_date(digits, sizes)
        read.append(Number(digits, sizes, groups[first][0], end, at, dated))
    return read


def _ends_in_date(digits: str, sizes: tuple[int, ...]) -> bool:
    """2026-03-02 as its last three groups."""
    year, month, day = (0, 0, 0, *sizes)[-3:]
    if year != 4 or not 1 <= month <= 2 or not 1 <= day <= 2:  # noqa: PLR2004 - how dates are written
        return False
    return digits[-(year + month + day) :][:2] in ("19", "20")


def _masked(plain: str, one: Number) -> Found | None:
    """What a number is taken for, other than a resident ID."""
    if _is_card(one):
        return Found(one.start, one.end, f"{one.digits[:4]}****")
    if one.dated:
        return None
    if mask := _phone(plain, one):
        return Found(one.start, one.end, mask)
    if letters := _permit_letters(plain, one):
        return Found(one.start - letters, one.end, f"{plain[one.start - letters]}****")
    return None


def _phone(plain: str, one: Number) -> str | None:
    if number := mobile(one.digits):
        return f"{number[:3]}****{number[-4:]}"
    if _is_abroad(plain, one):
        return f"{one.digits[:3]}****{one.digits[-2:]}"
    if area := _area_code(one):
        return f"{area}****{one.digits[-2:]}"
    return f"****{one.digits[-2:]}" if _is_local(plain, one) else None


def _is_abroad(plain: str, one: Number) -> bool:
    """+852 9123 4567; 00852 and 852-9123-4567 of the places nearby."""
    digits = one.digits
    if plain[one.start - 1 : one.start] == "+":
        return 9 <= len(digits) <= 15  # noqa: PLR2004 - E.164, without numbers too short to tell
    if not digits.startswith(NEARBY):
        return False
    short = digits.removeprefix("00")
    apart = short != digits or one.sizes[0] == len(NEARBY[0])
    return apart and 11 <= len(short) <= 12  # noqa: PLR2004


def mobile(digits: str) -> str | None:
    """Without what is dialled before it from elsewhere."""
    if digits[-11:-10] != "1":
        return None
    for prefix in ("", "86", "0086", "0"):
        number = digits.removeprefix(prefix)
        whole = len(number) == 11 and len(number) + len(prefix) == len(digits)  # noqa: PLR2004
        if whole and number[0] == "1" and number[1] in "3456789":
            return number
    return None


def _area_code(one: Number) -> str | None:
    """0758-2345678: the code of a city stands by itself, or all stands together."""
    if one.digits[0] != "0":
        return None
    for length in (3, 4):
        area, number = one.digits[:length], one.digits[length:]
        alone = len(one.sizes) == 1 or one.sizes[0] == length or set(one.sizes) == {1}
        if alone and city_code(area, number):
            return area
    return None


def city_code(area: str, number: str) -> bool:
    """0758 before seven or eight digits of a landline."""
    prefecture = len(area) == 4 and area[0] == "0" and area[1] in "3456789"  # noqa: PLR2004
    fits = 7 <= len(number) <= 8 and number[0] in "2345678"  # noqa: PLR2004
    return fits and (prefecture or area in CITY_CODES)


def _is_local(plain: str, one: Number) -> bool:
    """Seven or eight digits are a phone's only where the text says so right before."""
    if not 7 <= len(one.digits) <= 8 or one.digits[0] not in "2345678":  # noqa: PLR2004
        return False
    before = plain[max(0, one.start - 6) : one.start].rstrip(" :是为")
    return before.endswith(PHONE_LABELS)


def _permit_letters(plain: str, one: Number) -> int:
    """How many letters belong to it: E12345678, EA1234567."""
    before = plain[max(0, one.start - 3) : one.start].upper()
    after = plain[one.end : one.end + 1]
    if one.sizes[0] < 4 or (after.isascii() and after.isalpha()):  # noqa: PLR2004
        return 0
    for letters, length in ((1, 8), (2, 7)):
        own, edge = before[-letters:], before[: len(before) - letters][-1:]
        fits = len(own) == letters and own[0] in PERMITS and own.isascii() and own.isalpha()
        if fits and len(one.digits) == length and not (edge.isascii() and edge.isalnum()):
            return letters
    return 0


# --- numbers that check themselves ---

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
NEW_ID, OLD_ID = 18, 15


def _resident_id(plain: str, one: Number) -> Found | None:
    """A resident ID number, of 18 digits with its check, or of 15 as they were until 2013."""
    digits, end = one.digits, one.end
    if len(digits) == NEW_ID - 1:
        gap = 1 if plain[end : end + 1] in tuple(SEPARATORS) else 0
        if plain[end + gap : end + gap + 1].upper() == "X":
            digits, end = f"{digits}X", end + gap + 1
    born = {NEW_ID: digits[6:14], OLD_ID: f"19{digits[6:12]}"}.get(len(digits))
    if born is None or digits[0] not in "12345689" or not _is_day(born):
        return None
    if len(digits) == NEW_ID:
        total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
        if CHECKS[total % 11] != digits[-1]:
            return None
    return Found(one.start, end, f"{digits[:4]}****")


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return digits[:2] in ("18", "19", "20")


def _is_card(one: Number) -> bool:
    """A bank card's number by Luhn; cards begin with 3 to 6, 8 or 9, or with 22 to 27."""
    digits = one.digits
    if len(digits) < 15 or (len(digits) == 15 and digits[:2] not in ("34", "37")):  # noqa: PLR2004
        return False
    if digits[0] not in "345689" and not "2221" <= digits[:4] <= "2720":
        return False
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(two // 10 + two % 10 for two in doubled)
    return total % 10 == 0
