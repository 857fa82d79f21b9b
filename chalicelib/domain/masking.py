"""遮蔽: names, numbers and places as those see them who may not see them in clear.

Free text stays whole but for what tells who somebody is. It is walked once, in steps that do not
depend on what stands around them: a text of any shape costs in proportion to its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain import identifiers
from chalicelib.domain.identifiers import folded
from chalicelib.domain.personal_numbers import SEPARATORS, Found

STRUCK = "***"
SHOWN_OF_PHONE, SHOWN_OF_ADDRESS = 3, 6
LAST_OF_PLANE = 0xFFFF  # what lies behind is rare, and there is much of it
COORDINATE_DIGITS = 2  # about a kilometre
AREA_ENDS = "区县街道镇乡社区村路"
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "司徒", "诸葛", "皇甫", "东方", "慕容", "尉迟", "令狐")
TITLES = (
    "先生",
    "女士",
    "小姐",
    "太太",
    "师傅",
    "老师",
    "同志",
    "阿姨",
    "大爷",
    "大妈",
    "大姐",
    "某",
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose text it is. `struck`: nothing of name and numbers is left, not even how they begin."""

    name: str | None = None
    phone: str | None = None
    struck: bool = False


def masked_phone(phone: str | None) -> str | None:
    """138****0000: enough to tell two apart, too little to call."""
    if phone is None:
        return None
    national = phone.removeprefix("+86")
    return f"{national[:SHOWN_OF_PHONE]}****{national[-4:]}"


def masked_name(name: str | None) -> str | None:
    """张**, of a name of one letter too."""
    return f"{name[0]}**" if name else None


def masked_address(address: str | None) -> str | None:
    """Down to the street or the community. House numbers begin with the first digit."""
    if address is None:
        return None
    plain = folded(address)
    house = next((at for at, one in enumerate(plain) if one.isdigit()), len(plain))
    street = max(plain.rfind(end, 0, house) for end in AREA_ENDS) + 1
    return f"{address[: street or min(SHOWN_OF_ADDRESS, house)]}**"


def masked_coordinate(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, COORDINATE_DIGITS)


def masked_text(text: str, whose: Whose) -> str:
    """Without numbers, plates, addresses of mail; without the name of the one whose text it is."""
    plain = folded(text)
    parts, end = [], 0
    for one in sorted((*_own(plain, whose), *identifiers.found(plain)), key=_order):
        if one.start < end:
            continue
        parts += [text[end : one.start], STRUCK if whose.struck else one.mask]
        end = one.end
    return "".join((*parts, text[end:])) if parts else text


def _order(one: Found) -> tuple[int, int]:
    """What begins first; of these the longest."""
    return one.start, -one.end


def _own(plain: str, whose: Whose) -> Iterator[Found]:
    """The requester's own name and number, however they are spaced."""
    wanted = [(one, masked_name(whose.name) or "") for one in _names(whose)]
    number = "".join(filter(str.isdigit, (whose.phone or "").removeprefix("+86")))
    if number:
        wanted.append((number, masked_phone(number) or ""))
    if not wanted:
        return
    squeezed, places = _squeezed(plain), list[int]()
    for one, mask in wanted:
        at = squeezed.find(one)
        while at >= 0:
            places = places or _places(plain)
            yield Found(places[at], places[at + len(one) - 1] + 1, mask)
            at = squeezed.find(one, at + len(one))


def _names(whose: Whose) -> Iterator[str]:
    """What somebody is called. One Latin letter would be found in every word."""
    name = _squeezed(folded(whose.name or ""))
    if not name or (name.isascii() and len(name) == 1):
        return
    if len(name) > 1 or whose.struck:
        yield name
    if whose.struck and not name.isascii():
        surname = next((one for one in COMPOUND_SURNAMES if name.startswith(one)), name[0])
        yield from (surname + title for title in TITLES)


class _Small(dict[int, str | None]):
    """For `translate`: a letter in small, a separator left out; each worked out once."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        small = letter.lower() if letter not in SEPARATORS else None
        found = small if small is None or len(small) == 1 else "?"
        if code <= LAST_OF_PLANE:
            self[code] = found
        return found


SMALL = _Small()


def _squeezed(plain: str) -> str:
    """The text without its separators, in small letters."""
    return plain.translate(SMALL)


def _places(plain: str) -> list[int]:
    """Where each letter of the squeezed text stood."""
    return [at for at, one in enumerate(plain) if one not in SEPARATORS]
