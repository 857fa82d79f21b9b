"""不重办的情形: why a bad verdict may stay without a redo, and what shows that it may not.

Nothing is claimed that the record shows to be untrue (ZQ-35): the kind of request, how it was
closed, whether a reply was due, whether a reason was given. That a complaint is false takes an
opinion of the office beside the ticket: given by itself before, or quoted by whoever decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import deadlines, requests
from chalicelib.domain.decision import Draft, Event, forbidden
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import OFFICE, RequestKind
from chalicelib.domain.selecting import matches
from chalicelib.domain.shape import LONG_TEXT
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.provisions import RedoExclusion
    from chalicelib.domain.records import Pending
    from chalicelib.domain.state import Ticket

OPINION = "opinion"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOpinion:
    """The office's view of a redo that another level decides."""

    opinion: Annotated[str, LONG_TEXT]


@dataclass(frozen=True, slots=True)
class OpinionAdded(Event):
    type: ClassVar[str] = "redo_opinion_added"
    request: str
    opinion: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        pending = ticket.request(RequestKind.REDO)
        if pending is None:
            return ticket
        return ticket.with_pending(
            replace(pending, details={**pending.details, OPINION: self.opinion})
        )


def add_opinion(draft: Draft, command: AddOpinion) -> Refusal | None:
    """加具意见: before the level above decides, the office says what it thinks (ZQ-35 (6))."""
    pending = draft.ticket.request(RequestKind.REDO)
    table = takes_opinion(draft)
    if pending is None or table is None:
        rules = draft.regulation.redo
        return draft.refuse("no_opinion_wanted", "没有需要加具意见的重办", rules)
    if requests.holds_it(draft):
        basis = draft.regulation.cite(table)
        return forbidden("a sub-office gives no opinion on what it handled itself", basis)
    draft.record(OpinionAdded(pending.id, command.opinion), table)
    return None


def takes_opinion(draft: Draft) -> RedoExclusion | None:
    """The exclusion that an opinion can still be given on: a level above decides, none was given
    yet, and the exclusion can be said of such a ticket.
    """
    pending = draft.ticket.request(RequestKind.REDO)
    if pending is None or pending.decided_by == OFFICE or pending.details.get(OPINION):
        return None
    return next(
        (
            one
            for one in draft.regulation.redo.exclusions
            if one.needs_opinion and matches(one.when, draft.axes)
        ),
        None,
    )


def named(draft: Draft, code: str | None) -> RedoExclusion | None:
    return next((one for one in draft.regulation.redo.exclusions if one.code == code), None)


def none_named(draft: Draft, code: str | None) -> Refusal:
    """A redo that is refused names its exclusion, one of the list."""
    rules = draft.regulation.redo
    if code is not None:
        return draft.not_listed("/exclusion_code", rules, (one.code for one in rules.exclusions))
    return draft.refuse(
        "exclusion_required", rules.summary, rules, FieldError("/exclusion_code", "required")
    )


def does_not_hold(
    draft: Draft, exclusion: RedoExclusion, pending: Pending, opinion: str | None
) -> Refusal | None:
    """What the record shows to be untrue; `opinion` is the office's, as whoever decides has it."""
    untrue = _untrue(draft, exclusion, pending)
    if untrue:
        code, detail = untrue
        error = FieldError("/exclusion_code", detail)
        return draft.refuse(code, exclusion.summary, exclusion, error)
    if exclusion.needs_opinion and not (opinion or pending.details.get(OPINION)):
        error = FieldError("/opinion", "须由本级热线管理机构加具意见（可先行 add_opinion）")
        return draft.refuse("opinion_required", exclusion.summary, exclusion, error)
    return None


def _untrue(draft: Draft, exclusion: RedoExclusion, pending: Pending) -> tuple[str, str] | None:
    """By which code it is refused, and what stands against it."""
    if not matches(exclusion.when, draft.axes):
        return "category_differs", "诉求类别不在其内"
    if exclusion.outcomes and draft.ticket.outcome not in exclusion.outcomes:
        return "outcome_differs", f"办结结果不在其内：{'、'.join(exclusion.outcomes)}"
    if exclusion.contradicted_by == "reply_due" and not deadlines.contact_exception(draft):
        return "reply_was_due", "诉求人要求回复，也未隐匿信息"
    if exclusion.contradicted_by == "reason_given" and pending.details.get("reason"):
        return "reason_was_given", "回访已登记不满意的原因"
    return None
