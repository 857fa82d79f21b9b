"""答复、审核、办结: the unit answers, the office audits, the ticket closes.

Whether the unit was in time is decided by when the accepted answer was submitted, never by when
it was audited: at `due_at` an answer under audit leaves the deadline undecided (A29).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from chalicelib.domain import clocks, deadlines, handling, requests, surveys
from chalicelib.domain.decision import Draft, Event, forbidden, invalid, missing
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.provisions import Outcome
from chalicelib.domain.records import LEADER, Pending, RequestKind
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import Deadline, DeadlineState, Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.state import Ticket

WORK = (DeadlineKind.HANDLING, DeadlineKind.DIRECT_ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAnswer:
    outcome: Annotated[str, NAME]
    handled_at: datetime | None = None
    process: Annotated[str, LONG_TEXT] | None = None
    result: Annotated[str, LONG_TEXT] | None = None
    legal_basis: Annotated[str, LONG_TEXT] | None = None
    replied_by: Annotated[str, NAME] | None = None
    material: Annotated[str, LONG_TEXT] | None = None
    measures: Annotated[str, LONG_TEXT] | None = None
    promised_for: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditAnswer:
    approve: bool
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClosing:
    approve: bool
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class AnswerSubmitted(Event):
    """`submitted_at` is when the unit filed it; a leader's signature may come later."""

    type: ClassVar[str] = "answer_submitted"
    submitted_at: datetime
    outcome: str
    details: dict[str, Any]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(
            status=Status.IN_REVIEW,
            answered_at=self.submitted_at,
            outcome=self.outcome,
            answers=ticket.answers + 1,
            promised_for=self.details["promised_for"],
        )


@dataclass(frozen=True, slots=True)
class AnswerAudited(Event):
    type: ClassVar[str] = "answer_audited"
    approve: bool
    reason: str | None
    automatic: bool

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket if self.approve else _back_to_unit(ticket)


@dataclass(frozen=True, slots=True)
class ClosingDecided(Event):
    """The level above registers the closing, or sends it back (YY-16)."""

    type: ClassVar[str] = "closing_decided"
    approve: bool
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket if self.approve else _back_to_unit(ticket)


@dataclass(frozen=True, slots=True)
class AwaitingRegistration(Event):
    type: ClassVar[str] = "closing_reported"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(status=Status.AWAITING_REVISIT)


@dataclass(frozen=True, slots=True)
class Closed(Event):
    type: ClassVar[str] = "closed"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(closed_at=at)


def _back_to_unit(ticket: Ticket) -> Ticket:
    return ticket.but(status=Status.HANDLING, answered_at=None, outcome=None, promised_for=None)


def submit_answer(draft: Draft, command: SubmitAnswer) -> Refusal | None:
    """The unit's account of what it did, complete by the text's own list (ZQ-27, YY-16)."""
    rules = draft.regulation.answer
    outcome = next((one for one in rules.outcomes if one.id == command.outcome), None)
    if outcome is None:
        return draft.not_listed("/outcome", rules, (one.id for one in rules.outcomes))
    refusal = (
        _incomplete(draft, command, outcome)
        or _impossible_dates(draft, command)
        or requests.already_pending(draft, RequestKind.ANSWER, rules)
        or handling.begin(draft)
    )
    if refusal:
        return refusal
    details = _details(draft, command)
    redo = draft.regulation.redo
    if draft.ticket.in_redo and redo.leader_signs:
        requests.ask(draft, RequestKind.ANSWER, (LEADER,), details, redo)
        return None
    file(draft, details, draft.now)
    return None


def _details(draft: Draft, command: SubmitAnswer) -> dict[str, Any]:
    return {
        "outcome": command.outcome,
        "handled_at": command.handled_at,
        "process": command.process,
        "result": command.result,
        "legal_basis": command.legal_basis,
        "replied_by": command.replied_by,
        "no_reply_because": deadlines.contact_exception(draft),
        "material": command.material,
        "measures": command.measures,
        "promised_for": command.promised_for,
    }


def _incomplete(draft: Draft, command: SubmitAnswer, outcome: Outcome) -> Refusal | None:
    rules = draft.regulation.answer
    needed = rules.required
    if deadlines.contact_exception(draft):
        needed = tuple(name for name in needed if name != "replied_by")
    lacking = missing(command, needed)
    if lacking:
        return draft.refuse("answer_incomplete", rules.summary, rules, *lacking)
    lacking = missing(command, outcome.required)
    if lacking:
        return draft.refuse("answer_incomplete", outcome.summary, outcome, *lacking)
    return None


def _impossible_dates(draft: Draft, command: SubmitAnswer) -> Refusal | None:
    if command.handled_at is not None and command.handled_at > draft.now:
        return invalid("/handled_at", "lies in the future")
    zone = draft.context.zone
    reported_on = draft.ticket.registered_at.astimezone(zone).date()
    if command.handled_at is not None and command.handled_at.astimezone(zone).date() < reported_on:
        return invalid("/handled_at", "lies before the request")
    if command.promised_for is not None and command.promised_for <= draft.now:
        return invalid("/promised_for", "must lie ahead")
    return None


def file(draft: Draft, details: dict[str, Any], submitted_at: datetime) -> None:
    """The answer is in; it waits for the audit, or passes by itself where none is held (A43)."""
    waiting = draft.ticket.request(RequestKind.RETURN)
    if waiting and draft.regulation.returns.by == "handler":
        draft.record(requests.Settled(waiting.id))
        clocks.void(draft, [DeadlineKind.RETURN_DECISION])
    event = AnswerSubmitted(submitted_at, details["outcome"], details)
    draft.record(event, draft.regulation.answer)
    deadlines.reach(draft, Milestone.ANSWERED)
    if draft.regulation.audit.mode == "automatic" and not draft.context.facts.audit_on:
        approve(draft, None, automatic=True)


def audit_answer(draft: Draft, command: AuditAnswer) -> Refusal | None:
    """Accept it, or send it back for more inside the limit as first counted (ZQ-26, SQ-14)."""
    rules = draft.regulation.audit
    if requests.holds_it(draft):
        return forbidden("a sub-office does not audit its own answer", draft.regulation.cite(rules))
    if command.approve:
        approve(draft, command.reason, automatic=False)
        return None
    if not command.reason:
        return draft.refuse(
            "reason_required", rules.summary, rules, FieldError("/reason", "required")
        )
    draft.record(AnswerAudited(approve=False, reason=command.reason, automatic=False), rules)
    clock_goes_on(draft)
    return None


def approve(draft: Draft, reason: str | None, *, automatic: bool) -> None:
    """The answer is accepted: the unit was done when it submitted it."""
    rules = draft.regulation.audit
    draft.record(AnswerAudited(approve=True, reason=reason, automatic=automatic), rules)
    if rules.registered_by is None:
        close(draft)
        return
    requests.drop_all(draft)
    requests.ask(draft, RequestKind.CLOSING, (rules.registered_by,), {}, rules)
    draft.record(AwaitingRegistration(), rules)


def register_closing(draft: Draft, command: RegisterClosing) -> Refusal | None:
    """The level above takes the ticket as closed, or refuses it (YY-16)."""
    rules = draft.regulation.audit
    pending = draft.ticket.request(RequestKind.CLOSING)
    if pending is None:
        return draft.refuse("nothing_pending", "没有待登记的办结", rules)
    refusal = requests.not_theirs(draft, pending, rules)
    if refusal:
        return refusal
    if not command.approve and not command.reason:
        return draft.refuse(
            "reason_required", rules.summary, rules, FieldError("/reason", "required")
        )
    draft.record(requests.Settled(pending.id))
    draft.record(ClosingDecided(command.approve, command.reason), rules)
    if command.approve:
        close(draft)
    else:
        clock_goes_on(draft)
    return None


def close(draft: Draft) -> None:
    """Closed is not solved: from here the citizen judges."""
    for kind in WORK:
        clocks.meet(draft, kind, as_of=draft.ticket.answered_at)
    requests.drop_all(draft)
    draft.record(Closed(), draft.regulation.audit)
    contact = deadlines.fitting_limit(draft, DeadlineKind.FIRST_CONTACT)
    the_units = () if contact and contact.by == "office" else (DeadlineKind.FIRST_CONTACT,)
    clocks.void(draft, (DeadlineKind.SIGN_IN, *the_units))
    deadlines.reach(draft, Milestone.CLOSED)
    surveys.ask_verdict(draft)


def clock_goes_on(draft: Draft) -> None:
    """A refused answer was none: what was undecided is breached as of its date."""
    for kind in WORK:
        deadline = draft.ticket.current(kind)
        if deadline is not None and deadline.state == DeadlineState.UNDECIDED:
            clocks.breach(draft, deadline)


def undecided_or_breached(draft: Draft, deadline: Deadline) -> None:
    """At `due_at`: an answer already filed is judged later by its submission."""
    ticket = draft.ticket
    waiting: Pending | None = ticket.request(RequestKind.ANSWER)
    filed_at = waiting.requested_at if waiting else ticket.answered_at
    if filed_at is not None and filed_at < deadline.due_at:
        draft.record(
            clocks.DeadlineSettled(deadline.id, DeadlineState.UNDECIDED, deadline.due_at),
            deadlines.table_of(draft, deadline),
        )
    else:
        clocks.breach(draft, deadline)
