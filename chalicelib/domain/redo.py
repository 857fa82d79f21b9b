"""重办: a bad verdict opens the next round, under the rules of that place.

YY sends it back at once, as often as needed; SQ once after the first bad human revisit; ZQ once,
unless one of seven exclusions holds; TA and XX when the request is reasonable. The new round has
its own clocks; nothing of the first is overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, requests, supervision, verdicts
from chalicelib.domain.decision import Draft, Event, invalid
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import ClosedRound, RequestKind
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind, Milestone

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.provisions import RedoExclusion
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRedo:
    approve: bool
    exclusion_code: Annotated[str, NAME] | None = None
    opinion: Annotated[str, LONG_TEXT] | None = None
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the citizen wants and why, as the call brought it out."""

    redo_wanted: bool
    reasonable: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class RedoOpened(Event):
    """Round + 1: back to the unit, which was found responsible."""

    type: ClassVar[str] = "redo_opened"
    round: int

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        closed = ClosedRound(
            round=ticket.round,
            unit=ticket.unit,
            answered_at=ticket.answered_at,
            closed_at=ticket.closed_at,
            outcome=ticket.outcome,
            rating=ticket.rating,
            solved=ticket.solved,
            survey=ticket.survey,
        )
        return ticket.but(
            status=Status.HANDLING,
            round=self.round,
            rounds=(*ticket.rounds, closed),
            dispatched_at=at,
            received_at=at,
            signed_at=at,
            answered_at=None,
            closed_at=None,
            outcome=None,
            promised_for=None,
            rating=None,
            solved=None,
            survey=None,
            revisits=(),
            answers=0,
        )


@dataclass(frozen=True, slots=True)
class LeaderInformed(Event):
    """The unit's leader hears of a redo at the same time (YY-19)."""

    type: ClassVar[str] = "leader_informed"
    unit: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


def after_bad_revisit(draft: Draft, wish: Wish) -> None:
    """The citizen stays dissatisfied: a redo at once, one to be decided, or none."""
    rules, done = draft.regulation.redo, draft.ticket.round - 1
    if rules.maximum is not None and done >= rules.maximum:
        verdicts.archive(draft, "dissatisfied")
    elif rules.opens == "at_once":
        open_redo(draft)
    elif rules.opens == "when_reasonable" and not wish.reasonable:
        verdicts.archive(draft, "dissatisfied")
    else:
        details = {
            "redo_wanted": wish.redo_wanted,
            "reasonable": wish.reasonable,
            "reason": wish.reason,
        }
        chain = (rules.decided_by or "office",)
        requests.ask(draft, RequestKind.REDO, chain, details, rules)
        deadlines.reach(draft, Milestone.REDO_REQUESTED)


def decide_redo(draft: Draft, command: DecideRedo) -> Refusal | None:
    """Send it back to the unit, or name why not (ZQ-33/34/35, TA-23, XX-30 (4))."""
    rules = draft.regulation.redo
    pending = draft.ticket.request(RequestKind.REDO)
    if pending is None:
        return draft.refuse("nothing_pending", "没有待决定的重办", rules)
    refusal = requests.not_theirs(draft, pending, rules) or _wrong_exclusion(draft, command)
    if refusal:
        return refusal
    details = {
        "exclusion_code": command.exclusion_code,
        "opinion": command.opinion,
        "reason": command.reason,
    }
    table = _exclusion(draft, command.exclusion_code) or rules
    requests.decide_step(draft, pending, table, details, approve=command.approve)
    clocks.meet(draft, DeadlineKind.REDO_DECISION)
    if command.approve:
        open_redo(draft)
    else:
        verdicts.archive(draft, "dissatisfied")
    return None


def _exclusion(draft: Draft, code: str | None) -> RedoExclusion | None:
    return next((one for one in draft.regulation.redo.exclusions if one.code == code), None)


def _wrong_exclusion(draft: Draft, command: DecideRedo) -> Refusal | None:
    """A redo that is refused names its exclusion, one that holds (ZQ-35)."""
    rules = draft.regulation.redo
    if command.approve:
        if command.exclusion_code is None:
            return None
        return invalid("/exclusion_code", "an exclusion refuses the redo")
    if not rules.exclusions:
        return None
    exclusion = _exclusion(draft, command.exclusion_code)
    if exclusion is None:
        return _no_exclusion(draft, command)
    return _does_not_hold(draft, exclusion, command)


def _does_not_hold(draft: Draft, exclusion: RedoExclusion, command: DecideRedo) -> Refusal | None:
    """Whether it was mediated or enforced the closing says; a false complaint needs the opinion."""
    if exclusion.outcomes and draft.ticket.outcome not in exclusion.outcomes:
        error = FieldError("/exclusion_code", f"办结结果不在其内：{'、'.join(exclusion.outcomes)}")
        return draft.refuse("outcome_differs", exclusion.summary, exclusion, error)
    if exclusion.needs_opinion and not command.opinion:
        error = FieldError("/opinion", "required")
        return draft.refuse("opinion_required", exclusion.summary, exclusion, error)
    return None


def _no_exclusion(draft: Draft, command: DecideRedo) -> Refusal:
    rules = draft.regulation.redo
    if command.exclusion_code is not None:
        known = (one.code for one in rules.exclusions)
        return draft.not_listed("/exclusion_code", rules, known)
    return draft.refuse(
        "exclusion_required", rules.summary, rules, FieldError("/exclusion_code", "required")
    )


def open_redo(draft: Draft) -> None:
    """The next round: its own limit from here, the leader told, supervised if it repeats."""
    rules = draft.regulation.redo
    number = draft.ticket.round
    clocks.void(draft)
    draft.record(RedoOpened(number + 1), rules)
    limit = deadlines.handling_limit(draft)
    assert limit is not None, "loading refuses a ticket without a limit"  # noqa: S101
    deadlines.set_handling(draft, limit, draft.now)
    if rules.leader_informed and draft.ticket.unit:
        draft.record(LeaderInformed(draft.ticket.unit), rules)
    if rules.supervised_from is not None and number >= rules.supervised_from:
        supervision.open_by_rule(draft, rules.supervision_trigger, "再次重办，请限时解决", rules)
