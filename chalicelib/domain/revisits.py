"""回访: the phone call after a bad grade, or after every closing where the text says so.

Attempts are counted; a mistaken grade is corrected with the old one, the new one and the reason
(ZQ-32); what the regulation's questionnaire asks must be answered (YY-18).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, redo, supervision, verdicts
from chalicelib.domain.decision import Draft, Event, forbidden, invalid
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.records import RequestKind
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.terms import DeadlineKind
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevisit:
    """`redo_wanted` is the citizen's wish, `reasonable` the caller's judgement of it; `reason` why
    they are dissatisfied, or why a grade was mistaken.
    """

    reached: bool
    satisfied: bool | None = None
    solved: bool | None = None
    contacted: bool | None = None
    attitude_ok: bool | None = None
    reason: Annotated[str, LONG_TEXT] | None = None
    corrected_rating: Annotated[str, NAME] | None = None
    redo_wanted: bool = False
    reasonable: bool | None = None


@dataclass(frozen=True, slots=True)
class Revisited(Event):
    type: ClassVar[str] = "revisited"
    reached: bool
    satisfied: bool | None
    solved: bool | None
    contacted: bool | None
    attitude_ok: bool | None
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(
            revisits=(*ticket.revisits, at),
            solved=ticket.solved if self.solved is None else self.solved,
        )


@dataclass(frozen=True, slots=True)
class RatingCorrected(Event):
    """The citizen had meant another grade; both stay on record."""

    type: ClassVar[str] = "rating_corrected"
    old: str | None
    new: str
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(rating=self.new)


@dataclass(frozen=True, slots=True)
class VerdictTaken(Event):
    """The verdict given on the phone, where no grade came by SMS (YY)."""

    type: ClassVar[str] = "rated"
    rating: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(rating=self.rating)


def record_revisit(draft: Draft, command: RecordRevisit) -> Refusal | None:
    """Write down one call; its verdict archives the ticket or leads to a redo."""
    rules = draft.regulation.revisit
    refusal = (
        _not_theirs_to_correct(draft, command.corrected_rating)
        or _unknown_rating(draft, command.corrected_rating)
        or _contradicts_itself(draft, command)
        or _waits(draft)
        or _unanswered(draft, command)
        or _corrects_without_reason(draft, command)
    )
    if refusal:
        return refusal
    draft.record(
        Revisited(
            command.reached,
            command.satisfied,
            command.solved,
            command.contacted,
            command.attitude_ok,
            command.reason,
        ),
        rules,
    )
    if not command.reached:
        _give_up_after_enough(draft)
        return None
    clocks.meet(draft, DeadlineKind.REVISIT)
    _take_verdict(draft, command)
    wish = redo.Wish(command.redo_wanted, command.reasonable, command.reason)
    if _is_bad(draft, command):
        _supervised_from_above(draft)
        redo.after_bad_revisit(draft, wish)
    else:
        redo.after_good_revisit(draft, wish)
    return None


def _supervised_from_above(draft: Draft) -> None:
    """Who is dissatisfied when a level above calls has the ticket supervised (YY-23 (4))."""
    rules = draft.regulation.revisit
    if rules.upper_level_trigger and draft.actor.is_a(Role.UPPER_OFFICE):
        supervision.open_by_rule(draft, rules.upper_level_trigger, "回访不满意，请限时解决", rules)


def _waits(draft: Draft) -> Refusal | None:
    """No revisit before the level above registered the closing (A43), nor under a decision."""
    for kind, code, detail in (
        (RequestKind.CLOSING, "closing_not_registered", "办结尚未登记"),
        (RequestKind.REDO, "redo_pending", "重办申请尚未决定"),
    ):
        if draft.ticket.request(kind):
            return draft.refuse(code, detail, draft.regulation.audit)
    return None


def _unanswered(draft: Draft, command: RecordRevisit) -> Refusal | None:
    """The regulation's questionnaire, asked whole; a corrected grade says whether satisfied."""
    if not command.reached:
        return None
    rules = draft.regulation.revisit
    required = list(rules.required)
    if command.corrected_rating:
        required = [name for name in required if name != "satisfied"]
    lacking = [name for name in required if getattr(command, name) is None]
    if lacking:
        errors = (FieldError(f"/{name}", "asked by the regulation") for name in lacking)
        return draft.refuse("revisit_incomplete", rules.summary, rules, *errors)
    return None


def _unknown_rating(draft: Draft, rating: str | None) -> Refusal | None:
    ratings = draft.regulation.ratings
    if rating is None or ratings.get(rating) is not None:
        return None
    return draft.not_listed("/corrected_rating", ratings, (one.id for one in ratings.choices))


def _not_theirs_to_correct(draft: Draft, rating: str | None) -> Refusal | None:
    """Whom the grade judges may not correct it (ZQ-32: the city's body does)."""
    rules = draft.regulation.revisit
    if rating is None or rules.corrected_by is None or draft.actor.is_a(Role(rules.corrected_by)):
        return None
    return forbidden(f"评价由{rules.corrected_by}核改", draft.regulation.cite(rules))


def _contradicts_itself(draft: Draft, command: RecordRevisit) -> Refusal | None:
    """A grade is corrected by who was asked, had given one, and says the same of being satisfied.

    The grade is known to be one of the list.
    """
    grade = draft.regulation.ratings.get(command.corrected_rating or "")
    unheard = () if command.reached else tuple(_said(command))
    if unheard:
        detail = "nobody was reached who could say so"
        errors = tuple(FieldError(f"/{name}", detail) for name in unheard)
        basis = draft.regulation.cite(draft.regulation.revisit)
        return Refusal("invalid_field", detail, basis, Kind.INVALID, errors)
    if grade is None:
        return None
    if not command.reached:
        return invalid("/corrected_rating", "nobody was reached who could correct it")
    if draft.ticket.rating is None:
        return invalid("/corrected_rating", "no grade was given that could be mistaken")
    if command.satisfied in {None, grade.good}:
        return None
    detail = "satisfied and the corrected grade say the opposite"
    errors = (FieldError("/satisfied", detail), FieldError("/corrected_rating", detail))
    basis = draft.regulation.cite(draft.regulation.revisit)
    return Refusal("invalid_field", detail, basis, Kind.INVALID, errors)


def _said(command: RecordRevisit) -> Iterator[str]:
    """What only the citizen can have said."""
    for name in ("satisfied", "solved", "contacted", "attitude_ok"):
        if getattr(command, name) is not None:
            yield name
    if command.redo_wanted:
        yield "redo_wanted"


def _corrects_without_reason(draft: Draft, command: RecordRevisit) -> Refusal | None:
    """Of a mistaken grade the old one, the new one and the reason stay on record (ZQ-32)."""
    rules = draft.regulation.revisit
    if command.reason or command.corrected_rating in {None, draft.ticket.rating}:
        return None
    error = FieldError("/reason", "required with a corrected grade")
    return draft.refuse("correction_reason_required", "核改评价应登记原因", rules, error)


def _take_verdict(draft: Draft, command: RecordRevisit) -> None:
    ratings, old = draft.regulation.ratings, draft.ticket.rating
    if command.corrected_rating is not None and command.corrected_rating != old:
        event = RatingCorrected(old, command.corrected_rating, command.reason)
        draft.record(event, draft.regulation.revisit)
    elif old is None and command.satisfied is not None:
        good = next(one for one in ratings.choices if one.good)
        verdict = good if command.satisfied else ratings.worst()
        draft.record(VerdictTaken(verdict.id), draft.regulation.revisit)


def _is_bad(draft: Draft, command: RecordRevisit) -> bool:
    """What the citizen says on the phone; where only a listed exclusion stops the redo, a bad
    grade stands until it is corrected (ZQ art 15-3, 16).
    """
    rules = draft.regulation.redo
    said = command.satisfied is not None and command.corrected_rating is None
    if said and not (rules.opens == "unless_excluded" and draft.ticket.rating):
        return not command.satisfied
    grade = draft.regulation.ratings.get(draft.ticket.rating or "")
    return grade is not None and not grade.good


def _give_up_after_enough(draft: Draft) -> None:
    """Unreachable is a fact only after enough calls on enough days (A9)."""
    rules, calls = draft.regulation.revisit, draft.ticket.revisits
    if len(calls) < rules.attempts:
        return
    zone = draft.context.zone
    first_day = calls[0].astimezone(zone).date()
    calendar = draft.context.calendar
    more = rules.over_working_days - calendar.is_working_day(first_day)  # the first may be one
    enough = calendar.add_working_days(first_day, more)
    if draft.now.astimezone(zone).date() >= enough:
        exclusions = draft.regulation.redo.exclusions
        verdicts.archive(
            draft, "unreachable", next((one for one in exclusions if one.when_unreachable), None)
        )
