"""遮蔽: names, numbers and places as those see them who may not see them in clear.

Free text stays whole but for what tells who somebody is. It is walked once, in steps that do not
depend on what stands around them: a text of any shape costs in proportion to its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from chalicelib.domain import identifiers, own_words
from chalicelib.domain.identifiers import folded
from chalicelib.domain.own_words import Own
from chalicelib.domain.personal_numbers import Found
from chalicelib.late import dataclass

STRUCK, UNSHOWN = "***", "**"
SHOWN_OF_PHONE, SHOWN_OF_ADDRESS = 3, 6
COORDINATE_DIGITS = 2  # about a kilometre
AREA_ENDS = "区县街道镇乡社区村路"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose text it is. `struck`: nothing of name and numbers is left, not even how they begin.
    `address`: where they are, for those who are shown only its street.
    """

    name: str | None = None
    phone: str | None = None
    struck: bool = False
    address: str | None = None
    called: tuple[tuple[Own, str], ...] = field(init=False, repr=False, compare=False)
    numbers: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """What is looked for in their texts, and what stands there then."""
        object.__setattr__(self, "called", tuple(_called(self)))
        object.__setattr__(self, "numbers", own_words.numbers(self.phone))


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
    return f"{address[: street or min(SHOWN_OF_ADDRESS, house)]}{UNSHOWN}"


def masked_coordinate(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, COORDINATE_DIGITS)


def masked_text(text: str, whose: Whose) -> str:
    """Without numbers, plates, mail and accounts; without the name of the one whose text it is."""
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
    """The requester's own name, number and address, however they are spaced."""
    for own, mask in whose.called:
        yield from (Found(*span, mask) for span in own_words.called(plain, own))
    for number in whose.numbers:
        mask = masked_phone(whose.phone) or ""
        yield from (Found(*span, mask) for span in own_words.dialled(plain, number))
    for number in whose.numbers[:1] if whose.struck else ():
        yield from (Found(*span, STRUCK) for span in own_words.tails(plain, number))


def _called(whose: Whose) -> Iterator[tuple[Own, str]]:
    """What is looked for, and what stands there then: the name, the address, the rest of it."""
    name = own_words.names(whose.name, struck=whose.struck)
    if name.words or name.parts:
        yield name, masked_name(whose.name) or ""
    shown = masked_address(whose.address)
    if whose.address is None or shown is None:
        return
    rest = whose.address[len(shown) - len(UNSHOWN) :]
    for place, mask in ((whose.address, shown), (rest, UNSHOWN)):
        small = own_words.squeezed(folded(place))
        if len(small) >= own_words.LEAST_OF_PLACE:
            yield Own(parts=(small,)), mask
