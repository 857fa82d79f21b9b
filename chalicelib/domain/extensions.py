"""延期: more time, asked for in time, on a ground the text knows, signed by whom it names.

How late one may ask is counted back from the end (XX, ZQ two days before, SQ) or from the start
(YY). Original and extended dates are both kept. A pending request stops no clock; one asked in
time and granted after the breach withdraws that breach (A30, A42).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from chalicelib.domain import clocks, deadlines, handling, requests
from chalicelib.domain.decision import Draft, Event, forbidden, missing
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import Pending, RequestKind
from chalicelib.domain.selecting import matches
from chalicelib.domain.shape import LONG_TEXT, NAME, Range
from chalicelib.domain.state import Deadline, DeadlineState
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.domain.working_time import Due, Period, TimeUnit, due
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.provisions import ExtensionKind
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension:
    """`amount` is how much more, in the unit of this regulation's extension rule."""

    kind: Literal["ordinary", "long"] | None = None
    ground: Annotated[str, NAME] | None = None
    reason: Annotated[str, LONG_TEXT] | None = None
    amount: Annotated[int, Range(1, 3650)] | None = None
    form: Annotated[str, NAME] | None = None
    requester_informed: bool = False
    override_reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideExtension:
    approve: bool
    reason: Annotated[str, LONG_TEXT] | None = None
    override_reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class Extended(Event):
    type: ClassVar[str] = "extended"
    kind: str
    amount: int
    inform_requester: bool

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(extensions=(*ticket.extensions, (ticket.round, self.kind, self.amount)))


def granted(ticket: Ticket, kind: str | None = None) -> list[int]:
    """The amounts granted in this round; a redo counts its own (A8)."""
    return [
        amount
        for in_round, its_kind, amount in ticket.extensions
        if in_round == ticket.round and kind in (None, its_kind)
    ]


def fitting_kinds(draft: Draft, wanted: str | None = None) -> list[ExtensionKind]:
    """The ways to extend that this ticket is under, in the order of the text."""
    ticket = draft.ticket
    return [
        rule
        for rule in draft.regulation.extensions.kinds
        if wanted in (None, rule.kind)
        and (rule.after is None or granted(ticket, rule.after))
        and (rule.in_redo or not ticket.in_redo)
        and matches(rule.when, draft.axes)
    ]


def open_kinds(draft: Draft) -> list[tuple[ExtensionKind, Due]]:
    """The ways to extend that are open now, each with the end of the time to ask."""
    return draft.once(open_kinds, lambda: _open_kinds(draft))


def _open_kinds(draft: Draft) -> list[tuple[ExtensionKind, Due]]:
    found = []
    for rule in fitting_kinds(draft):
        until = asks_until(draft, rule)
        if until and not (_too_often(draft, rule) or _used_up(draft, rule)):
            found.append((rule, until))
    return found


def _used_up(draft: Draft, rule: ExtensionKind) -> bool:
    most = longest(draft, rule)
    return most is not None and most <= 0


def asks_until(draft: Draft, rule: ExtensionKind) -> Due | None:
    """The end of the time to ask (A7, A21): from the start, or back from the present end.

    Never past that end: what is asked for after the breach was not asked for in time.
    """
    deadline = draft.ticket.current(DeadlineKind.HANDLING)
    if deadline is None:
        return None
    ask, context = rule.ask_by, draft.context
    if ask.counted_from == "start":
        period = Period(ask.amount, ask.unit)
        hours = deadlines.office_hours(draft.regulation)
        until = due(deadline.starts_at, period, context.calendar, context.zone, hours)
        if until.due_at < deadline.due_at:
            return until
    if ask.counted_from == "start" or ask.amount == 0:
        return Due(deadline.due_at, deadline.due_on, deadline.provisional)
    last_day = _days_before(deadline, ask.amount, ask.unit, draft)
    received_on = deadline.starts_at.astimezone(context.zone).date()
    if ask.on_day_of_receipt and last_day < received_on:
        last_day = received_on
    midnight = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), context.zone)
    return Due(midnight, last_day, deadline.provisional)


def _days_before(deadline: Deadline, amount: int, unit: TimeUnit, draft: Draft) -> date:
    if unit == TimeUnit.DAY:
        return deadline.due_on - timedelta(days=amount)
    day = deadline.due_on
    while amount:
        day -= timedelta(days=1)
        amount -= draft.context.calendar.is_working_day(day)
    return day


def request_extension(draft: Draft, command: RequestExtension) -> Refusal | None:
    """Ask for more time (XX-12/14, ZQ-22/23, SQ-13, YY-14/15, TA-19)."""
    rules = draft.regulation.extensions
    refusal = _not_by_this_actor(draft, command) or requests.already_pending(
        draft, RequestKind.EXTENSION, rules
    )
    if refusal:
        return refusal
    rule = _kind_meant(draft, command.kind)
    deadline = draft.ticket.current(DeadlineKind.HANDLING)
    if rule is None or deadline is None:
        return draft.refuse("not_extendable", f"此类工单不能这样延期：{rules.summary}", rules)
    refusal = (
        _set_by_others(draft, deadline)
        or _too_late(draft, rule, command)
        or _too_often(draft, rule)
        or _incomplete(draft, rule, command)
        or _too_long(draft, rule, command)
        or handling.begin(draft)
    )
    if refusal:
        return refusal
    details = {
        "kind": rule.kind,
        "ground": command.ground,
        "reason": command.reason,
        "amount": amount_of(draft, rule, command),
        "form": command.form,
        "requester_informed": command.requester_informed,
        "override_reason": command.override_reason,
        "rule": rule.id,
        "deadline": deadline.id,
    }
    pending = requests.ask(draft, RequestKind.EXTENSION, rule.chain, details, rule)
    if pending.decided_by != "leader":
        deadlines.reach(draft, Milestone.EXTENSION_REQUESTED)
    return None


def _kind_meant(draft: Draft, wanted: str | None) -> ExtensionKind | None:
    """The kind asked for; left out, the first that is open, else the first that there is."""
    fitting = fitting_kinds(draft, wanted)
    still_open = [rule for rule, _ in open_kinds(draft) if rule in fitting]
    return next(iter([*still_open, *fitting]), None)


def _not_by_this_actor(draft: Draft, command: RequestExtension) -> Refusal | None:
    """The office asks only where it makes an exception, with its reason."""
    if draft.actor.is_a(Role.HANDLER) or command.override_reason:
        return None
    return forbidden("the unit asks; the office only with an override_reason")


def _too_late(draft: Draft, rule: ExtensionKind, command: RequestExtension) -> Refusal | None:
    until = asks_until(draft, rule)
    if until is None or draft.now < until.due_at or until.provisional:
        return None
    deadline = draft.ticket.current(DeadlineKind.HANDLING)
    still_runs = deadline is not None and draft.now < deadline.due_at
    by_office = draft.actor.is_a(Role.OFFICE) and command.override_reason
    if rule.ask_by.office_override and by_office and still_runs:
        return None
    return draft.refuse(
        "extension_too_late", f"应在{until.due_on}（含）前提出：{rule.summary}", rule
    )


def _set_by_others(draft: Draft, deadline: Deadline) -> Refusal | None:
    """A stricter law or platform has the last word: no extension of ours moves it (XX-13)."""
    if deadline.binding_cap is None:
        return None
    table = deadlines.table_of(draft, deadline)
    return draft.refuse("limit_set_by_others", "期限由更严的规定限定，延期不能改变", table)


def _too_often(draft: Draft, rule: ExtensionKind) -> Refusal | None:
    if rule.times is None or len(granted(draft.ticket, rule.kind)) < rule.times:
        return None
    return draft.refuse("extension_count", f"延期不超过{rule.times}次", rule)


def _incomplete(draft: Draft, rule: ExtensionKind, command: RequestExtension) -> Refusal | None:
    rules = draft.regulation.extensions
    needed = rule.required
    if rules.requester_informed == "at_request":
        needed = (*needed, "requester_informed")
    lacking = missing(command, needed)
    if lacking:
        return draft.refuse("extension_incomplete", rule.summary, rule, *lacking)
    known = {ground.id for ground in rules.grounds}
    if command.ground is not None and known and command.ground not in known:
        return draft.refuse(
            "extension_ground",
            rules.summary,
            rules,
            FieldError("/ground", "one of: " + ", ".join(sorted(known))),
        )
    return None


def amount_of(draft: Draft, rule: ExtensionKind, command: RequestExtension) -> int | None:
    """What is asked for; where the text leaves no choice it need not be said."""
    if command.amount is not None:
        return command.amount
    return longest(draft, rule) if rule.length in {"exactly_the_limit", "up_to_total"} else None


def _too_long(draft: Draft, rule: ExtensionKind, command: RequestExtension) -> Refusal | None:
    """The length the text allows: of one extension, or of all in sum."""
    amount = amount_of(draft, rule, command)
    if amount is None:
        return draft.refuse(
            "extension_incomplete", rule.summary, rule, FieldError("/amount", "required")
        )
    most = longest(draft, rule)
    if most is None:
        return None
    right = amount == most if rule.length == "exactly_the_limit" else amount <= most
    if right:
        return None
    expected = f"exactly {most}" if rule.length == "exactly_the_limit" else f"at most {most}"
    return draft.refuse(
        "extension_amount", rule.summary, rule, FieldError("/amount", f"expected {expected}")
    )


def longest(draft: Draft, rule: ExtensionKind) -> int | None:
    """How much may be asked for now; None where the text sets no bound."""
    own, so_far = own_limit(draft), sum(granted(draft.ticket))
    match rule.length:
        case "at_most_the_limit" | "exactly_the_limit":
            return own
        case "at_most":
            return (rule.amount or 0) - so_far
        case "up_to_total":
            return (rule.amount or 0) - (own or 0) - so_far
        case "open":
            return None


def own_limit(draft: Draft) -> int | None:
    """The category's own limit, never as extended, in the unit that extensions count in."""
    limit = deadlines.fitting_limit(draft, DeadlineKind.HANDLING)
    if limit is None or limit.unit != draft.regulation.extensions.unit:
        return None
    return limit.amount


def decide_extension(draft: Draft, command: DecideExtension) -> Refusal | None:
    """One step of the chain; the last one moves the date."""
    rules = draft.regulation.extensions
    pending = draft.ticket.request(RequestKind.EXTENSION)
    if pending is None:
        return draft.refuse("nothing_pending", "没有待决定的延期申请", rules)
    rule = kind_of(draft, pending)
    refusal = requests.not_theirs(draft, pending, rule) or _sum_too_long(
        draft, pending, rule, command
    )
    if refusal:
        return refusal
    details = {"reason": command.reason, "override_reason": command.override_reason}
    final = requests.decide_step(draft, pending, rule, details, approve=command.approve)
    if final:
        clocks.meet(draft, DeadlineKind.EXTENSION_DECISION)
    if final and command.approve:
        grant(draft, pending)
    return None


def kind_of(draft: Draft, pending: Pending) -> ExtensionKind:
    kinds = draft.regulation.extensions.kinds
    return next(rule for rule in kinds if rule.id == pending.details["rule"])


def _sum_too_long(
    draft: Draft, pending: Pending, rule: ExtensionKind, command: DecideExtension
) -> Refusal | None:
    """All extensions together past one limit: only with the office's reason (A3)."""
    if not (rule.sum_over_limit_needs_override and command.approve):
        return None
    limit = own_limit(draft)
    total = sum(granted(draft.ticket)) + (pending.details["amount"] or 0)
    if limit is None or total <= limit or command.override_reason:
        return None
    return draft.refuse(
        "override_reason_required",
        rule.summary,
        rule,
        FieldError("/override_reason", "required: the extensions exceed the limit in sum"),
    )


def grant(draft: Draft, pending: Pending) -> None:
    """The date moves; the one before it stays on record, a breach meanwhile is withdrawn."""
    rules = draft.regulation.extensions
    rule = kind_of(draft, pending)
    amount = pending.details["amount"]
    old = draft.ticket.current(DeadlineKind.HANDLING)
    inform = rules.requester_informed == "after_approval"
    draft.record(Extended(rule.kind, amount, inform), rule)
    if old is None or old.state == DeadlineState.MET:
        return
    period = Period(amount, rules.unit)
    new = replace(
        old,
        id=deadlines.next_id(draft.ticket, DeadlineKind.HANDLING),
        source=f"extension:{rule.id}",
        extends=old.id,
        extended_by=period,
        original_due_at=old.original_due_at or old.due_at,
        fixed_at=None,
        state=DeadlineState.RUNNING,
        label=None,
    )
    clocks.supersede(draft, old, DeadlineState.REPLACED)
    deadlines.set_deadline(draft, new)
