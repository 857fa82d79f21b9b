"""A citizen's reply finds the survey it answers, or none. Never by a guess.

The provider's own correlation comes first, with it the code that the text names; then the number,
if only one of its surveys could be answered when the citizen wrote. What names two names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

from chalicelib.application import open_surveys, opting_out, sending
from chalicelib.application.context import system_actor
from chalicelib.application.open_surveys import SurveyOf
from chalicelib.application.perform import CONFLICT, perform
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import OutgoingSms, Reply, Template
from chalicelib.application.texts import sign_of, which_text
from chalicelib.domain.replies import OptedIn, OptedOut, Parsed, codes_in, parse
from chalicelib.domain.replying import TakeReply
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import CLOCKS_AGREE

KEPT = timedelta(days=30)
Became = Literal["taken", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a reply may answer: surely this one, or which it could be."""

    survey: SurveyOf | None
    could_be: Sequence[tuple[SurveyOf, Ticket]] = ()


def take_reply(ports: Ports, provider: str, reply: Reply) -> Became:
    """One effect, however often the same reply is told."""
    key, now = f"{provider}#{reply.id}", ports.clock.now()
    known = ports.records.get("inbound", key, now)
    if known:
        became: Became = known.fields["became"]
        return became
    said = parse(reply.text, ())
    about_texts = isinstance(said, OptedOut | OptedIn)
    if about_texts:
        # Whoever leaves has left, however late it is told; to come back it must be the last word.
        out = isinstance(said, OptedOut)
        at = _written_at(reply, now) if out else min(reply.at, now)
        opting_out.put(ports, reply.phone, at, out=out)
    found = _found(ports, provider, reply, said)
    became = "unknown"
    if found.survey:
        became = _answered(ports, provider, reply, found.survey)
    elif found.could_be and not about_texts:
        _ask_which(ports, reply, found.could_be)
        became = "ambiguous"
    _remember(ports, key, reply, became)
    return became


def _found(ports: Ports, provider: str, reply: Reply, said: Parsed) -> Found:
    now = ports.clock.now()
    lately = _sent_before(reply, open_surveys.of_number(ports, reply.phone, now))
    told = {*_correlated(ports, provider, reply, lately), *_named(reply, said, lately)}
    if len(told) == 1:
        return Found(told.pop())
    open_then = open_surveys.still_open(ports, lately, _written_at(reply, now))
    if len(open_then) == 1 and not told:
        return Found(open_then[0][0])
    if open_then:
        return Found(None, open_then)
    # Too late for any: kept with the one it can only have meant.
    unrated = open_surveys.never_rated(ports, lately) if len(lately) > 1 else lately
    return Found(unrated[0] if len(unrated) == 1 else None)


def _sent_before(reply: Reply, surveys: Sequence[SurveyOf]) -> Sequence[SurveyOf]:
    """Nobody answers what was sent later; clocks that differ a little are told apart from that
    only where nothing else was sent.
    """
    sent = [one for one in surveys if one.sent_at <= reply.at]
    return sent or [one for one in surveys if one.sent_at <= reply.at + CLOCKS_AGREE]


def _correlated(
    ports: Ports, provider: str, reply: Reply, lately: Sequence[SurveyOf]
) -> Sequence[SurveyOf]:
    """What the provider says it answers; a list of surveys, which it may name too, is none."""
    key = f"{provider}#{reply.answers}"
    sent = ports.records.get("sent", key, ports.clock.now()) if reply.answers else None
    told = (sent.fields["ticket"], sent.fields["round"]) if sent else None
    return [one for one in lately if (one.ticket, one.round) == told or one.code == reply.code]


def _named(reply: Reply, said: Parsed, lately: Sequence[SurveyOf]) -> Sequence[SurveyOf]:
    """What the text names; words to leave or to return are not taken apart."""
    about_texts = isinstance(said, OptedOut | OptedIn)
    codes = {said.code} if about_texts else codes_in(reply.text)
    return [one for one in lately if one.code in codes]


def _written_at(reply: Reply, now: datetime) -> datetime:
    """By the provider's clock, where it agrees with ours (P-18)."""
    return reply.at if abs(reply.at - now) <= CLOCKS_AGREE else now


def _answered(ports: Ports, provider: str, reply: Reply, survey: SurveyOf) -> Became:
    ticket = ports.tickets.load(survey.ticket)
    if ticket is None:
        return "unknown"
    command = TakeReply(
        id=f"{provider}:{reply.id}",
        text=reply.text,
        round=survey.round,
        provider_at=reply.at,
        code=survey.code,
    )
    outcome = perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))
    if outcome == CONFLICT:
        raise Conflict  # to be told again
    return "taken"


def _ask_which(ports: Ports, reply: Reply, could_be: Sequence[tuple[SurveyOf, Ticket]]) -> None:
    """Once for the same surveys, whatever else is replied."""
    if opting_out.is_out(ports, reply.phone):
        return
    ticket = could_be[0][1]
    settings = ports.settings.sms(ticket.jurisdiction)
    sign = sign_of(ports.regulations.get(ticket.regulation), settings)
    choices = [(survey.code, one.number) for survey, one in could_be]
    which = "|".join(sorted(f"{survey.ticket}#{survey.round}" for survey, _ in could_be))
    sms = OutgoingSms(
        id=f"sms_{blake2b(which.encode(), digest_size=12).hexdigest()}_which",
        at=ports.clock.now(),
        to=reply.phone,
        text=which_text(sign, choices),
        template=Template(
            sign=sign,
            code=settings.templates.get("which", "which"),
            parameters={"list": "；".join(f"{number} {code}" for code, number in choices)},
        ),
        code="",
    )
    try:
        sending.send(ports, sms, {"ticket": ticket.id, "round": 0}, settings)
    except sending.InOtherHands:
        return  # the same reply, or another one, is being answered with it


def _remember(ports: Ports, key: str, reply: Reply, became: Became) -> None:
    """What nothing is known of is kept apart, sealed, for whoever looks into it."""
    now = ports.clock.now()
    fields: dict[str, str] = {"became": became, "at": reply.at.isoformat()}
    if became == "unknown":
        fields["phone"] = ports.seals.sealed(reply.phone, key)
        fields["text"] = ports.seals.sealed(reply.text, key)
    ports.records.put("inbound", key, fields, expected=0, now=now, until=now + KEPT)
