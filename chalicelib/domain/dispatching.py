"""派单: the office names the unit that must act, and why that one.

A unit of kind `office` dispatches on to the units under it; the limit runs from the first
dispatch. A lead fixed after a dispute may not be returned (ZQ art 9-4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, requests, surveys
from chalicelib.domain.decision import Draft, Event, invalid
from chalicelib.domain.directory import Role, UnitKind
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.following import follow_personally
from chalicelib.domain.intake import Registered
from chalicelib.domain.provisions import Mode
from chalicelib.domain.shape import FEW, LONG_TEXT, NAME, SHORT_TEXT, Items
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.basis import Ruled

UnitId = Annotated[str, NAME]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """`due_at` with `override_reason` sets another limit where the regulation lets the office."""

    unit: UnitId
    co_handlers: Annotated[tuple[UnitId, ...], FEW] = ()
    mode: Mode = "statutory"
    rationale: Annotated[str, LONG_TEXT] | None = None
    due_at: datetime | None = None
    override_reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    unit: UnitId
    subject: Annotated[str, SHORT_TEXT]
    description: Annotated[str, LONG_TEXT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    parts: Annotated[tuple[Part, ...], Items(20, 2)]


@dataclass(frozen=True, slots=True)
class Dispatched(Event):
    """`onward`: by a sub-office of what it was sent. `times`: how often to this same unit."""

    type: ClassVar[str] = "dispatched"
    unit: str
    co_handlers: tuple[str, ...]
    mode: Mode
    rationale: str | None
    lead_fixed: bool
    onward: bool = False
    times: int = 1
    due_at: datetime | None = None
    override_reason: str | None = None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        moved = ticket.without_tenure().but(
            status=Status.DISPATCHED,
            unit=self.unit,
            co_handlers=self.co_handlers,
            lead_fixed=self.lead_fixed,
            received_at=at,
            units_before=(*ticket.units_before, self.unit),
        )
        if self.onward:
            assert ticket.unit is not None  # noqa: S101 - only what a sub-office holds goes on
            return moved.but(offices=(*ticket.offices, ticket.unit))
        return moved.but(dispatched_at=at, override_due_at=self.due_at, offices=())


@dataclass(frozen=True, slots=True)
class SplitIntoParts(Event):
    """Each part becomes a ticket of its own with this one's age."""

    type: ClassVar[str] = "split"
    parts: tuple[tuple[str, str, Part], ...]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(
            status=Status.ARCHIVED,
            outcome="split",
            archived_at=at,
            parts=tuple(part_id for part_id, _, _ in self.parts),
        )


def dispatch(draft: Draft, command: Dispatch) -> Refusal | None:
    """Send the ticket to the unit that must act (XX-08, TA-15/16, ZQ-49, YY-06)."""
    refusal = _wrong_unit(draft, command) or _wrong_override(draft, command)
    if refusal:
        return refusal
    rules = draft.regulation.dispatch
    if command.mode in rules.rationale_for and not command.rationale:
        return draft.refuse(
            "rationale_required", rules.summary, rules, FieldError("/rationale", "required")
        )
    if draft.ticket.status != Status.REGISTERED:
        return _send_on(draft, command)
    send(
        draft,
        command.unit,
        command.co_handlers,
        command.mode,
        command.rationale,
        rules,
        due_at=command.due_at,
        override_reason=command.override_reason,
    )
    return None


def _wrong_unit(draft: Draft, command: Dispatch) -> Refusal | None:
    directory = draft.context.facts.directory
    for pointer, unit in _named(command):
        if directory.get(unit) is None:
            return invalid(pointer, "not a unit of this jurisdiction")
    if len({command.unit, *command.co_handlers}) != 1 + len(command.co_handlers):
        return invalid("/co_handlers", "a unit is named twice")
    return None


def _named(command: Dispatch) -> Iterator[tuple[str, str]]:
    """Every unit of a dispatch, with the pointer of its field."""
    yield "/unit", command.unit
    for index, unit in enumerate(command.co_handlers):
        yield f"/co_handlers/{index}", unit


def _wrong_override(draft: Draft, command: Dispatch) -> Refusal | None:
    """Another limit for this ticket alone, with the office's reason (A32)."""
    if command.due_at is None:
        return None
    rule = draft.regulation.limit_override
    if rule is None:
        return draft.refuse_silent("limit_override_not_provided", "本办法不允许另定时限")
    if not command.override_reason:
        return draft.refuse(
            "override_reason_required",
            rule.summary,
            rule,
            FieldError("/override_reason", "required"),
        )
    return None if command.due_at > draft.now else invalid("/due_at", "must lie ahead")


def send(  # noqa: PLR0913 - a dispatch says all this at once
    draft: Draft,
    unit: str,
    co_handlers: tuple[str, ...],
    mode: Mode,
    rationale: str | None,
    table: Ruled,
    *,
    lead_fixed: bool = False,
    due_at: datetime | None = None,
    override_reason: str | None = None,
) -> None:
    """Dispatch from the office: the clocks of the unit start here."""
    rules = draft.regulation.dispatch
    times = draft.ticket.units_before.count(unit) + 1
    event = Dispatched(
        unit,
        co_handlers,
        mode,
        rationale,
        lead_fixed or mode in rules.lead_fixed_by,
        times=times,
        due_at=due_at,
        override_reason=override_reason,
    )
    draft.record(event, table)
    deadlines.reach(draft, Milestone.DISPATCHED)
    follow_personally(draft)


def _send_on(draft: Draft, command: Dispatch) -> Refusal | None:
    """A sub-office passes on what it was sent; the clocks go on (XX-03, TA-02)."""
    directory, ticket = draft.context.facts.directory, draft.ticket
    rules = draft.regulation.dispatch
    holder, offices = directory.known(ticket.unit), draft.actor.units
    if holder is None or holder.kind != UnitKind.OFFICE:
        return draft.refuse("already_dispatched", "工单已派至承办单位", rules)
    if holder.id not in offices or not draft.actor.is_a(Role.OFFICE):
        return draft.refuse(
            "held_by_sub_office", "工单由下级热线机构分派", draft.regulation.dispatch
        )
    if command.unit in offices:
        return invalid("/unit", "not a unit under this office")
    for pointer, unit in _named(command):
        if not any(directory.is_under(unit, office) for office in offices):
            return invalid(pointer, "not a unit under this office")
    if command.due_at is not None:
        return draft.refuse("clocks_go_on", "时限自首次派单起算，下级不得另定", rules)
    clocks.meet(draft, DeadlineKind.SIGN_IN)
    requests.drop_all(draft)
    event = Dispatched(
        command.unit,
        command.co_handlers,
        command.mode,
        command.rationale,
        draft.ticket.lead_fixed,
        onward=True,
        times=ticket.units_before.count(command.unit) + 1,
        due_at=None,
    )
    draft.record(event, draft.regulation.dispatch)
    follow_personally(draft)
    return None


def split(draft: Draft, command: Split) -> Refusal | None:
    """Several units, each its own ticket, linked to this one (TA-16)."""
    directory = draft.context.facts.directory
    for index, part in enumerate(command.parts):
        if directory.get(part.unit) is None:
            return invalid(f"/parts/{index}/unit", "not a unit of this jurisdiction")
    ids = draft.context.facts.new_ids[: len(command.parts)]
    parts = tuple(
        (new_id, number, part) for (new_id, number), part in zip(ids, command.parts, strict=True)
    )
    draft.record(SplitIntoParts(parts), draft.regulation.dispatch)
    surveys.ask_nobody(draft, "split", draft.regulation.dispatch)
    requests.close_down(draft)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPart:
    """Follows from a split: the part as a ticket, dispatched to its unit at once."""

    unit: str


def part_of(ticket: Ticket, part_id: str, number: str, part: Part) -> Ticket:
    """A part keeps the requester, the class and the age of the whole."""
    return Ticket(
        id=part_id,
        number=number,
        jurisdiction=ticket.jurisdiction,
        regulation=ticket.regulation,
        status=Status.REGISTERED,
        category=ticket.category,
        subject=part.subject,
        description=part.description,
        registered_at=ticket.registered_at,
        channel=ticket.channel,
        complexity=ticket.complexity,
        urgency=ticket.urgency,
        scope=ticket.scope,
        statutory_due_at=ticket.statutory_due_at,
        source=ticket.source,
        requester=ticket.requester,
        location=ticket.location,
        attachments=ticket.attachments,
        parent=ticket.id,
        was_report=ticket.was_report,
    )


def register_part(draft: Draft, command: RegisterPart) -> Refusal | None:
    """A part of a split is dispatched as it is made."""
    draft.record(Registered(draft.ticket), draft.regulation.dispatch)
    send(draft, command.unit, (), "statutory", None, draft.regulation.dispatch)
    return None
