"""退单: a unit says that a ticket is not its own.

Asked inside its window with what the text demands, confirmed by the leader where it says so,
decided by the office (in YY by the district, and only the office may ask). A refused return
leaves the clock as first counted; an approved one starts the next unit's clock at its dispatch.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from chalicelib.domain import adjudication, clocks, deadlines, requests, surveys
from chalicelib.domain.decision import Draft, Event, forbidden, missing
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import Pending, RequestKind
from chalicelib.domain.selecting import most_specific
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.domain.working_time import Due, due
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.provisions import ReturnRefusal, ReturnWindow
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn:
    reason: Annotated[str, LONG_TEXT] | None = None
    basis: Annotated[str, LONG_TEXT] | None = None
    suggestion: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReturn:
    approve: bool
    reason: Annotated[str, LONG_TEXT] | None = None
    refusal_code: Annotated[str, NAME] | None = None


@dataclass(frozen=True, slots=True)
class ReturnCounted(Event):
    """A return filed in due form counts against the ticket, granted or not (XX-26).

    `after` tells the office what the unit had already done with it: asked for time, or answered
    (A17).
    """

    type: ClassVar[str] = "return_counted"
    unit: str
    after: tuple[str, ...]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(returned_by=(*ticket.returned_by, self.unit))


@dataclass(frozen=True, slots=True)
class FindingRecorded(Event):
    """Something the assessment of a unit counts."""

    type: ClassVar[str] = "finding_recorded"
    code: str
    unit: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


@dataclass(frozen=True, slots=True)
class TakenBack(Event):
    """The ticket left the unit: back with the office, the sub-office, or the level above."""

    type: ClassVar[str] = "taken_back"
    to: Literal["registered", "returned_up", "sub_office"]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        left = ticket.without_tenure()
        if self.to == "sub_office":
            return left.but(
                status=Status.DISPATCHED,
                unit=ticket.offices[-1],
                offices=ticket.offices[:-1],
                co_handlers=(),
                received_at=at,
            )
        released = left.but(unit=None, co_handlers=(), offices=(), dispatched_at=None)
        if self.to == "registered":
            return released.but(status=Status.REGISTERED)
        return released.but(status=Status.RETURNED_UP, closed_at=at)


def window(draft: Draft) -> tuple[ReturnWindow, Due] | None:
    """Until when this ticket may be returned, where the text sets a time."""
    return draft.once(window, lambda: _window(draft))


def _window(draft: Draft) -> tuple[ReturnWindow, Due] | None:
    rule = most_specific(draft.regulation.returns.windows, draft.axes)
    received_at = draft.ticket.received_at
    if rule is None or received_at is None:
        return None
    context = draft.context
    hours = deadlines.office_hours(draft.regulation)
    return rule, due(received_at, rule.period, context.calendar, context.zone, hours)


def request_return(draft: Draft, command: RequestReturn) -> Refusal | None:
    """Ask to give the ticket back (XX-15, ZQ-13, SQ-15; YY-07 by the office)."""
    rules = draft.regulation.returns
    refusal = may_not_ask(draft) or _must_be_refused(draft, command) or _incomplete(draft, command)
    if refusal:
        return refusal
    details = {
        "reason": command.reason,
        "basis": command.basis,
        "suggestion": command.suggestion,
        "unit": draft.ticket.unit,
    }
    pending = requests.ask(draft, RequestKind.RETURN, rules.chain, details, rules)
    if pending.decided_by != "leader":
        filed(draft, pending)
    return None


def may_not_ask(draft: Draft) -> Refusal | None:
    """Why this caller cannot ask for a return now, whatever it says."""
    return _wrong_side(draft) or _not_open(draft)


def open_in_itself(draft: Draft) -> bool:
    """Whether the ticket could be returned now, by whoever may ask."""
    return _not_open(draft) is None


def _not_open(draft: Draft) -> Refusal | None:
    return draft.once(_not_open, lambda: _why_not_open(draft))


def _why_not_open(draft: Draft) -> Refusal | None:
    return (
        requests.already_pending(draft, RequestKind.RETURN, draft.regulation.returns)
        or _forbidden_here(draft)
        or _too_late(draft)
        or _took_it_as_its_own(draft)
    )


def _took_it_as_its_own(draft: Draft) -> Refusal | None:
    """Who asked for time has taken the ticket as its own, where the text says so (ZQ-17 (5))."""
    refusals = draft.regulation.returns.refusals
    case = next((one for one in refusals if one.found_by == "extension_requested"), None)
    if case is None or not extension_asked(draft.ticket):
        return None
    return draft.refuse(case.code, case.summary, case)


def _wrong_side(draft: Draft) -> Refusal | None:
    rules = draft.regulation.returns
    if draft.actor.is_a(Role(rules.by)):
        return None
    return forbidden(f"退单由{rules.by}申请：{rules.summary}", draft.regulation.cite(rules))


def _forbidden_here(draft: Draft) -> Refusal | None:
    """Not in a redo, and not once the lead was fixed (ZQ-16, A45)."""
    ticket, rules = draft.ticket, draft.regulation.returns
    if ticket.in_redo and not rules.in_redo:
        return draft.refuse("return_in_redo", "重办工单不得退回", rules)
    if ticket.lead_fixed and not rules.after_lead_fixed:
        return draft.refuse(
            "lead_fixed", "已协调或裁定承办单位，不得退回", draft.regulation.adjudication
        )
    return None


def _too_late(draft: Draft) -> Refusal | None:
    found = window(draft)
    if found is None:
        return None
    rule, closes = found
    if draft.now < closes.due_at or closes.provisional:
        return None
    return draft.refuse("return_too_late", f"应在{closes.due_on}（含）前提出：{rule.summary}", rule)


def _must_be_refused(draft: Draft, command: RequestReturn) -> Refusal | None:
    """Reason and basis are missing, and the text refuses that by name (ZQ-17 (2))."""
    rules = draft.regulation.returns
    lacking = missing(command, rules.required)
    case = next((one for one in rules.refusals if one.found_by == "missing_field"), None)
    if case is None or not lacking:
        return None
    return draft.refuse(case.code, case.summary, case, *lacking)


def extension_asked(ticket: Ticket) -> bool:
    """Whether an extension was asked for in this round, granted or not."""
    waiting = ticket.request(RequestKind.EXTENSION) is not None
    return waiting or ticket.round in ticket.extension_asked_in


def _incomplete(draft: Draft, command: RequestReturn) -> Refusal | None:
    rules = draft.regulation.returns
    lacking = missing(command, rules.required)
    if not lacking:
        return None
    return draft.refuse("return_incomplete", rules.summary, rules, *lacking)


def filed(draft: Draft, pending: Pending) -> None:
    """The request is in due form: it counts, and the second one goes to adjudication."""
    unit = pending.details["unit"] or ""
    rules = draft.regulation
    if draft.ticket.unit:
        done = {
            "extension": extension_asked(draft.ticket),
            "answer": draft.ticket.answers > 0,
        }
        already = tuple(name for name, holds in done.items() if holds)
        draft.record(ReturnCounted(unit, already), rules.returns)
        _refused_again(draft, unit)
    threshold = rules.adjudication.after_returns
    if threshold is not None and len(draft.ticket.returned_by) >= threshold:
        adjudication.open_for(draft, pending)
    else:
        deadlines.reach(draft, Milestone.RETURN_REQUESTED)


def _refused_again(draft: Draft, unit: str) -> None:
    """Sent the same matter twice and refusing still: kept for the assessment (XX-28)."""
    again = draft.regulation.returns.repeated_dispatch
    if again is not None and draft.ticket.units_before.count(unit) >= again.count:
        draft.record(FindingRecorded("refused_again", unit), again)


def decide_return(draft: Draft, command: DecideReturn) -> Refusal | None:
    """Grant or refuse (ZQ art 9-2 and 10); a refused one counts from the first receipt (ZQ-14)."""
    rules = draft.regulation.returns
    pending = draft.ticket.request(RequestKind.RETURN)
    if pending is None:
        return draft.refuse("nothing_pending", "没有待决定的退单申请", rules)
    refusal = (
        requests.not_theirs(draft, pending, rules)
        or _wrong_code(draft, command)
        or (_took_it_as_its_own(draft) if command.approve else None)
    )
    if refusal:
        return refusal
    case = _case(draft, command.refusal_code)
    details = {"reason": command.reason, "refusal_code": command.refusal_code}
    final = requests.decide_step(draft, pending, case or rules, details, approve=command.approve)
    if final:
        clocks.meet(draft, DeadlineKind.RETURN_DECISION)
    if final and command.approve:
        take_back(draft, pending)
    return None


def _case(draft: Draft, code: str | None) -> ReturnRefusal | None:
    return next((one for one in draft.regulation.returns.refusals if one.code == code), None)


def _wrong_code(draft: Draft, command: DecideReturn) -> Refusal | None:
    """A refusal names its case where the text lists the cases, else its reason (ZQ-17)."""
    rules = draft.regulation.returns
    if command.approve:
        return None
    if command.refusal_code is not None and _case(draft, command.refusal_code) is None:
        return draft.not_listed("/refusal_code", rules, (one.code for one in rules.refusals))
    if command.refusal_code is None and not command.reason:
        return draft.refuse(
            "reason_required",
            "退回申请不予批准应说明理由",
            rules,
            FieldError("/reason", "required"),
        )
    return None


def take_back(draft: Draft, pending: Pending) -> None:
    """The unit is rid of it, and of a breach that came while it waited for the decision."""
    rules = draft.regulation.returns
    requests.drop_all(draft)
    up = rules.approved_to == "returned_up"
    if draft.ticket.offices and not up:
        draft.record(TakenBack("sub_office"), rules)
        return
    clocks.release_unit(draft, asked_at=pending.requested_at)
    if up:
        clocks.void(draft)
    draft.record(TakenBack(rules.approved_to), rules)
    if up:
        surveys.ask_nobody(draft, "returned_up", rules)


def basis_of_window(draft: Draft) -> tuple[Ruled, datetime] | None:
    found = window(draft)
    return (found[0], found[1].due_at) if found else None
