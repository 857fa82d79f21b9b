"""重办: a bad verdict opens the next round, under the rules of that place.

YY sends it back at once, as often as needed; SQ once after the first bad human revisit; ZQ once,
when the citizen wants it, or unless one of seven exclusions holds; TA and XX when the request is
reasonable, XX after an inspection. The new round has its own clocks; nothing of the first is
overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, exclusions, requests, supervision, verdicts
from chalicelib.domain.decision import Draft, Event, invalid
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import ClosedRound, RequestKind
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.records import Pending
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
    rules = draft.regulation.redo
    _inspect_if_reasonable(draft, wish)
    if _exhausted(draft):
        verdicts.archive(draft, "dissatisfied")
    elif rules.opens == "at_once":
        open_redo(draft)
    elif rules.opens == "when_reasonable" and not wish.reasonable:
        verdicts.archive(draft, "dissatisfied")
    else:
        _ask(draft, wish)


def after_good_revisit(draft: Draft, wish: Wish) -> None:
    """Content after all; who wants a redo even so is heard where the text says so (ZQ-33)."""
    if draft.regulation.redo.on_wish and wish.redo_wanted and not _exhausted(draft):
        _ask(draft, wish)
    else:
        verdicts.archive(draft, "revisited")


def _exhausted(draft: Draft) -> bool:
    most = draft.regulation.redo.maximum
    return most is not None and draft.ticket.round - 1 >= most


def _inspect_if_reasonable(draft: Draft, wish: Wish) -> None:
    """督查: the office sees to it that what was reasonable is solved (XX-30 (4))."""
    rules, demand = draft.regulation.redo.inspection, "群众回访不满意且诉求合理，请核查并有效解决"
    if rules is not None and wish.reasonable:
        supervision.open_supervision(draft, rules.trigger, demand, rules, form=rules.form)


def _ask(draft: Draft, wish: Wish) -> None:
    """Whoever decides on redos in this place is to decide."""
    rules = draft.regulation.redo
    details = {
        "redo_wanted": wish.redo_wanted,
        "reasonable": wish.reasonable,
        "reason": wish.reason,
    }
    requests.ask(draft, RequestKind.REDO, (rules.decided_by or "office",), details, rules)
    deadlines.reach(draft, Milestone.REDO_REQUESTED)


def decide_redo(draft: Draft, command: DecideRedo) -> Refusal | None:
    """Send it back to the unit, or name why not (ZQ-33/34/35, TA-23, XX-30 (4))."""
    rules = draft.regulation.redo
    pending = draft.ticket.request(RequestKind.REDO)
    if pending is None:
        return draft.refuse("nothing_pending", "没有待决定的重办", rules)
    refusal = requests.not_theirs(draft, pending, rules) or _wrong_reason(draft, pending, command)
    if refusal:
        return refusal
    details = {
        "exclusion_code": command.exclusion_code,
        "opinion": command.opinion,
        "reason": command.reason,
    }
    table = exclusions.named(draft, command.exclusion_code) or rules
    requests.decide_step(draft, pending, table, details, approve=command.approve)
    clocks.meet(draft, DeadlineKind.REDO_DECISION)
    if command.approve:
        open_redo(draft)
    else:
        no_redo(draft)
    return None


def _wrong_reason(draft: Draft, pending: Pending, command: DecideRedo) -> Refusal | None:
    """A redo after a bad grade is refused by an exclusion that holds (ZQ-35), one that is only
    wished for by what the review found (ZQ-33).
    """
    rules, code = draft.regulation.redo, command.exclusion_code
    if command.approve:
        if code is None:
            return None
        return invalid("/exclusion_code", "an exclusion refuses the redo")
    if not rules.exclusions:
        return None
    if code is None and _only_wished(draft):
        return None if command.reason else _no_reason(draft)
    exclusion = exclusions.named(draft, code)
    if exclusion is None:
        return exclusions.none_named(draft, code)
    return exclusions.does_not_hold(draft, exclusion, pending, command.opinion)


def _no_reason(draft: Draft) -> Refusal:
    rules = draft.regulation.redo
    return draft.refuse("reason_required", rules.summary, rules, FieldError("/reason", "required"))


def _only_wished(draft: Draft) -> bool:
    """The grade, as it was put right, is good."""
    rating = draft.ticket.rating
    return rating is not None and draft.regulation.ratings.is_good(rating)


def no_redo(draft: Draft) -> None:
    """The ticket ends with the verdict it has."""
    verdicts.archive(draft, "revisited" if _only_wished(draft) else "dissatisfied")


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
