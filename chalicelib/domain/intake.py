"""受理: a request is registered, or turned away in the way its regulation allows.

What is out of scope is declined with a reason of that regulation's own list; an emergency or a
legal route is referred where the text says so; what can be said at once is answered directly.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from chalicelib.domain import clocks, deadlines, requests, surveys
from chalicelib.domain.decision import Draft, Earlier, Event, invalid, missing
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.records import Location, Requester, Source
from chalicelib.domain.repeats import RepeatProposed, earlier_report
from chalicelib.domain.selecting import matches
from chalicelib.domain.shape import FEW, LONG_TEXT, NAME, PHONE, SHORT_TEXT, Range
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.provisions import DeclineReason
    from chalicelib.domain.regulation import Regulation

Channel = Literal["phone", "web", "wechat", "app", "sms", "email", "platform", "open311"]
Complexity = Literal["simple", "ordinary", "complex"]
Urgency = Literal["normal", "urgent", "emergency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterGiven:
    name: Annotated[str, NAME] | None = None
    phone: Annotated[str, PHONE] | None = None
    confidential: bool = False
    reply_wanted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationGiven:
    address: Annotated[str, SHORT_TEXT] | None = None
    lat: Annotated[float, Range(-90, 90)] | None = None
    lon: Annotated[float, Range(-180, 180)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGiven:
    platform: Annotated[str, NAME]
    reference: Annotated[str, NAME]
    kind: Annotated[str, NAME] | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A citizen's request, from whichever channel."""

    jurisdiction: Annotated[str, NAME]
    category: Annotated[str, NAME]
    subject: Annotated[str, SHORT_TEXT]
    description: Annotated[str, LONG_TEXT]
    channel: Channel = "web"
    requester: RequesterGiven | None = None
    location: LocationGiven | None = None
    attachments: Annotated[tuple[Annotated[str, NAME], ...], FEW] = ()
    complexity: Complexity = "ordinary"
    urgency: Urgency = "normal"
    scope: Annotated[str, NAME] | None = None
    directly_answerable: bool = False
    statutory_due_at: datetime | None = None
    source: SourceGiven | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    reason_code: Annotated[str, NAME]
    explanation: Annotated[str, LONG_TEXT] | None = None
    advice: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    to: Annotated[str, NAME]
    note: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDirectly:
    """`answer` may be left out for a repeat that is answered with the progress made."""

    answer: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class Registered(Event):
    """The first event: the ticket as it came in."""

    type: ClassVar[str] = "registered"
    ticket: Ticket

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return self.ticket


@dataclass(frozen=True, slots=True)
class Declined(Event):
    type: ClassVar[str] = "declined"
    reason_code: str
    explanation: str | None
    advice: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.DECLINED, closed_at=at, outcome=self.reason_code)


@dataclass(frozen=True, slots=True)
class Referred(Event):
    type: ClassVar[str] = "referred"
    to: str
    note: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.REFERRED, closed_at=at, outcome=self.to)


@dataclass(frozen=True, slots=True)
class AnsweredDirectly(Event):
    type: ClassVar[str] = "answered_directly"
    answer: str
    repeat_of: str | None = None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.ANSWERED_DIRECTLY, answered_at=at, closed_at=at)


def new_ticket(command: Register, ticket_id: str, number: str, regulation: Regulation,
               now: datetime) -> Ticket:  # fmt: skip
    """The ticket a registration describes, before any rule has looked at it."""
    given = command.requester or RequesterGiven()
    where, source = command.location, command.source
    return Ticket(
        id=ticket_id,
        number=number,
        jurisdiction=command.jurisdiction,
        regulation=regulation.id,
        status=Status.REGISTERED,
        category=command.category,
        subject=command.subject,
        description=command.description,
        registered_at=now,
        channel=command.channel,
        complexity=command.complexity,
        urgency=command.urgency,
        scope=command.scope,
        directly_answerable=command.directly_answerable,
        statutory_due_at=command.statutory_due_at,
        requester=Requester(
            name=given.name,
            phone=given.phone,
            confidential=given.confidential,
            reply_wanted=given.reply_wanted,
        ),
        location=Location(address=where.address, lat=where.lat, lon=where.lon) if where else None,
        attachments=command.attachments,
        source=Source(
            platform=source.platform,
            reference=source.reference,
            kind=source.kind,
            due_at=source.due_at,
        )
        if source
        else None,
    )


def register(draft: Draft, command: Register) -> Refusal | None:  # noqa: ARG001
    """Take a request in (XX-02/04, TA-06, ZQ-08, SQ-04/08, YY-01)."""
    ticket, regulation = draft.ticket, draft.regulation
    refusal = unknown_choice(draft) or _past_dates(draft) or _lacking(draft)
    if refusal:
        return refusal
    draft.record(Registered(ticket), regulation.categories)
    deadlines.reach(draft, Milestone.REGISTERED)
    earlier = earlier_report(draft)
    if earlier:
        draft.record(RepeatProposed(earlier.id), regulation.repeats)
    return None


def unknown_choice(draft: Draft) -> Refusal | None:
    ticket, regulation = draft.ticket, draft.regulation
    kind = ticket.source.kind if ticket.source else None
    for pointer, value, known in (
        ("/category", ticket.category, regulation.categories),
        ("/complexity", ticket.complexity, regulation.complexities),
        ("/urgency", ticket.urgency, regulation.urgencies),
        ("/scope", ticket.scope, regulation.scope),
        ("/source/kind", kind, regulation.source_kinds),
    ):
        if value is not None and value not in known:
            return draft.not_listed(pointer, known, (choice.id for choice in known.choices))
    return None


def _past_dates(draft: Draft) -> Refusal | None:
    """A date to keep lies ahead."""
    ticket = draft.ticket
    if ticket.statutory_due_at and ticket.statutory_due_at <= draft.now:
        return invalid("/statutory_due_at", "must lie ahead")
    if ticket.source and ticket.source.due_at and ticket.source.due_at <= draft.now:
        return invalid("/source/due_at", "must lie ahead")
    return None


def _lacking(draft: Draft) -> Refusal | None:
    """Name, phone or address where handling needs them (TA art 10, SQ art 10-1)."""
    ticket = draft.ticket
    held = {
        "requester.name": ticket.requester.name,
        "requester.phone": ticket.requester.phone,
        "location.address": ticket.location.address if ticket.location else None,
    }
    lacking = [
        rule
        for rule in draft.regulation.required
        if matches(rule.when, draft.axes) and not held[rule.what]
    ]
    if not lacking:
        return None
    errors = [FieldError("/" + rule.what.replace(".", "/"), rule.summary) for rule in lacking]
    return draft.refuse("required_at_intake", lacking[0].summary, lacking[0], *errors)


def decline(draft: Draft, command: Decline) -> Refusal | None:
    """Out of scope: a reason of the list, explained, with where to turn (XX-05, ZQ-09, SQ-05)."""
    regulation = draft.regulation
    reason = _reason(regulation, command.reason_code)
    if reason is None:
        if not regulation.decline_reasons:
            return draft.refuse_silent("decline_not_provided", "本办法没有不予受理的规定")
        known = (one.code for one in regulation.decline_reasons)
        return draft.not_listed("/reason_code", regulation.scope, known)
    if not _repeats_as_it_must(draft, reason):
        return draft.refuse("not_a_repeat", "没有同一事实、同一理由的在先诉求", reason)
    fields = tuple(name for name in reason.required if name in {"explanation", "advice"})
    errors = missing(command, fields)
    if errors:
        table = regulation.guidance or reason
        return draft.refuse("decline_incomplete", table.summary, table, *errors)
    draft.record(Declined(reason.code, command.explanation, command.advice), reason)
    surveys.ask_nobody(draft, "declined", reason)
    requests.close_down(draft)
    return None


def _reason(regulation: Regulation, code: str) -> DeclineReason | None:
    return next((one for one in regulation.decline_reasons if one.code == code), None)


def _repeats_as_it_must(draft: Draft, reason: DeclineReason) -> bool:
    """XX declines only what repeats a closed matter, ZQ one still in handling too."""
    if not {"repeat", "closed_repeat"} & set(reason.required):
        return True
    earlier = earlier_one(draft)
    closed = earlier is not None and earlier.closed_at is not None
    return _is_plain_repeat(draft) and (closed or "closed_repeat" not in reason.required)


def earlier_one(draft: Draft) -> Earlier | None:
    """The ticket that this one repeats, confirmed or proposed."""
    wanted = draft.ticket.repeat_of or draft.ticket.repeat_proposed_of
    return next((one for one in draft.context.facts.earlier if one.id == wanted), None)


def _is_plain_repeat(draft: Draft) -> bool:
    """Same matter as an earlier report that was taken up, and nothing new was said."""
    earlier = earlier_one(draft)
    return earlier is not None and earlier.was_taken_up and not draft.ticket.new_facts


def refer(draft: Draft, command: Refer) -> Refusal | None:
    """Hand an emergency over at once, or name the legal route (TA-09/10, SQ-07)."""
    regulation = draft.regulation
    if not regulation.referrals:
        return draft.refuse_silent("referral_not_provided", "本办法规定此类事项不予受理并作引导")
    referral = next((one for one in regulation.referrals if one.to == command.to), None)
    if referral is None:
        known = (one.to for one in regulation.referrals)
        return draft.not_listed("/to", regulation.referrals[0], known)
    draft.record(Referred(referral.to, command.note), referral)
    surveys.ask_nobody(draft, "referred", referral)
    requests.close_down(draft)
    return None


def answer_directly(draft: Draft, command: AnswerDirectly) -> Refusal | None:
    """Say it on the spot (TA-08, SQ-10); a plain repeat hears how far it is (TA-12)."""
    ticket, repeats = draft.ticket, draft.regulation.repeats
    repeated = repeats.without_new_facts == "answer_progress" and _is_plain_repeat(draft)
    progress = repeated and (command.answer is None or ticket.repeat_of is not None)
    answer = command.answer or (_progress(draft) if progress else None)
    if not answer:
        return invalid("/answer", "required")
    earlier = (ticket.repeat_of or ticket.repeat_proposed_of) if progress else None
    limit = deadlines.fitting_limit(draft, DeadlineKind.DIRECT_ANSWER)
    at_once = limit or draft.regulation.scope
    table = repeats if progress else at_once
    draft.record(AnsweredDirectly(answer, earlier), table)
    surveys.ask_nobody(draft, "answered_directly", table)
    clocks.meet(draft, DeadlineKind.DIRECT_ANSWER)
    requests.close_down(draft)
    return None


def _progress(draft: Draft) -> str | None:
    earlier = earlier_one(draft)
    if earlier is None:
        return None
    if earlier.closed_at is None:
        return f"您反映的同一事项（编号{earlier.number}）正在办理中。"
    closed_on = earlier.closed_at.astimezone(draft.context.zone).date()
    return f"您反映的同一事项（编号{earlier.number}）已于{closed_on}办结。"
