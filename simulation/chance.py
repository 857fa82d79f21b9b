"""Chance that depends on nothing but a seed and what it is for.

Each thing that happens has chance of its own, so that leaving one out does not change the luck of
the others: that is what lets a failing story be made shorter.
"""

from __future__ import annotations

from hashlib import blake2b
from random import Random


def chance(*of: object) -> Random:
    """Falls the same way in every process; `of` are numbers and texts."""
    digest = blake2b("/".join(map(str, of)).encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest))
