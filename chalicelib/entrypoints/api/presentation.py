"""A ticket and its history as this caller may see them."""

from __future__ import annotations

from typing import Any

from chalicelib.application.options import open_actions, windows
from chalicelib.domain import deadlines
from chalicelib.domain.basis import Basis, Ruled
from chalicelib.domain.decision import Draft, Entry
from chalicelib.domain.privacy import class_of, sees_links
from chalicelib.domain.records import Location, Requester, Source, Supervision, Survey
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Deadline, Ticket
from chalicelib.entrypoints.api import views
from chalicelib.entrypoints.api.glass import Glass, glass_of, tells_the_call


def etag(ticket: Ticket) -> str:
    return f'"{ticket.version}"'


def ticket_json(draft: Draft) -> dict[str, Any]:
    """The ticket as the caller sees it whom the draft's context names."""
    glass = glass_of(draft)
    shown: dict[str, Any] = glass.seen(ticket_view(draft, glass))
    return shown


def ticket_view(draft: Draft, glass: Glass) -> views.TicketView:
    """All of it; what of it is shown is the glass's to say."""
    ticket, regulation = draft.ticket, draft.regulation
    links = sees_links(draft.actor, ticket)
    return views.TicketView(
        id=ticket.id,
        number=ticket.number,
        jurisdiction=ticket.jurisdiction,
        regulation=ticket.regulation,
        status=ticket.status,
        round=ticket.round,
        version=ticket.version,
        channel=ticket.channel,
        category=ticket.category,
        complexity=ticket.complexity,
        urgency=ticket.urgency,
        scope=ticket.scope,
        directly_answerable=ticket.directly_answerable,
        subject=ticket.subject,
        description=ticket.description,
        requester=_requester(ticket.requester),
        location=_location(ticket.location),
        attachments=ticket.attachments,
        files=None,
        source=_source(ticket.source),
        statutory_due_at=ticket.statutory_due_at,
        unit=ticket.unit,
        co_handlers=ticket.co_handlers,
        offices=ticket.offices,
        registered_at=ticket.registered_at,
        dispatched_at=ticket.dispatched_at,
        signed_at=ticket.signed_at,
        contacted_at=ticket.contacted_at,
        answered_at=ticket.answered_at,
        closed_at=ticket.closed_at,
        archived_at=ticket.archived_at,
        outcome=ticket.outcome,
        promised_for=ticket.promised_for,
        rating=ticket.rating,
        solved=ticket.solved,
        flags=ticket.flags,
        repeat_of=ticket.repeat_of if links else None,
        repeat_proposed_of=ticket.repeat_proposed_of if links else None,
        repeat_count=ticket.repeat_count,
        parent=ticket.parent,
        parts=ticket.parts,
        deadlines=_deadlines(draft, glass),
        windows=_windows(draft),
        pending=_pending(ticket),
        survey=_survey(ticket.survey),
        supervisions=tuple(_supervision(one, regulation) for one in ticket.supervisions),
        rounds=_rounds(ticket),
        actions=tuple(open_actions(draft)),
    )


def _location(where: Location | None) -> views.LocationView | None:
    if where is None:
        return None
    return views.LocationView(address=where.address, lat=where.lat, lon=where.lon)


def _source(source: Source | None) -> views.SourceView | None:
    if source is None:
        return None
    return views.SourceView(
        platform=source.platform,
        reference=source.reference,
        kind=source.kind,
        due_at=source.due_at,
    )


def _requester(requester: Requester) -> views.RequesterView:
    return views.RequesterView(
        name=requester.name,
        phone=requester.phone,
        confidential=requester.confidential,
        reply_wanted=requester.reply_wanted,
    )


def cited(table: Ruled | None, regulation: Regulation) -> views.BasisView | None:
    return basis_view(regulation.cite(table)) if table else None


def basis_view(basis: Basis) -> views.BasisView:
    return views.BasisView(
        regulation=basis.regulation,
        article=basis.article,
        summary=basis.summary,
        rules=basis.rules,
        statutory=basis.statutory,
    )


def _deadlines(draft: Draft, glass: Glass) -> tuple[views.DeadlineView, ...]:
    """To who must not know when the requester called, without what is counted from there."""
    ticket = draft.ticket
    return tuple(
        _deadline(one, draft)
        for one in ticket.deadlines
        if not (glass.struck and tells_the_call(one, ticket))
    )


def _deadline(deadline: Deadline, draft: Draft) -> views.DeadlineView:
    limit = deadline.limit
    return views.DeadlineView(
        id=deadline.id,
        kind=deadline.kind,
        round=deadline.round,
        starts_at=deadline.starts_at,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        original_due_at=deadline.original_due_at,
        limit=views.LimitView(amount=limit.amount, unit=limit.unit) if limit else None,
        state=deadline.state,
        statutory=deadline.statutory,
        provisional=deadline.provisional,
        label=deadline.label,
        basis=cited(deadlines.ruling(deadline, draft.regulation), draft.regulation),
        explanation=deadlines.explanation(deadline, draft.ticket, draft.context),
    )


def _windows(draft: Draft) -> tuple[views.WindowView, ...]:
    return tuple(
        views.WindowView(
            action=window.action,
            closes_at=window.closes_at,
            basis=cited(window.table, draft.regulation),
        )
        for window in windows(draft)
    )


def _pending(ticket: Ticket) -> tuple[views.PendingView, ...]:
    return tuple(
        views.PendingView(
            kind=one.kind,
            id=one.id,
            requested_at=one.requested_at,
            requested_by=one.requested_by,
            decided_by=one.decided_by,
            chain=one.chain,
        )
        for one in ticket.pending
    )


def _survey(survey: Survey | None) -> views.SurveyView | None:
    if survey is None:
        return None
    return views.SurveyView(
        round=survey.round,
        state=survey.state,
        sent_at=survey.sent_at,
        delivered_at=survey.delivered_at,
        closes_at=survey.closes_at,
        rating=survey.rating,
        not_sent_reason=survey.not_sent_reason,
    )


def _supervision(supervision: Supervision, regulation: Regulation) -> views.SupervisionView:
    rules = regulation.supervision
    trigger = next((one for one in rules.triggers if one.code == supervision.trigger), None)
    state = "closed" if supervision.closed else "answered" if supervision.reply else "open"
    return views.SupervisionView(
        id=supervision.id,
        form=supervision.form,
        trigger=supervision.trigger,
        demand=supervision.demand,
        basis=basis_view(regulation.cite(trigger or rules)),
        opened_at=supervision.opened_at,
        due_at=supervision.due_at,
        state=state,
        reply=supervision.reply,
        result=supervision.result,
    )


def _rounds(ticket: Ticket) -> tuple[views.RoundView, ...]:
    return tuple(
        views.RoundView(
            round=one.round,
            unit=one.unit,
            answered_at=one.answered_at,
            closed_at=one.closed_at,
            outcome=one.outcome,
            rating=one.rating,
            solved=one.solved,
            survey=_survey(one.survey),
        )
        for one in ticket.rounds
    )


INTAKE = (
    "channel",
    "category",
    "complexity",
    "urgency",
    "scope",
    "directly_answerable",
    "subject",
    "description",
    "location",
    "attachments",
    "source",
    "parent",
)


LINKS = {"of", "repeat_of"}  # to other tickets of the same requester


def event_json(entry: Entry, draft: Draft, glass: Glass) -> dict[str, Any]:
    """One line of the audit trail, through a glass that knows the ticket's history."""
    zone, data = draft.context.zone, _data(entry, glass)
    if not sees_links(draft.actor, draft.ticket):
        data |= dict.fromkeys(LINKS & data.keys())
    shown = views.EventView(
        seq=entry.seq,
        at=glass.moment(entry.at),
        actor=glass.actor(entry),
        type=entry.event.name,
        basis=basis_view(entry.basis) if entry.basis else None,
        data=data,
    )
    found: dict[str, Any] = views.to_json(shown, zone)
    return found


def _data(entry: Entry, glass: Glass) -> dict[str, Any]:
    """An event's own fields; of the ticket as it came in only what was said."""
    whole = getattr(entry.event, "ticket", None)
    if not isinstance(whole, Ticket):
        found: dict[str, Any] = glass.seen(entry.event)
        return found
    said = {
        name: glass.field(name, class_of("Ticket", name), getattr(whole, name)) for name in INTAKE
    }
    return {**said, "requester": glass.seen(_requester(whole.requester))}
