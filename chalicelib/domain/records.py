"""What a ticket holds besides its status: who asked, what is pending, how it was judged."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    name: str | None = None
    phone: str | None = None
    confidential: bool = False
    reply_wanted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    address: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The platform a ticket was sent from, and the limit that platform set on it."""

    platform: str
    reference: str
    kind: str | None = None
    due_at: datetime | None = None


class RequestKind(StrEnum):
    RETURN = "return"
    EXTENSION = "extension"
    ANSWER = "answer"
    CLOSING = "closing"
    TERMINATION = "termination"
    REDO = "redo"


LEADER = "leader"
OFFICE = "office"
TOP = "top"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What was asked and is not decided; `chain` is who decides, one after the other."""

    kind: RequestKind
    id: str
    requested_at: datetime
    requested_by: str
    chain: tuple[str, ...]
    step: int = 0
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def decided_by(self) -> str:
        return self.chain[self.step]

    @property
    def last_step(self) -> bool:
        return self.step == len(self.chain) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One a round. `sms` is our message's id, `code` what a reply may name it by; `replies` are the
    marks of the latest texts seen, `misread` says that one could not be read as a grade; `above`:
    a level above asks, not we.
    """

    round: int
    state: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    closes_at: datetime | None = None
    rating: str | None = None
    not_sent_reason: str | None = None
    sms: str | None = None
    code: str | None = None
    replies: tuple[str, ...] = ()
    misread: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedRound:
    round: int
    unit: str | None
    answered_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    rating: str | None
    solved: bool | None
    survey: Survey | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    id: str
    form: str
    trigger: str
    demand: str
    opened_at: datetime
    due_at: datetime | None = None
    deadline: str | None = None
    reply: str | None = None
    result: str | None = None
    closed: bool = False
