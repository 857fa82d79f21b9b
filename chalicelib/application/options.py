"""What a caller may do with a ticket now, and until when.

An action is offered when its role, its unit and the status allow it, and when what it needs is
there: something pending whose step this caller decides, a window that is still open. Whether a
given command passes is the procedure's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache

from chalicelib.application.access import refuses
from chalicelib.domain import deadlines, exclusions, extensions, requests, returns
from chalicelib.domain.basis import Ruled
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import Role, UnitKind
from chalicelib.domain.records import LEADER, RequestKind
from chalicelib.domain.state import WITH_UNIT, Status
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import ACTIONS, Action
from chalicelib.domain.verdicts import may_rate
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Until when an action is open, and by which rule."""

    action: str
    closes_at: datetime
    table: Ruled | None


def open_actions(draft: Draft) -> dict[str, Action]:
    """By name, what this caller may do now."""
    given = _given_by(draft.actor.roles, draft.ticket.status)
    return {name: action for name, action in given if _is_open(draft, name, action)}


@cache
def _given_by(roles: frozenset[Role], status: Status) -> tuple[tuple[str, Action], ...]:
    """What somebody with these roles may do with some ticket of this status."""
    return tuple(
        (name, action)
        for name, action in ACTIONS.items()
        if status in action.when and not roles.isdisjoint(action.by)
    )


def _is_open(draft: Draft, name: str, action: Action) -> bool:
    if refuses(draft.actor, action, draft.ticket):
        return False
    condition = CONDITIONS.get(name)
    return condition is None or condition(draft)


def windows(draft: Draft) -> Iterator[Window]:
    """The windows that count for this ticket, whoever may use them."""
    ticket = draft.ticket
    if ticket.status in WITH_UNIT:
        yield from _windows_of_the_unit(draft)
    survey = ticket.survey
    if ticket.status == Status.AWAITING_RATING and survey and survey.closes_at:
        limit = deadlines.fitting_limit(draft, DeadlineKind.SURVEY_REPLY)
        yield Window("rate", survey.closes_at, limit or draft.regulation.survey)


def _windows_of_the_unit(draft: Draft) -> Iterator[Window]:
    """As the side sees them that may ask, whoever looks."""
    found = returns.basis_of_window(draft)
    if found and returns.open_in_itself(draft):
        yield Window("request_return", found[1], found[0])
    if draft.ticket.request(RequestKind.EXTENSION) is None:
        for rule, until in extensions.open_kinds(draft):
            yield Window("request_extension", until.due_at, rule)


def _decides(kind: RequestKind) -> Callable[[Draft], bool]:
    def holds(draft: Draft) -> bool:
        pending = draft.ticket.request(kind)
        return (
            pending is not None
            and pending.decided_by != LEADER
            and requests.decides(draft, pending.decided_by)
        )

    return holds


def _waits_for_leader(draft: Draft) -> bool:
    return any(one.decided_by == LEADER for one in draft.ticket.pending)


def _may_ask_return(draft: Draft) -> bool:
    return returns.may_not_ask(draft) is None


def _may_ask_extension(draft: Draft) -> bool:
    """The unit in time; after that the office, where the text lets it make an exception."""
    deadline = draft.ticket.current(DeadlineKind.HANDLING)
    if deadline is None or draft.ticket.request(RequestKind.EXTENSION):
        return False
    kinds = extensions.open_kinds(draft)
    if any(draft.now < until.due_at or until.provisional for _, until in kinds):
        return draft.actor.is_a(Role.HANDLER) and _may_begin(draft)
    by_office = any(rule.ask_by.office_override for rule, _ in kinds)
    return by_office and draft.actor.is_a(Role.OFFICE) and draft.now < deadline.due_at


def _may_begin(draft: Draft) -> bool:
    """Where a rule asks for signing, the unit signs before it does anything else."""
    if draft.ticket.status != Status.DISPATCHED:
        return True
    return deadlines.fitting_limit(draft, DeadlineKind.SIGN_IN) is None


def _may_answer(draft: Draft) -> bool:
    return _may_begin(draft) and draft.ticket.request(RequestKind.ANSWER) is None


def _may_contact(draft: Draft) -> bool:
    return not draft.actor.is_a(Role.HANDLER) or _may_begin(draft)


def _may_dispatch(draft: Draft) -> bool:
    """The office what is registered; a sub-office what it was sent."""
    ticket, actor = draft.ticket, draft.actor
    if ticket.status == Status.REGISTERED:
        return actor.unit is None or ticket.unit in actor.units
    holder = draft.context.facts.directory.known(ticket.unit)
    return holder is not None and holder.kind == UnitKind.OFFICE and holder.id in actor.units


def _may_ask_termination(draft: Draft) -> bool:
    asked = draft.ticket.request(RequestKind.TERMINATION)
    return draft.regulation.termination is not None and asked is None


def _may_revisit(draft: Draft) -> bool:
    ticket = draft.ticket
    return not (ticket.request(RequestKind.CLOSING) or ticket.request(RequestKind.REDO))


def _is_repeat(draft: Draft) -> bool:
    ticket = draft.ticket
    return ticket.repeat_of is not None or ticket.repeat_proposed_of is not None


def _demanded(draft: Draft) -> bool:
    return any(not one.closed and one.reply is None for one in draft.ticket.supervisions)


CONDITIONS: Mapping[str, Callable[[Draft], bool]] = {
    "decline": lambda draft: bool(draft.regulation.decline_reasons),
    "refer": lambda draft: bool(draft.regulation.referrals),
    "dispatch": _may_dispatch,
    "record_contact": _may_contact,
    "confirm": _waits_for_leader,
    "contribute": lambda draft: any(one in draft.ticket.co_handlers for one in draft.actor.units),
    "request_return": _may_ask_return,
    "decide_return": _decides(RequestKind.RETURN),
    "open_adjudication": lambda draft: not draft.ticket.lead_fixed,
    "request_extension": _may_ask_extension,
    "decide_extension": _decides(RequestKind.EXTENSION),
    "submit_answer": _may_answer,
    "register_closing": _decides(RequestKind.CLOSING),
    "rate": lambda draft: draft.ticket.status == Status.AWAITING_RATING and may_rate(draft),
    "record_revisit": _may_revisit,
    "decide_redo": _decides(RequestKind.REDO),
    "add_opinion": lambda draft: exclusions.takes_opinion(draft) is not None,
    "withdraw": lambda draft: draft.regulation.withdrawal.allowed,
    "request_termination": _may_ask_termination,
    "decide_termination": _decides(RequestKind.TERMINATION),
    "link_repeat": lambda draft: draft.ticket.repeat_of is None,
    "unlink_repeat": _is_repeat,
    "issue_opinion": _may_begin,
    "answer_supervision": _demanded,
    "close_supervision": lambda draft: any(not one.closed for one in draft.ticket.supervisions),
}
