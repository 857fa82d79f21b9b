"""What in a free text tells who somebody is: numbers, plates, addresses of mail, accounts.

Each in full width too, and with its digits apart. Numbers of tickets, dates and amounts are none of
these. Patterns are single classes of characters, and every look around is bounded: nothing goes
back over a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from chalicelib.domain import accounts, apart
from chalicelib.domain.personal_numbers import SEPARATORS, Found, numbers

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
SPACES = (  # what is not seen, and what makes of a digit a key, is one too
    "\u3000\u00a0\t\u2002\u2003\u2009\u202f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f\u20e3"
)
FOLDED: dict[int, int] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **{ord(one): ord("-") for one in HYPHENS},
    **{ord(one): ord("\u00b7") for one in "\u2022\u2027\u2219\u30fb\uff65"},
    **{ord(one): ord(" ") for one in SPACES},
}
LAST_OF_PLANE = 0xFFFF  # what lies behind is rare, and there is much of it


class _Fold(dict[int, int]):
    """For `translate`, which finds a letter that stays sooner than it misses one."""

    def __missing__(self, code: int) -> int:
        digit = unicodedata.digit(chr(code), None)
        found = code if digit is None else ord(str(digit))
        if code <= LAST_OF_PLANE:
            self[code] = found
        return found


FOLD = _Fold(FOLDED)
MAY_HOLD = re.compile("[0-9@]")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_BEGINS = re.compile(f"[{PROVINCES}]")
PLATE_ENDS = "港澳警学挂领"
PLATE_LENGTHS = (5, 6)
LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
LONGEST_LOCAL, LONGEST_DOMAIN = 64, 253


def folded(text: str) -> str:
    """In half width, with one kind of digit, space, hyphen and dot; every letter where it was."""
    return text if text.isascii() else text.translate(FOLD)


def found(plain: str) -> Iterator[Found]:
    """All there is in a folded text; some of it may overlap."""
    yield from apart.spelt(plain)
    if MAY_HOLD.search(plain):
        yield from _with_digits(plain)
    yield from accounts.found(plain)


def _with_digits(plain: str) -> Iterator[Found]:
    yield from _mails(plain)
    yield from _plates(plain)
    yield from numbers(plain)
    yield from apart.found(plain)


# --- plates and mail ---


def _plates(plain: str) -> Iterator[Found]:
    """粤B12345, 粤B·D12345, 粤Z1234港."""
    for one in PLATE_BEGINS.finditer(plain):
        at = _past_separator(plain, one.end())
        if not _is_latin(plain[at : at + 1]):
            continue
        start = end = _past_separator(plain, at + 1)
        while end < len(plain) and end - start <= PLATE_LENGTHS[1] and _is_alnum(plain[end]):
            end += 1
        own = plain[start:end]
        if len(own) == PLATE_LENGTHS[0] - 1 and plain[end : end + 1] in tuple(PLATE_ENDS):
            end, own = end + 1, f"{own}0"
        if len(own) in PLATE_LENGTHS and any(one.isdigit() for one in own):
            yield Found(one.start(), end, f"{plain[one.start()]}{plain[at]}****")


def _past_separator(plain: str, at: int) -> int:
    return at + 1 if plain[at : at + 1] in (*SEPARATORS, "•", ".") else at


def _is_latin(one: str) -> bool:
    return one.isascii() and one.isalpha()


def _is_alnum(one: str) -> bool:
    return one.isascii() and one.isalnum()


def _mails(plain: str) -> Iterator[Found]:
    at = plain.find("@")
    while at >= 0:
        start = at
        while start > max(0, at - LONGEST_LOCAL) and plain[start - 1] in LOCAL_PART:
            start -= 1
        end = at + 1
        while end < min(len(plain), at + LONGEST_DOMAIN) and plain[end] in LOCAL_PART:
            end += 1
        domain = plain[at + 1 : end].rstrip(".-_%+")
        if start < at and "." in domain.strip("."):
            yield Found(start, at + 1 + len(domain), f"{plain[start]}***@***")
        at = plain.find("@", at + 1)
