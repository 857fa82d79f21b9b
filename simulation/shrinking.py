"""A failing story, made as short as it can be: delta debugging on its operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shortest(parts: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """A part of `parts`, in the same order, that still fails and of which nothing can be left out
    by itself. `parts` itself must fail.
    """
    left, size = list(parts), max(1, len(parts) // 2)
    while True:
        shorter = _without_some(left, size, fails)
        if size == 1 and len(shorter) == len(left):
            return left
        size = max(1, size // 2) if len(shorter) == len(left) else min(size, len(shorter) or 1)
        left = shorter


def _without_some(left: list[T], size: int, fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """Each piece of this size is left out if it is not needed; from the end, as what happens
    late is needed least.
    """
    at = len(left)
    while at > 0:
        start = max(0, at - size)
        rest = left[:start] + left[at:]
        if fails(rest):
            left = rest
        at = start
    return left
