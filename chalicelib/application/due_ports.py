"""What falls due, as the sweeps see it: buckets of rows, each with how far it is worked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.late import dataclass

DELIVER = "deliver"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something to look at: its legal moment, the ticket, and what wakes it.

    `what` is the id of a wake-up of the ticket (`chalicelib.domain.wakeups`), or `deliver#7`: what
    the seventh commit means for others may not have been delivered.
    """

    at: datetime
    ticket: str
    what: str
    # Where it was found; what is due is the same wherever it stands.
    place: DuePlace | None = field(default=None, compare=False)

    @property
    def delivers(self) -> int | None:
        """The version of the commit whose delivery is looked after; None for a wake-up."""
        kind, _, version = self.what.partition("#")
        return int(version) if kind == DELIVER else None


@dataclass(frozen=True, slots=True, order=True)
class DuePlace:
    """A bucket of due work, and a mark in it: what lies behind the mark is not worked yet."""

    bucket: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSlice:
    """What was found from `since` as far as `end`, of all that is due by `until`, in due order.

    `more`: behind `end` something else is due by then.
    """

    due: tuple[Due, ...]
    since: DuePlace
    end: DuePlace
    until: datetime
    more: bool


# Longer than any commit is on its way, and than clocks differ.
IN_FLIGHT = timedelta(minutes=2)


class DueWork(Protocol):
    """What commits filed, in buckets, each with a watermark. A row is a hint, and a mark saves
    work: neither decides anything.
    """

    def buckets(self, until: datetime) -> Sequence[DuePlace]:
        """Where unworked rows up to `until` may be: a place a bucket, oldest first."""

    def read(self, since: DuePlace, until: datetime, limit: int) -> DueSlice:
        """The next `limit` rows at most; of them those that count: the ticket still shows that
        wake-up at that instant, or it is one of `deliver`.
        """

    def worked(self, slice_: DueSlice) -> None:
        """Move the watermark forward, never closer than `IN_FLIGHT` to when the slice was read:
        a commit on its way may still file a row. A bucket past and done is forgotten.
        """

    def put_off(self, due: Due, until: datetime) -> None:
        """File the same again for `until`, instead of where it was found; its moment stays."""

    def missed(self, since: datetime, until: datetime) -> Iterator[Sequence[Due]]:
        """What still counts of all that was filed from the hour of `since` up to `until`, in
        slices, whatever the marks say.
        """

    def next_at(self, after: datetime) -> datetime | None:
        """When, later than `after`, there is something to look at next."""


class Workers(Protocol):
    def hand_on(self, rest: DuePlace) -> None:
        """Let another sweep work this bucket from here on, beside this one."""
