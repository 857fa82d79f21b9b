"""签收、先行联系、办理: what the unit and the office do while a limit runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from chalicelib.domain import clocks, deadlines
from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.directory import Role
from chalicelib.domain.shape import FEW, LONG_TEXT, NAME
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.regulation import Limit
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """The unit has seen the ticket; that is not yet saying it is its own (A34)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContact:
    reached: bool
    method: Annotated[str, NAME] = "phone"
    note: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribute:
    text: Annotated[str, LONG_TEXT]
    attachments: Annotated[tuple[Annotated[str, NAME], ...], FEW] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    text: Annotated[str, LONG_TEXT]
    attachments: Annotated[tuple[Annotated[str, NAME], ...], FEW] = ()
    new_facts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOpinion:
    text: Annotated[str, LONG_TEXT]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportUp:
    question: Annotated[str, LONG_TEXT]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConduct:
    conduct: Annotated[str, NAME]
    step: Literal["dissuaded", "warned", "reported"]
    note: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class Signed(Event):
    """`implied`: no rule asks for signing here, the unit's first act did it."""

    type: ClassVar[str] = "signed"
    implied: bool = False

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.HANDLING, signed_at=at)


@dataclass(frozen=True, slots=True)
class Contacted(Event):
    type: ClassVar[str] = "contacted"
    by: Literal["office", "handler"]
    reached: bool
    method: str
    note: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(contacted_at=at, contacted_by=self.by) if self.reached else ticket


@dataclass(frozen=True, slots=True)
class Contributed(Event):
    type: ClassVar[str] = "contributed"
    unit: str
    text: str
    attachments: tuple[str, ...]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


@dataclass(frozen=True, slots=True)
class Supplemented(Event):
    type: ClassVar[str] = "supplemented"
    text: str
    attachments: tuple[str, ...]
    new_facts: bool

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(
            new_facts=ticket.new_facts or self.new_facts,
            attachments=(*ticket.attachments, *self.attachments),
        )


@dataclass(frozen=True, slots=True)
class OpinionIssued(Event):
    type: ClassVar[str] = "opinion_issued"
    text: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


@dataclass(frozen=True, slots=True)
class ReportedUp(Event):
    type: ClassVar[str] = "reported_up"
    question: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


@dataclass(frozen=True, slots=True)
class ConductRecorded(Event):
    type: ClassVar[str] = "conduct_recorded"
    conduct: str
    step: str
    note: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(conduct=(*ticket.conduct, f"{self.conduct}:{self.step}"))


def begin(draft: Draft) -> Refusal | None:
    """The unit acts: it must have signed where a rule asks for that, else this act signs."""
    if draft.ticket.status != Status.DISPATCHED:
        return None
    limit = deadlines.fitting_limit(draft, DeadlineKind.SIGN_IN)
    if limit is not None:
        return draft.refuse("not_signed", "应先签收工单", limit)
    draft.record(Signed(implied=True))
    deadlines.reach(draft, Milestone.SIGNED)
    return None


def sign(draft: Draft, command: Sign) -> Refusal | None:  # noqa: ARG001
    """Receive the ticket (XX-09 two hours, SQ-11 one hour)."""
    draft.record(Signed(), deadlines.fitting_limit(draft, DeadlineKind.SIGN_IN))
    clocks.meet(draft, DeadlineKind.SIGN_IN)
    deadlines.reach(draft, Milestone.SIGNED)
    return None


def record_contact(draft: Draft, command: RecordContact) -> Refusal | None:
    """Log a contact; it keeps the first-contact limit if the right side reached the citizen.

    In YY the office makes the first contact (art 8-1), elsewhere the unit.
    """
    by: Literal["office", "handler"] = "handler"
    if not draft.actor.is_a(Role.HANDLER):
        by = "office"
    elif refusal := begin(draft):
        return refusal
    limit = _contact_limit(draft)
    draft.record(Contacted(by, command.reached, command.method, command.note), limit)
    if command.reached:
        if limit is None or limit.by in (None, by):
            clocks.meet(draft, DeadlineKind.FIRST_CONTACT)
        deadlines.reach(draft, Milestone.CONTACTED)
    return None


def _contact_limit(draft: Draft) -> Limit | None:
    return deadlines.fitting_limit(draft, DeadlineKind.FIRST_CONTACT)


def contribute(draft: Draft, command: Contribute) -> Refusal | None:
    """A co-handler adds its part; the lead unit answers (TA-16)."""
    unit = next((one for one in draft.actor.units if one in draft.ticket.co_handlers), None)
    if unit is None:
        return draft.refuse(
            "not_a_co_handler", "只有协办单位可以提交协办意见", draft.regulation.dispatch
        )
    draft.record(Contributed(unit, command.text, command.attachments))
    return None


def supplement(draft: Draft, command: Supplement) -> Refusal | None:
    """The requester adds to the request; new facts make a repeat a matter of its own (TA-12)."""
    draft.record(Supplemented(command.text, command.attachments, command.new_facts))
    return None


def issue_opinion(draft: Draft, command: IssueOpinion) -> Refusal | None:
    """A written handling opinion, where one is demanded (SQ-19)."""
    if refusal := begin(draft):
        return refusal
    draft.record(OpinionIssued(command.text), draft.regulation.written_opinion)
    return None


def report_up(draft: Draft, command: ReportUp) -> Refusal | None:
    """Whoever took the call cannot decide whether it is in scope (SQ-06)."""
    draft.record(ReportedUp(command.question), draft.regulation.scope)
    return None


def record_conduct(draft: Draft, command: RecordConduct) -> Refusal | None:
    """Improper use of the hotline: dissuaded first, then warned, reported last (TA-07)."""
    kinds = draft.regulation.conduct
    if command.conduct not in kinds:
        return draft.not_listed("/conduct", kinds, (one.id for one in kinds.choices))
    before = {"warned": "dissuaded", "reported": "warned"}.get(command.step)
    if before and f"{command.conduct}:{before}" not in draft.ticket.conduct:
        return draft.refuse("conduct_order", "应先劝阻、再告知法律后果，最后移交", kinds)
    draft.record(ConductRecorded(command.conduct, command.step, command.note), kinds)
    return None
