"""What a regulation can say: the types that a file under `regulations/` is read into.

A procedure is code, its numbers, reasons, forms and order of approvals are here. There are no
expressions: a `Selector` chooses by equal value, a named policy is one word of a closed list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from chalicelib.domain.basis import Basis, Ruled
from chalicelib.domain.working_time import Period, TimeUnit


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
DeclineField = Literal["explanation", "advice", "repeat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list: its id in the API and its name in both languages."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Ruled):
    choices: tuple[Choice, ...]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Ruled):
    """Which text this is. `version` is the day it took effect, or `undated`."""

    place: str
    version: str
    name: str
    name_en: str
    title: str
    office: str
    number_prefix: str
    time_zone: str = "Asia/Shanghai"
    issued_on: date | None = None
    posted_on: date | None = None
    expires_on: date | None = None
    office_hours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Ruled):
    """An office above, lowest first; the last is the top."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Choice):
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings(Ruled):
    choices: tuple[Rating, ...]

    def get(self, rating: str) -> Rating | None:
        return next((known for known in self.choices if known.id == rating), None)

    def worst(self) -> Rating:
        """The mildest bad grade: what "dissatisfied" on the phone is recorded as."""
        return next(known for known in self.choices if not known.good)


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
    amount: int
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
    supervise_at: int | None = None
    count_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatching(Ruled):
    """`lead_fixed_by`: modes of dispatch after which the unit may not return the ticket."""

    rationale_for: tuple[Mode, ...] = ("negotiated", "designated")
    lead_fixed_by: tuple[Mode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication(Ruled):
    """Who says which unit is responsible, body after body."""

    bodies: tuple[Choice, ...]
    after_returns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Ruled):
    """A time limit: what must happen, from which milestone, by when."""

    id: str
    kind: DeadlineKind
    starts: Milestone
    amount: int
    unit: TimeUnit
    when: Selector = field(default_factory=Selector)
    by: Literal["office", "handler"] | None = None
    silence: Literal["approved", "refused"] | None = None

    @property
    def period(self) -> Period:
        return Period(self.amount, self.unit)


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
    amount: int
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
    count: int


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
    amount: int
    unit: TimeUnit
    on_day_of_receipt: bool = False
    office_override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionKind(Ruled):
    """One way to extend. `length` says how the amount is bounded."""

    kind: Literal["ordinary", "long"]
    ask_by: AskBy
    length: Literal["at_most_the_limit", "exactly_the_limit", "at_most", "up_to_total", "open"]
    chain: tuple[str, ...]
    required: tuple[ExtensionField, ...]
    when: Selector = field(default_factory=Selector)
    amount: int | None = None
    times: int | None = None
    after: Literal["ordinary"] | None = None
    sum_over_limit_needs_override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions(Ruled):
    unit: TimeUnit
    requester_informed: Literal["at_request", "after_approval", "not_required"]
    kinds: tuple[ExtensionKind, ...]
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
    outcomes: tuple[Outcome, ...]


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
    required: tuple[RevisitField, ...]
    attempts: int
    over_working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoExclusion(Ruled):
    code: str
    name: str
    needs_opinion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoLimit(Ruled):
    """`original`: what the first round had, never as extended; else a period of its own."""

    original: bool
    amount: int | None = None
    unit: TimeUnit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redoing(Ruled):
    opens: Literal["at_once", "when_reasonable", "unless_excluded"]
    decided_by: str | None = None
    maximum: int | None = None
    limit: RedoLimit
    exclusions: tuple[RedoExclusion, ...] = ()
    leader_signs: bool = False
    leader_informed: bool = False
    supervised_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminationGround(Ruled):
    code: str
    name: str
    required: tuple[TerminationField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminating(Ruled):
    grounds: tuple[TerminationGround, ...]


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
    forms: tuple[Choice, ...]
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One version of one place's regulation, whole."""

    identity: Identity
    levels: tuple[Level, ...]
    categories: Listing
    scope: Listing
    source_kinds: Listing
    complexities: Listing
    urgencies: Listing
    ratings: Ratings
    required: tuple[RequiredField, ...]
    decline_reasons: tuple[DeclineReason, ...]
    referrals: tuple[Referral, ...]
    repeats: Repeats
    dispatch: Dispatching
    adjudication: Adjudication
    limits: tuple[Limit, ...]
    platform_limit: PlatformLimit
    limit_override: Ruled | None = None
    statutory_date: Ruled
    reclassification: Ruled
    contact: Contact
    returns: Returns
    extensions: Extensions
    answer: Answering
    audit: Audit
    survey: Surveying
    revisit: Revisiting
    redo: Redoing
    termination: Terminating | None = None
    withdrawal: Withdrawing
    supervision: Supervising
    conduct: Listing
    written_opinion: Ruled

    @property
    def id(self) -> str:
        return f"{self.identity.place}@{self.identity.version}"

    def cite(self, table: Ruled) -> Basis:
        return table.basis(self.id)
