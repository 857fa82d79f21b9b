"""A text as a person sees it: without what cannot be seen, and every letter in its plain form.

Unicode's own folding goes too far: it makes a 2 of ², ٢ and ½. A digit counts here if a phone
offers it as a way to write that digit: full-width, bold or double-struck as in a formula, in a
circle, in parentheses, on a key.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Join, choose or cover other characters; none is seen by itself.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u20e3\u2800\u3164\uffa0")
SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
# Punctuation to Unicode, but it changes the number beside it.
MEANS_SOMETHING = frozenset("%‰‱٪")
SEPARATES_TOO = frozenset("~")
MINUS = frozenset("-−‐–")
DIGIT_FORMS = ("<wide>", "<font>", "<circle>", "<compat>")


def cleaned(text: str) -> str:
    """Letters and digits alone, in capitals; a minus is kept where a number begins the text."""
    plain = (one for char in unicodedata.normalize("NFC", text) for one in _plain(char))
    kept = [one for one in plain if not _drops(one)]
    start = next((at for at, one in enumerate(kept) if one != "-"), len(kept))
    negative = start > 0 and kept[start : start + 1] != [] and kept[start] in "0123456789"
    rest = "".join(one for one in kept if one != "-").upper()
    return f"-{rest}" if negative else rest


@lru_cache(maxsize=4_096)
def _plain(char: str) -> str:
    """What one character stands for."""
    if char.isascii():
        return char
    if char in MINUS:
        return "-"
    folded = unicodedata.normalize("NFKC", char)
    if any("0" <= one <= "9" for one in folded):
        form = unicodedata.decomposition(char).split(" ")[0]
        return folded if form in DIGIT_FORMS else char
    if "CIRCLED" in unicodedata.name(char, "") and unicodedata.digit(char, None) is not None:
        return str(unicodedata.digit(char))
    return "-" if folded in MINUS else folded


@lru_cache(maxsize=4_096)
def _drops(char: str) -> bool:
    """Nobody sees it, or it only separates."""
    if char == "-" or char in MEANS_SOMETHING:
        return False
    if char.isspace() or char in UNSEEN or char in SEPARATES_TOO:
        return True
    if any(ord(char) in selectors for selectors in SELECTORS):
        return True
    category = unicodedata.category(char)
    return category in {"Cc", "Cf"} or category.startswith("P")
