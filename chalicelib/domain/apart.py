"""Phones as people write them to be read and not to be found: 138，1234，5678, 幺三八…, (0758)….

Where the separators are those of a sentence as well, only the grouping of a mobile number is one,
and not where a unit of measure follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chalicelib.domain.personal_numbers import (
    DIGITS,
    NUMERAL,
    SEPARATORS,
    SPELT,
    WIDEST_GAP,
    Found,
    city_code,
    mobile,
)

MOBILE = 11
ANY_SEPARATOR = f"{SEPARATORS}.,/_()、\n\r|~*+\\"
GROUPINGS = ((3, 4, 4), (1,) * MOBILE)
FIRST_GROUPS = frozenset(one[0] for one in GROUPINGS)
UNITS = tuple("元万亿块米平亩吨斤件户㎡%")

Span = tuple[int, int]


def found(plain: str) -> Iterator[Found]:
    """All there are in a folded text, but for those that `personal_numbers` finds."""
    groups = [one.span() for one in DIGITS.finditer(plain)]
    for at, (start, until) in enumerate(groups):
        one = None
        if plain[until : until + 1] == ")":
            one = _bracketed(plain, groups, at)
        elif plain[start] == "1" and until - start in FIRST_GROUPS:
            one = _grouped(plain, groups, at)
        if one:
            yield one


def _grouped(plain: str, groups: Sequence[Span], first: int) -> Found | None:
    """138，1234，5678, or one digit by one."""
    for sizes in GROUPINGS:
        start, until = groups[first]
        if until - start != sizes[0]:
            continue
        these = groups[first : first + len(sizes)]
        if tuple(until - start for start, until in these) != sizes or not _joined(plain, these):
            continue
        end = these[-1][1]
        number = mobile("".join(plain[start:until] for start, until in these))
        if number and not plain[end : end + 2].lstrip().startswith(UNITS):
            return Found(start, end, f"{number[:3]}****{number[-4:]}")
    return None


def _joined(plain: str, groups: Sequence[Span]) -> bool:
    return all(_is_gap(plain[one[1] : two[0]]) for one, two in pairwise(groups))


def _is_gap(between: str) -> bool:
    return len(between) <= WIDEST_GAP and not between.strip(ANY_SEPARATOR)


def _bracketed(plain: str, groups: Sequence[Span], first: int) -> Found | None:
    """(0758)2345678, its number in one or two groups."""
    start, until = groups[first]
    if plain[until : until + 1] != ")" or plain[start - 1 : start] != "(":
        return None
    area, digits = plain[start:until], ""
    for one, two in pairwise(groups[first : first + 3]):
        if not _is_gap(plain[one[1] : two[0]]):
            break
        digits += plain[slice(*two)]
        if city_code(area, digits):
            return Found(start - 1, two[1], f"{area}****{digits[-2:]}")
    return None


def spelt(plain: str) -> Iterator[Found]:
    """幺三八一二三四五六七八, 壹叁捌 and so on: a mobile number in Chinese numerals."""
    if len(NUMERAL.findall(plain)) < MOBILE:
        return
    places = [one.start() for one in NUMERAL.finditer(plain)]
    told, at = "".join(plain[one] for one in places).translate(SPELT), 0
    while 0 <= (at := told.find("1", at)) <= len(told) - MOBILE:
        number = mobile(told[at : at + MOBILE])
        these = [(one, one + 1) for one in places[at : at + MOBILE]]
        if number and _joined(plain, these):
            yield Found(these[0][0], these[-1][1], f"{number[:3]}****{number[-4:]}")
            at += MOBILE - 1
        at += 1
