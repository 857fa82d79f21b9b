"""A citizen's reply finds the survey it answers, or none. Never by a guess.

The provider's own correlation comes first, then the code that the text or the provider names,
then the number, if only one of its surveys can still be answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.application import open_surveys, opting_out, providers, sending
from chalicelib.application.context import system_actor
from chalicelib.application.open_surveys import SurveyOf
from chalicelib.application.perform import perform
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import OutgoingSms, Receipt, Reply, Template
from chalicelib.application.texts import sign_of, which_text
from chalicelib.domain.errors import Refusal
from chalicelib.domain.replies import OptedIn, OptedOut, Parsed, parse
from chalicelib.domain.replying import TakeReply
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import MarkSurveyDelivered, MarkSurveyNotSent

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
    if isinstance(said, OptedOut | OptedIn):
        opting_out.put(ports, reply.phone, out=isinstance(said, OptedOut))
    found = _found(ports, provider, reply, said)
    became = "unknown"
    if found.survey:
        became = _answered(ports, provider, reply, found.survey)
    elif found.could_be and not isinstance(said, OptedOut | OptedIn):
        _ask_which(ports, reply, found.could_be)
        became = "ambiguous"
    _remember(ports, key, reply, became)
    return became


def _found(ports: Ports, provider: str, reply: Reply, said: Parsed) -> Found:
    now = ports.clock.now()
    if reply.answers:
        sent = ports.records.get("sent", f"{provider}#{reply.answers}", now)
        if sent:
            return Found(SurveyOf(sent.fields["ticket"], sent.fields["round"], "", now))
    lately = open_surveys.of_number(ports, reply.phone, now)
    code = said.code or reply.code
    if code:
        named = [one for one in lately if one.code == code]
        if len(named) == 1:
            return Found(named[0])
    still = open_surveys.still_open(ports, lately)
    if len(still) == 1:
        return Found(still[0][0])
    if still:
        return Found(None, still)
    # Too late for any: kept with the one it can only have meant.
    return Found(lately[0] if len(lately) == 1 else None)


def _answered(ports: Ports, provider: str, reply: Reply, survey: SurveyOf) -> Became:
    ticket = ports.tickets.load(survey.ticket)
    if ticket is None:
        return "unknown"
    command = TakeReply(
        id=f"{provider}:{reply.id}", text=reply.text, round=survey.round, provider_at=reply.at
    )
    outcome = perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))
    if isinstance(outcome, Refusal) and outcome.code == "conflict":
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
    which = "_".join(sorted(f"{one.id.removeprefix('tkt_')}_{one.round}" for _, one in could_be))
    sms = OutgoingSms(
        id=f"sms_which_{which}",
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
    sending.send(ports, sms, {"ticket": ticket.id, "round": 0}, settings)


def _remember(ports: Ports, key: str, reply: Reply, became: Became) -> None:
    """What nothing is known of is kept apart, sealed, for whoever looks into it."""
    now = ports.clock.now()
    fields: dict[str, str] = {"became": became, "at": reply.at.isoformat()}
    if became == "unknown":
        fields["phone"] = ports.seals.sealed(reply.phone, key)
        fields["text"] = ports.seals.sealed(reply.text, key)
    ports.records.put("inbound", key, fields, expected=0, now=now, until=now + KEPT)


def take_receipt(ports: Ports, provider: str, receipt: Receipt) -> bool:
    """Whether it is one of ours. A receipt told again, late or early changes nothing more."""
    now = ports.clock.now()
    sent = ports.records.get("sent", f"{provider}#{receipt.provider_id}", now)
    if sent is None or receipt.state == "taken":
        return sent is not None
    sent_at = datetime.fromisoformat(sent.fields["at"])
    providers.arrived(ports, provider, sent_at, now, failed=receipt.state == "failed")
    ticket = ports.tickets.load(sent.fields["ticket"])
    if ticket is None or sent.fields["sms"] != f"sms_{ticket.id[4:]}_{sent.fields['round']}":
        return True  # a hint or a list: nothing waits for it
    command: object = MarkSurveyDelivered(round=sent.fields["round"], provider_at=receipt.at)
    if receipt.state == "failed":
        command = MarkSurveyNotSent(reason="undeliverable", round=sent.fields["round"])
    perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))
    return True
