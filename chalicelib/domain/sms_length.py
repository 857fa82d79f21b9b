"""How many parts a text is sent in, which is what it costs.

A network sends seven bits a character if every character is in its small alphabet, and sixteen
otherwise; a text in several parts gives up room in each for saying which part it is.
"""

from __future__ import annotations

from collections.abc import Iterable

# 3GPP TS 23.038, 6.2.1 and 6.2.1.1.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
SEVEN_BIT = (160, 153)
SIXTEEN_BIT = (70, 67)
BEYOND_SIXTEEN_BITS = 0x10000


def parts(text: str) -> int:
    """Of a text in any language, as the networks count; one without characters is one part."""
    if BASIC.union(EXTENDED).issuperset(text):
        return _parts((2 if one in EXTENDED else 1 for one in text), SEVEN_BIT)
    return _parts(_units(text), SIXTEEN_BIT)


def units(text: str) -> int:
    """What the limits of providers count: sixteen bits each, whatever the language.

    The signature (`【…】`) is part of the text.
    """
    return sum(_units(text))


def _units(text: str) -> Iterable[int]:
    return (2 if ord(one) >= BEYOND_SIXTEEN_BITS else 1 for one in text)


def _parts(sizes: Iterable[int], room: tuple[int, int]) -> int:
    """How many parts; no character is torn, so a part may end one unit early."""
    alone, each = room
    sizes = list(sizes)
    if sum(sizes) <= alone:
        return 1
    count, filled = 1, 0
    for size in sizes:
        if filled + size > each:
            count, filled = count + 1, 0
        filled += size
    return count
