"""终止办理、撤回: a ticket ends without being handled to the end.

Terminated on two grounds of TA art 15 (5) and (6), with evidence, by the city body; withdrawn by
the requester at any time before closing (ZQ art 13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, handling, requests, surveys
from chalicelib.domain.decision import Draft, Event, missing
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import TOP, RequestKind
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.records import Pending
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTermination:
    """`explained` says how it was explained to the requester, where the ground needs that."""

    ground: Annotated[str, NAME]
    evidence: Annotated[str, LONG_TEXT] | None = None
    explained: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTermination:
    approve: bool
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class Terminated(Event):
    type: ClassVar[str] = "terminated"
    ground: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.TERMINATED, closed_at=at, outcome=self.ground)


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    type: ClassVar[str] = "withdrawn"
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.WITHDRAWN, closed_at=at)


def request_termination(draft: Draft, command: RequestTermination) -> Refusal | None:
    """The unit asks, with its material (TA-20, TA-21)."""
    rules = draft.regulation.termination
    if rules is None:
        return draft.refuse_silent("termination_not_provided", "本办法没有终止办理的规定")
    ground = next((one for one in rules.grounds if one.code == command.ground), None)
    if ground is None:
        return draft.not_listed("/ground", rules, (one.code for one in rules.grounds))
    refusal = requests.already_pending(draft, RequestKind.TERMINATION, rules)
    if refusal:
        return refusal
    lacking = missing(command, ground.required)
    if lacking:
        return draft.refuse("termination_incomplete", ground.summary, ground, *lacking)
    if refusal := handling.begin(draft):
        return refusal
    details = {
        "ground": ground.code,
        "evidence": command.evidence,
        "explained": command.explained,
    }
    requests.ask(draft, RequestKind.TERMINATION, (TOP,), details, ground)
    deadlines.reach(draft, Milestone.TERMINATION_REQUESTED)
    return None


def decide_termination(draft: Draft, command: DecideTermination) -> Refusal | None:
    """The city body alone decides; a refused request leaves the clock as it was."""
    rules = draft.regulation.termination
    pending = draft.ticket.request(RequestKind.TERMINATION)
    if rules is None:
        return draft.refuse_silent("termination_not_provided", "本办法没有终止办理的规定")
    if pending is None:
        return draft.refuse("nothing_pending", "没有待决定的终止办理申请", rules)
    refusal = requests.not_theirs(draft, pending, rules)
    if refusal:
        return refusal
    if not command.approve and not command.reason:
        return draft.refuse(
            "reason_required", rules.summary, rules, FieldError("/reason", "required")
        )
    details = {"reason": command.reason}
    requests.decide_step(draft, pending, rules, details, approve=command.approve)
    clocks.meet(draft, DeadlineKind.TERMINATION_DECISION)
    if command.approve:
        terminate(draft, pending)
    return None


def terminate(draft: Draft, pending: Pending) -> None:
    """The ticket ends; it is neither surveyed nor redone (A26)."""
    rules = draft.regulation.termination
    draft.record(Terminated(pending.details["ground"]), rules)
    surveys.ask_nobody(draft, "terminated", rules)
    requests.close_down(draft)


def withdraw(draft: Draft, command: Withdraw) -> Refusal | None:
    """The requester takes the request back before it is closed (ZQ-25)."""
    rules = draft.regulation.withdrawal
    if not rules.allowed:
        return draft.refuse("withdrawal_not_provided", rules.summary, rules)
    if draft.ticket.closed_at is not None:
        return draft.refuse("already_closed", "工单已办结，不能撤回", rules)
    draft.record(Withdrawn(command.reason), rules)
    surveys.ask_nobody(draft, "withdrawn", rules)
    requests.close_down(draft)
    return None
