"""The survey of a round leaves for the requester's phone."""

from __future__ import annotations

from typing import Literal

from chalicelib.application import open_surveys, opting_out, rating_links, sending
from chalicelib.application.context import system_actor, zone_of
from chalicelib.application.message_ports import HeldBack, Undelivered
from chalicelib.application.open_surveys import SurveyOf, message_id
from chalicelib.application.perform import CONFLICT, perform
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import OutgoingSms, Template
from chalicelib.application.texts import hint_text, sign_of, survey_text
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import MarkSurveyNotSent, MarkSurveySent


def send(ports: Ports, ticket: Ticket, entry: Entry) -> None:  # noqa: ARG001 - as every effect
    """Hand the survey to a provider, then write down how far it got; `Undelivered`: not now.

    What has been sent already, or belongs to a round that is over, is left.
    """
    phone, survey = ticket.requester.phone, ticket.survey
    if phone is None or survey is None or survey.state != "queued":
        return
    if opting_out.is_out(ports, phone):
        _nobody_is_asked(ports, ticket, "opted_out")
        return
    how_far, entered = _handed_over(ports, ticket, phone)
    if how_far in {"refused", "lost"}:
        _nobody_is_asked(ports, ticket, "undeliverable", left=how_far == "lost")
        return
    command = MarkSurveySent(
        sms=message_id(ticket),
        code=entered.code,
        delivered=how_far == "delivered",
        round=ticket.round,
    )
    _note(ports, ticket, command)


def _note(ports: Ports, ticket: Ticket, command: object) -> None:
    if perform(ports, ticket.id, command, system_actor(ticket.jurisdiction)) == CONFLICT:
        raise Undelivered  # sent it is, and noted at the next try


def _nobody_is_asked(
    ports: Ports,
    ticket: Ticket,
    reason: Literal["opted_out", "undeliverable"],
    *,
    left: bool = False,
) -> None:
    _note(ports, ticket, MarkSurveyNotSent(reason=reason, round=ticket.round, left=left))


def _handed_over(ports: Ports, ticket: Ticket, phone: str) -> tuple[sending.HowFar, SurveyOf]:
    now, settings = ports.clock.now(), ports.settings.sms(ticket.jurisdiction)
    regulation = ports.regulations.get(ticket.regulation)
    sign = sign_of(regulation, settings)
    opens = sending.decent_hour(now, zone_of(regulation.identity.time_zone), settings)
    if opens:
        raise HeldBack(opens)
    entered = open_surveys.reserve(ports, ticket, now, settings.most_a_day)
    code = entered.code if entered.coded else None
    sms = OutgoingSms(
        id=message_id(ticket),
        at=now,
        to=phone,
        text=survey_text(ticket, regulation, sign, rating_links.link(ports, ticket), code),
        template=_template(ports, ticket, sign, "survey_coded" if code else "survey", code),
        code=entered.code,
    )
    about = {"ticket": ticket.id, "round": ticket.round}
    return sending.send(ports, sms, about, settings, told_by_ticket=True), entered


def _template(ports: Ports, ticket: Ticket, sign: str, kind: str, code: str | None) -> Template:
    """None of its parameters is ever empty, and none is a whole link: providers take neither."""
    settings = ports.settings.sms(ticket.jurisdiction)
    named = {"number": ticket.number, "code": code, "token": rating_links.token(ports, ticket)}
    return Template(
        sign=sign,
        code=settings.templates.get(kind, kind),
        parameters={name: value for name, value in named.items() if value},
    )


def hint(ports: Ports, ticket: Ticket, entry: Entry) -> None:  # noqa: ARG001 - as every effect
    """How to reply, told once a round to whoever replied what nobody can read."""
    phone = ticket.requester.phone
    if phone is None or opting_out.is_out(ports, phone):
        return
    settings = ports.settings.sms(ticket.jurisdiction)
    regulation = ports.regulations.get(ticket.regulation)
    sign = sign_of(regulation, settings)
    sms = OutgoingSms(
        id=f"{message_id(ticket)}_hint",
        at=ports.clock.now(),
        to=phone,
        text=hint_text(regulation, sign, ticket.number, rating_links.link(ports, ticket)),
        template=_template(ports, ticket, sign, "hint", None),
        code="",
    )
    sending.send(ports, sms, {"ticket": ticket.id, "round": ticket.round}, settings)
