"""What stands at the edge, as the entrypoints see it: answers given before, limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, Protocol

from chalicelib.domain.rates import Rate
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTicket:
    """A ticket as an answer showed it: in which version, and how it looked at that moment."""

    id: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """What was answered to a request before: the words, or only which ticket they showed."""

    status: int
    headers: Mapping[str, str]
    body: str | ShownTicket


REMEMBERED_FOR = timedelta(hours=24)

Known = Literal["new", "other_body"] | KnownAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What is to be known of a request from `at` on: by its key, and the hash of its body."""

    key: str
    fingerprint: str
    answer: KnownAnswer
    at: datetime


class Answers(Protocol):
    """Remembers for a day what was answered, by caller, path and key.

    What changed a ticket is remembered in the commit itself (`TicketStore.commit`): so it is known
    if and only if it was done.
    """

    def known(self, key: str, fingerprint: str, now: datetime) -> Known:
        """`new`: nothing was answered yet, perhaps somebody is at it."""

    def remember(self, answered: Answered) -> Known:
        """Of what changed no ticket; the first answer counts. `new`: it is this one."""

    def showed(self, key: str, answer: KnownAnswer) -> None:
        """The answer to what was committed showed the ticket in a later version than that."""


class Limits(Protocol):
    """Buckets of tokens, each by a key that tells nobody who somebody is."""

    def take(self, key: str, rate: Rate, now: datetime) -> timedelta | None:
        """Take one token. None: taken; else how long until there may be one."""


class Unlimited:
    """Where limits are switched off."""

    def take(self, key: str, rate: Rate, now: datetime) -> timedelta | None:  # noqa: ARG002
        return None


UNLIMITED = Unlimited()
