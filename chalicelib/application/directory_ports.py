"""The lists of units and staff as the use cases see them: what was recorded, by whom it changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from chalicelib.domain.staff import StaffMember
from chalicelib.domain.units import UnitRecord
from chalicelib.late import dataclass

T = TypeVar("T", UnitRecord, StaffMember)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Generic[T]):
    """Who changed an entry, when, from what (None: it is new) to what."""

    at: datetime
    by: str
    old: T | None
    new: T


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A change, with the key before which the list goes on to older ones."""

    key: str
    change: Changed[T]


class StaffLists(Protocol):
    """People of a place, by their id: the `sub` of their tokens."""

    def get(self, place: str, staff_id: str) -> StaffMember | None:
        """As it was a minute ago, or later."""

    def recorded(self, place: str, staff_id: str) -> tuple[StaffMember | None, int]:
        """As it is now, and which version that is (0: not there)."""

    def page(self, place: str, after: str | None, limit: int) -> Sequence[StaffMember]:
        """By id, those behind `after`."""

    def commit(self, place: str, change: Changed[StaffMember], expected: int) -> None:
        """The new entry and the record of its change, both or none, on the version read.

        `Conflict` if somebody else was first.
        """

    def changes(self, place: str, before: str | None, limit: int) -> Sequence[Told[StaffMember]]:
        """Newest first, those before the key."""
