"""What is asked and then decided, step by step of a chain: confirmed, granted, refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from chalicelib.domain import clocks
from chalicelib.domain.decision import Draft, Event, forbidden
from chalicelib.domain.directory import Role
from chalicelib.domain.records import LEADER, OFFICE, TOP, Pending, RequestKind
from chalicelib.domain.terms import DeadlineKind
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Ticket


DECISIONS = (
    DeadlineKind.RETURN_DECISION,
    DeadlineKind.EXTENSION_DECISION,
    DeadlineKind.TERMINATION_DECISION,
    DeadlineKind.REDO_DECISION,
)


@dataclass(frozen=True, slots=True)
class Requested(Event):
    """A request stands in `pending` until its chain is through; the status stays as it is."""

    type: ClassVar[str] = "requested"
    pending: Pending

    @property
    def name(self) -> str:
        return f"{self.pending.kind}_requested"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        asked = ticket.with_pending(self.pending).but(requests=ticket.requests + 1)
        signed_later = self.pending.decided_by == LEADER
        return asked if signed_later else _extension_asked(asked, self.pending.kind)


@dataclass(frozen=True, slots=True)
class Confirmed(Event):
    """The unit's leader confirmed or signed what the unit filed."""

    type: ClassVar[str] = "confirmed"
    kind: RequestKind
    request: str
    approve: bool
    note: str | None

    @property
    def name(self) -> str:
        return f"{self.kind}_confirmed"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        moved = moved_on(ticket, self.request, stays=self.approve)
        return _extension_asked(moved, self.kind) if self.approve else moved


def _extension_asked(ticket: Ticket, kind: RequestKind) -> Ticket:
    """Kept even if it is refused: in ZQ a unit that asked for time may not return (art 10-5)."""
    if kind != RequestKind.EXTENSION:
        return ticket
    return ticket.but(extension_asked_in=(*ticket.extension_asked_in, ticket.round))


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """One step of the chain decided; `final` says that it was the last."""

    type: ClassVar[str] = "decided"
    kind: RequestKind
    request: str
    step: str
    approve: bool
    final: bool
    details: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.kind}_decided"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return moved_on(ticket, self.request, stays=not self.final)


@dataclass(frozen=True, slots=True)
class Settled(Event):
    """The request is off the table, without a decision of its own."""

    type: ClassVar[str] = "request_settled"
    request: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.without_pending(self.request)


def drop_all(draft: Draft) -> None:
    """What else was asked for has lost its object, and nobody need decide on it."""
    clocks.void(draft, DECISIONS)
    for pending in draft.ticket.pending:
        draft.record(Settled(pending.id))


def close_down(draft: Draft) -> None:
    """The ticket is over: nothing is pending and nothing runs any more."""
    drop_all(draft)
    clocks.void(draft)


def moved_on(ticket: Ticket, request: str, *, stays: bool) -> Ticket:
    """The request one step on in its chain, or gone."""
    pending = next((one for one in ticket.pending if one.id == request), None)
    if pending is None:
        return ticket
    if not stays or pending.last_step:
        return ticket.without_pending(request)
    return ticket.with_pending(replace(pending, step=pending.step + 1))


def ask(
    draft: Draft, kind: RequestKind, chain: tuple[str, ...], details: dict[str, Any], table: Ruled
) -> Pending:
    """File a request; it counts as made now, whoever must still confirm it."""
    number = draft.ticket.requests + 1
    pending = Pending(
        kind=kind,
        id=f"{kind}#{draft.ticket.round}#{number}",
        requested_at=draft.now,
        requested_by=draft.actor.id,
        chain=chain,
        details=details,
    )
    draft.record(Requested(pending), table)
    return pending


def already_pending(draft: Draft, kind: RequestKind, table: Ruled) -> Refusal | None:
    if draft.ticket.request(kind) is None:
        return None
    return draft.refuse("already_requested", "已有待决定的同类申请", table)


def not_theirs(draft: Draft, pending: Pending, table: Ruled) -> Refusal | None:
    """Whether this actor decides the present step of the chain."""
    step, actor = pending.decided_by, draft.actor
    if step == LEADER:
        return draft.refuse("awaiting_confirmation", "应先由承办单位领导确认", table)
    if decides(draft, step):
        return None
    if any(decides(draft, later) for later in pending.chain):
        return draft.refuse("not_this_step", f"目前应由{step}决定", table)
    return forbidden(f"{step} decides this; roles here: {', '.join(sorted(actor.roles))}")


def decides(draft: Draft, step: str) -> bool:
    """An office decides as itself; an upper office its own level, the top in place of any."""
    actor = draft.actor
    if step == LEADER:
        return False
    if step == OFFICE:
        return actor.is_a(Role.OFFICE) and not holds_it(draft)
    if step == TOP:
        is_top = actor.unit is None or actor.unit == top_level(draft)
        return (actor.is_a(Role.OFFICE) and actor.unit is None) or (
            actor.is_a(Role.UPPER_OFFICE) and is_top
        )
    return actor.is_a(Role.UPPER_OFFICE) and actor.unit in (None, step, top_level(draft))


def holds_it(draft: Draft) -> bool:
    """A sub-office does not decide on what it holds itself: the office above it does."""
    return draft.ticket.unit in draft.actor.units


def top_level(draft: Draft) -> str | None:
    levels = draft.regulation.levels
    return levels[-1].id if levels else None


def decide_step(
    draft: Draft, pending: Pending, table: Ruled, details: dict[str, Any], *, approve: bool
) -> bool:
    """Record the decision of the present step; answers whether the chain is through."""
    final = not approve or pending.last_step
    draft.record(
        Decided(pending.kind, pending.id, pending.decided_by, approve, final, details), table
    )
    return final
