"""What stands at the edge, as the entrypoints see it: answers given before, uploads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol


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

Begun = Literal["new", "in_flight", "other_body"] | KnownAnswer


class Idempotency(Protocol):
    """Remembers answers for a day, by caller, path and key."""

    def begin(self, key: str, fingerprint: str, now: datetime) -> Begun:
        """`new`: it is the caller's to answer; nobody else's for a day."""

    def finish(self, key: str, answer: KnownAnswer) -> None:
        """Of what was begun the first answer counts; of anything else nothing is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Where and with which form fields a client sends the file itself."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class Uploads(Protocol):
    def offer(self, attachment_id: str, content_type: str, size: int, now: datetime) -> Upload: ...
