"""What a regulation can say: the types that a file under `regulations/` is read into.

A procedure is code, its numbers, reasons, forms and order of approvals are here. There are no
expressions: a `Selector` chooses by equal value, a named policy is one word of a closed list.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Annotated, Literal

from chalicelib.domain.basis import Basis, Ruled
from chalicelib.domain.provisions import (
    Adjudication,
    Answering,
    Audit,
    Contact,
    DeclineReason,
    Dispatching,
    Extensions,
    NamedPerson,
    PlatformLimit,
    Redoing,
    Referral,
    Repeats,
    RequiredField,
    Returns,
    Revisiting,
    Supervising,
    Surveying,
    Terminating,
    Withdrawing,
)
from chalicelib.domain.shape import AMOUNT_OR_NONE, CLOCK, PLACE, PREFIX, VERSION
from chalicelib.domain.terms import Choice, DeadlineKind, Listing, Milestone, Selector
from chalicelib.domain.working_time import Period, TimeUnit
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Ruled):
    """Which text this is. `version` is the day it took effect, or `undated`."""

    place: Annotated[str, PLACE]
    version: Annotated[str, VERSION]
    name: str
    name_en: str
    title: str
    office: str
    number_prefix: Annotated[str, PREFIX]
    time_zone: str = "Asia/Shanghai"
    issued_on: date | None = None
    posted_on: date | None = None
    expires_on: date | None = None
    office_hours: tuple[tuple[Annotated[str, CLOCK], Annotated[str, CLOCK]], ...] = ()


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
    """`words_allowed`: in a reply by SMS a grade's words do without its number."""

    choices: tuple[Rating, ...]
    words_allowed: bool = False

    def get(self, rating: str) -> Rating | None:
        return next((known for known in self.choices if known.id == rating), None)

    def is_good(self, rating: str) -> bool:
        grade = self.get(rating)
        return grade is not None and grade.good

    def worst(self) -> Rating:
        """The mildest bad grade: what "dissatisfied" on the phone is recorded as."""
        return next(known for known in self.choices if not known.good)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Ruled):
    """A time limit: what must happen, from which milestone, by when."""

    id: str
    kind: DeadlineKind
    starts: Milestone
    amount: Annotated[int, AMOUNT_OR_NONE]
    unit: TimeUnit
    when: Selector = field(default_factory=Selector)
    by: Literal["office", "handler"] | None = None
    silence: Literal["approved", "refused"] | None = None

    @property
    def period(self) -> Period:
        return Period(self.amount, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One version of one place's regulation, whole."""

    identity: Identity
    levels: tuple[Level, ...]
    persons: tuple[NamedPerson, ...] = ()
    categories: Listing
    scope: Listing
    source_kinds: Listing
    complexities: Listing
    urgencies: Listing
    ratings: Ratings
    required: tuple[RequiredField, ...]
    decline_reasons: tuple[DeclineReason, ...]
    guidance: Ruled | None = None
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
