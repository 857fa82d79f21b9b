"""The words regulations are written in: kinds of deadlines, milestones, choices, selectors."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from chalicelib.domain.basis import Ruled
from chalicelib.domain.shape import SOME
from chalicelib.late import dataclass


class DeadlineKind(StrEnum):
    SIGN_IN = "sign_in"
    FIRST_CONTACT = "first_contact"
    DIRECT_ANSWER = "direct_answer"
    HANDLING = "handling"
    RETURN_DECISION = "return_decision"
    EXTENSION_DECISION = "extension_decision"
    TERMINATION_DECISION = "termination_decision"
    REDO_DECISION = "redo_decision"
    ADJUDICATION = "adjudication"
    SURVEY_REPLY = "survey_reply"
    REVISIT = "revisit"
    SUPERVISION_REPLY = "supervision_reply"
    PROMISE = "promise"
    CORRECTION = "correction"


class Milestone(StrEnum):
    """A moment of a ticket from which a limit can run."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    CONTACTED = "contacted"
    ANSWERED = "answered"
    CLOSED = "closed"
    SURVEY_DELIVERED = "survey_delivered"
    REVISIT_DUE = "revisit_due"
    RETURN_REQUESTED = "return_requested"
    EXTENSION_REQUESTED = "extension_requested"
    TERMINATION_REQUESTED = "termination_requested"
    REDO_REQUESTED = "redo_requested"
    ADJUDICATION_OPENED = "adjudication_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list: its id in the API and its name in both languages."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Ruled):
    choices: Annotated[tuple[Choice, ...], SOME]

    def __contains__(self, choice: object) -> bool:
        return any(choice == known.id for known in self.choices)

    def name_of(self, choice: str) -> str:
        return next((known.name for known in self.choices if known.id == choice), choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Chooses tickets by equal value on any combination of axes; an axis left out matches all."""

    category: tuple[str, ...] | None = None
    complexity: tuple[str, ...] | None = None
    urgency: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None
    unit_kind: tuple[str, ...] | None = None
    directly_answerable: bool | None = None
    reply_wanted: bool | None = None
