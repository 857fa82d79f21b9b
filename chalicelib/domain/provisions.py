"""What a regulation says of each procedure, in the order a ticket goes through them.

One table of its file each; the procedures' modules read them under the same names.
"""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from chalicelib.domain.basis import Ruled
from chalicelib.domain.directory import UnitKind
from chalicelib.domain.shape import AMOUNT, AMOUNT_OR_NONE, SOME
from chalicelib.domain.terms import Choice, Selector
from chalicelib.domain.working_time import Period, TimeUnit
from chalicelib.late import dataclass

Mode = Literal["statutory", "negotiated", "designated"]
ReturnField = Literal["reason", "basis", "suggestion"]
ExtensionField = Literal["ground", "reason", "form", "amount", "requester_informed"]
AnswerField = Literal[
    "handled_at",
    "process",
    "result",
    "legal_basis",
    "replied_by",
    "material",
    "measures",
    "promised_for",
]
TerminationField = Literal["evidence", "explained"]
RevisitField = Literal["satisfied", "solved", "contacted", "attitude_ok", "reason"]
RequiredAtIntake = Literal["requester.name", "requester.phone", "location.address"]
DeclineField = Literal["explanation", "advice", "repeat", "closed_repeat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPerson(Ruled):
    """Whom each unit (of these kinds, if any are named) must name in the list of staff."""

    duty: str
    name: str
    kinds: tuple[UnitKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredField(Ruled):
    what: RequiredAtIntake
    when: Selector = field(default_factory=Selector)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineReason(Ruled):
    code: str
    name: str
    required: tuple[DeclineField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Ruled):
    to: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatWindow(Ruled):
    """When another report of the same matter is a repeat."""

    after: Literal["closing", "first_report"]
    amount: Annotated[int, AMOUNT]
    unit: TimeUnit

    @property
    def period(self) -> Period:
        return Period(self.amount, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats(Ruled):
    """Same requester, category and place or subject: what a further report of it means."""

    without_new_facts: Literal["decline", "answer_progress", "accept"]
    windows: tuple[RepeatWindow, ...] = ()
    leader_follows: bool = False
    supervise_at: Annotated[int, AMOUNT] | None = None
    count_first: bool = False
    supervision_trigger: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatching(Ruled):
    """`lead_fixed_by`: modes of dispatch after which the unit may not return the ticket."""

    rationale_for: tuple[Mode, ...] = ("negotiated", "designated")
    lead_fixed_by: tuple[Mode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication(Ruled):
    """Who says which unit is responsible, body after body."""

    bodies: Annotated[tuple[Choice, ...], SOME]
    after_returns: Annotated[int, AMOUNT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLimit(Ruled):
    """What a time set by the sending platform does to the limit of this regulation."""

    effect: Literal["replaces", "shortens"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Ruled):
    """Tickets on which nobody need be contacted or answered."""

    exceptions: tuple[Literal["confidential", "no_reply_wanted"], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWindow(Ruled):
    amount: Annotated[int, AMOUNT]
    unit: TimeUnit
    when: Selector = field(default_factory=Selector)

    @property
    def period(self) -> Period:
        return Period(self.amount, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefusal(Ruled):
    """A case in which a return must be refused; found by the program, or by the office."""

    code: str
    name: str
    found_by: Literal["missing_field", "extension_requested", "office"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedDispatch(Ruled):
    count: Annotated[int, AMOUNT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns(Ruled):
    by: Literal["handler", "office"]
    chain: tuple[str, ...]
    required: tuple[ReturnField, ...]
    approved_to: Literal["registered", "returned_up"]
    in_redo: bool = False
    after_lead_fixed: bool = False
    windows: tuple[ReturnWindow, ...] = ()
    refusals: tuple[ReturnRefusal, ...] = ()
    repeated_dispatch: RepeatedDispatch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBy:
    """How late an extension may be asked for, counted from the start or back from the end."""

    counted_from: Literal["start", "end"]
    amount: Annotated[int, AMOUNT_OR_NONE]
    unit: TimeUnit
    on_day_of_receipt: bool = False
    office_override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionKind(Ruled):
    """One way to extend. `length` says how the amount is bounded."""

    id: str
    kind: Literal["ordinary", "long"]
    ask_by: AskBy
    length: Literal["at_most_the_limit", "exactly_the_limit", "at_most", "up_to_total", "open"]
    chain: tuple[str, ...]
    required: tuple[ExtensionField, ...]
    when: Selector = field(default_factory=Selector)
    amount: Annotated[int, AMOUNT] | None = None
    times: Annotated[int, AMOUNT] | None = None
    after: Literal["ordinary"] | None = None
    in_redo: bool = True
    sum_over_limit_needs_override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions(Ruled):
    unit: TimeUnit
    requester_informed: Literal["at_request", "after_approval", "not_required"]
    kinds: Annotated[tuple[ExtensionKind, ...], SOME]
    grounds: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Ruled):
    """A way a ticket can end; `solved` only says what the unit claims."""

    id: str
    name: str
    required: tuple[AnswerField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering(Ruled):
    required: tuple[AnswerField, ...]
    outcomes: Annotated[tuple[Outcome, ...], SOME]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Ruled):
    """Who approves an answer, and who above must register the closing."""

    mode: Literal["office", "automatic"]
    registered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveying(Ruled):
    """How the verdict is asked: by SMS with a window, or in a revisit of every ticket."""

    channel: Literal["sms", "phone"]
    asks_solved: bool = False
    last_verdict_is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisiting(Ruled):
    """`upper_level_trigger`: why a level above supervises after a bad revisit of its own."""

    required: tuple[RevisitField, ...]
    attempts: Annotated[int, AMOUNT]
    over_working_days: Annotated[int, AMOUNT]
    upper_level_trigger: str | None = None
    corrected_by: Literal["office", "upper_office"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoExclusion(Ruled):
    """`when`: of which tickets it can be said at all; `outcomes`: only where the round was closed
    with one of them (any, where empty); `contradicted_by`: what on record shows it to be untrue, a
    reply that was due or a reason that was given. `needs_opinion`: the office's own, besides the
    decision.
    """

    code: str
    name: str
    when: Selector = field(default_factory=Selector)
    outcomes: tuple[str, ...] = ()
    contradicted_by: Literal["reply_due", "reason_given"] | None = None
    needs_opinion: bool = False
    when_unreachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoLimit(Ruled):
    """`original`: what the first round had, never as extended; else a period of its own."""

    original: bool
    amount: Annotated[int, AMOUNT] | None = None
    unit: TimeUnit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Ruled):
    """督查: the supervision that a dissatisfied and reasonable requester sets off."""

    form: str
    trigger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redoing(Ruled):
    """`on_wish`: a redo the requester asks for is decided on though the grade was put right."""

    opens: Literal["at_once", "when_reasonable", "unless_excluded"]
    decided_by: str | None = None
    on_wish: bool = False
    inspection: Inspection | None = None
    maximum: Annotated[int, AMOUNT] | None = None
    limit: RedoLimit
    exclusions: tuple[RedoExclusion, ...] = ()
    leader_signs: bool = False
    leader_informed: bool = False
    supervised_from: Annotated[int, AMOUNT] | None = None
    supervision_trigger: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminationGround(Ruled):
    code: str
    name: str
    required: tuple[TerminationField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminating(Ruled):
    grounds: Annotated[tuple[TerminationGround, ...], SOME]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawing(Ruled):
    """Until when the requester may take a request back: before the answer is approved."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Ruled):
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervising(Ruled):
    forms: Annotated[tuple[Choice, ...], SOME]
    triggers: Annotated[tuple[Trigger, ...], SOME]
