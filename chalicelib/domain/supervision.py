"""催办、督办: the office presses a unit while there is time, and demands an account after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines
from chalicelib.domain.decision import Draft, Event, invalid
from chalicelib.domain.records import Supervision
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import Deadline, DeadlineState
from chalicelib.domain.terms import DeadlineKind
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervise:
    form: Annotated[str, NAME]
    trigger: Annotated[str, NAME]
    demand: Annotated[str, LONG_TEXT]
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupervision:
    reply: Annotated[str, LONG_TEXT]
    supervision: Annotated[str, NAME] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSupervision:
    result: Annotated[str, LONG_TEXT]
    supervision: Annotated[str, NAME] | None = None


@dataclass(frozen=True, slots=True)
class Urged(Event):
    type: ClassVar[str] = "urged"
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(urged=ticket.urged + 1)


@dataclass(frozen=True, slots=True)
class SupervisionOpened(Event):
    type: ClassVar[str] = "supervision_opened"
    supervision: Supervision

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(supervisions=(*ticket.supervisions, self.supervision))


@dataclass(frozen=True, slots=True)
class SupervisionAnswered(Event):
    type: ClassVar[str] = "supervision_answered"
    supervision: str
    reply: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return _change(ticket, self.supervision, reply=self.reply)


@dataclass(frozen=True, slots=True)
class SupervisionClosed(Event):
    type: ClassVar[str] = "supervision_closed"
    supervision: str
    result: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return _change(ticket, self.supervision, result=self.result, closed=True)


def _change(ticket: Ticket, supervision: str, **changes: str | bool) -> Ticket:
    return ticket.but(
        supervisions=tuple(
            replace(one, **changes) if one.id == supervision else one  # type: ignore[arg-type]
            for one in ticket.supervisions
        )
    )


def urge(draft: Draft, command: Urge) -> Refusal | None:
    """Press the unit for an answer (XX-30, SQ-28)."""
    draft.record(Urged(command.reason), draft.regulation.supervision)
    return None


# What a person still follows; and all of it changes in one commit when the ticket does.
MOST_OPEN = 20


def supervise(draft: Draft, command: Supervise) -> Refusal | None:
    """Open a supervision in one of the regulation's forms, for one of its reasons."""
    rules = draft.regulation.supervision
    trigger = next((one for one in rules.triggers if one.code == command.trigger), None)
    if not any(form.id == command.form for form in rules.forms):
        return draft.not_listed("/form", rules, (form.id for form in rules.forms))
    if trigger is None:
        return draft.not_listed("/trigger", rules, (one.code for one in rules.triggers))
    if command.due is not None and command.due <= draft.now:
        return invalid("/due", "must lie ahead")
    if sum(not one.closed for one in draft.ticket.supervisions) >= MOST_OPEN:
        return draft.refuse("too_many_supervisions", "未办结的督办过多", rules)
    open_supervision(
        draft, trigger.code, command.demand, trigger, form=command.form, due_at=command.due
    )
    return None


def open_supervision(  # noqa: PLR0913 - a supervision says all this at once
    draft: Draft,
    trigger: str,
    demand: str,
    table: Ruled,
    *,
    form: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Record a supervision; with `due_at` its reply is awaited by then."""
    number = len(draft.ticket.supervisions) + 1
    awaited = due_at is not None and not draft.ticket.status.final
    supervision = Supervision(
        id=f"supervision#{number}",
        form=form or draft.regulation.supervision.forms[0].id,
        trigger=trigger,
        demand=demand,
        opened_at=draft.now,
        due_at=due_at,
        deadline=deadlines.next_id(draft.ticket, DeadlineKind.SUPERVISION_REPLY)
        if awaited
        else None,
    )
    draft.record(SupervisionOpened(supervision), table)
    if due_at is not None and supervision.deadline is not None:
        deadline = Deadline(
            id=supervision.deadline,
            kind=DeadlineKind.SUPERVISION_REPLY,
            round=draft.ticket.round,
            starts_at=draft.now,
            due_at=due_at,
            due_on=due_at.date(),
            source="supervision",
            fixed_at=due_at,
        )
        deadlines.set_deadline(draft, deadline)


def open_by_rule(draft: Draft, trigger: str | None, demand: str, table: Ruled) -> None:
    """A supervision that opens by itself, under the trigger its regulation names for the case."""
    triggers = draft.regulation.supervision.triggers
    named = next((one for one in triggers if one.code == trigger), None)
    open_supervision(draft, trigger or "", demand, named or table)


def answer_supervision(draft: Draft, command: AnswerSupervision) -> Refusal | None:
    """The unit reports on what was demanded."""
    found = _open(draft, command.supervision, answered=False)
    if found is None:
        return draft.refuse("no_open_supervision", "没有待答复的督办", draft.regulation.supervision)
    draft.record(SupervisionAnswered(found.id, command.reply), draft.regulation.supervision)
    _settle(draft, found, DeadlineState.MET)
    return None


def close_supervision(draft: Draft, command: CloseSupervision) -> Refusal | None:
    """The office takes the account, or closes the matter without one."""
    found = _open(draft, command.supervision, answered=None)
    if found is None:
        return draft.refuse("no_open_supervision", "没有未办结的督办", draft.regulation.supervision)
    draft.record(SupervisionClosed(found.id, command.result), draft.regulation.supervision)
    _settle(draft, found, DeadlineState.VOID)
    return None


def _settle(draft: Draft, supervision: Supervision, state: DeadlineState) -> None:
    """Each supervision awaits its own reply, until the ticket is archived."""
    deadline = draft.ticket.deadline(supervision.deadline or "")
    if deadline is not None and deadline.state.open:
        draft.record(
            clocks.DeadlineSettled(deadline.id, state, draft.now), draft.regulation.supervision
        )


def _open(draft: Draft, wanted: str | None, *, answered: bool | None) -> Supervision | None:
    return next(
        (
            one
            for one in draft.ticket.supervisions
            if not one.closed
            and (wanted is None or one.id == wanted)
            and (answered is None or (one.reply is not None) == answered)
        ),
        None,
    )
