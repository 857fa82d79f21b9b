"""A citizen's reply finds the survey it answers, or none. Never by a guess.

The number it was sent to comes first, and the code that the text names; then what the provider
takes it for an answer to; then the phone, if only one of its surveys could be answered when the
citizen wrote. What names two names none.
Too late for several, it is kept as late with each of them: it rates none, and none loses it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

from chalicelib.application import open_surveys, opting_out, sending
from chalicelib.application.context import system_actor
from chalicelib.application.message_ports import Record
from chalicelib.application.open_surveys import SurveyOf
from chalicelib.application.perform import CONFLICT, perform
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import OutgoingSms, Reply, Template
from chalicelib.application.telling_ports import REPLIES_TAKEN
from chalicelib.application.texts import sign_of, which_list, which_text
from chalicelib.domain.replies import (
    Graded,
    Invalid,
    OptedIn,
    OptedOut,
    Parsed,
    codes_in,
    grades,
    parse,
)
from chalicelib.domain.replying import TakeReply
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import CLOCKS_AGREE
from chalicelib.late import dataclass

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
Became = Literal["taken", "ambiguous", "unknown"]
# Of several places' readings: leaving before a grade, a grade before nothing.
MOST_TELLING = (OptedOut, OptedIn, Graded, Invalid)


@dataclass(frozen=True, slots=True)
class Found:
    """What a reply may answer: surely this one; which it could be; which are over for it."""

    survey: SurveyOf | None
    could_be: Sequence[tuple[SurveyOf, Ticket]] = ()
    over: Sequence[SurveyOf] = ()


def take_reply(ports: Ports, provider: str, reply: Reply) -> Became:
    """One effect, however often the same reply is told."""
    key, now = f"{provider}#{reply.id}", ports.clock.now()
    known = ports.records.get("inbound", key, now)
    if known:
        became: Became = known.fields["became"]
        return became
    said = _read(ports, reply.text)
    if isinstance(said, OptedOut | OptedIn):
        # Whoever leaves has left, however late it is told; to come back it must be the last word.
        leaves = isinstance(said, OptedOut)
        at = _written_at(reply, now) if leaves else min(reply.at, now)
        opting_out.put(ports, reply.phone, at, out=leaves)
    became = _worked(ports, provider, reply, said)
    _remember(ports, key, reply, became)
    if became == "taken":
        ports.telling.tell(REPLIES_TAKEN)
    log.info("a reply by %s: %s", provider, became)
    return became


def _read(ports: Ports, text: str) -> Parsed:
    """What it says in whichever place it is about; its grade counts by that place's list alone."""
    lists = (one.ratings for known in ports.regulations.versions().values() for one in known)
    readings = [parse(text, grades(one), words_allowed=one.words_allowed) for one in lists]
    telling = (one for kind in MOST_TELLING for one in readings if isinstance(one, kind))
    return next(telling, Invalid("unreadable"))


def _worked(ports: Ports, provider: str, reply: Reply, said: Parsed) -> Became:
    found, about_texts = _found(ports, provider, reply, said), isinstance(said, OptedOut | OptedIn)
    if found.survey:
        return _answered(ports, provider, reply, found.survey)
    if about_texts:
        return "unknown"
    if found.could_be:
        _ask_which(ports, reply, found.could_be)
        return "ambiguous"
    kept = [_answered(ports, provider, reply, one, alone=False) for one in found.over]
    return "taken" if "taken" in kept else "unknown"


def _found(ports: Ports, provider: str, reply: Reply, said: Parsed) -> Found:
    now = ports.clock.now()
    written_at, known = _written_at(reply, now), open_surveys.of_number(ports, reply.phone, now)
    named = _named(reply, said, known)
    told = {*_extended(reply, known), *(named or _answering(ports, provider, reply, known))}
    if len(told) == 1:
        return Found(told.pop())
    if reply.code is not None and not told:
        return Found(None)  # it is about a survey that is no longer known, and about no other
    lately = [one for one in known if one.sent_at <= written_at + CLOCKS_AGREE]
    open_then = open_surveys.still_open(ports, lately, written_at)
    if len(open_then) == 1 and not told and _fits(open_then[0][0], reply, known):
        return Found(open_then[0][0])
    if open_then:
        return Found(None, open_then)
    # Too late for any: kept with the one it can only have meant, else with all it may have meant.
    unrated = open_surveys.never_rated(ports, lately) if len(lately) > 1 else lately
    return Found(unrated[0]) if len(unrated) == 1 else Found(None, over=unrated or lately)


def _fits(survey: SurveyOf, reply: Reply, known: Sequence[SurveyOf]) -> bool:
    """By a clock that is not believed it may have been written before this survey was sent: then
    it is about this one only if the number was never sent another.
    """
    return survey.sent_at <= reply.at + CLOCKS_AGREE or len(known) == 1


def _extended(reply: Reply, lately: Sequence[SurveyOf]) -> Sequence[SurveyOf]:
    """What the number says that it was sent to: each survey's own, with digits for its code."""
    return [one for one in lately if reply.code is not None and one.code == reply.code]


def _answering(
    ports: Ports, provider: str, reply: Reply, lately: Sequence[SurveyOf]
) -> Sequence[SurveyOf]:
    """What the provider says it answers, which may be no more than the last that was sent: a code
    in the text says better. A list of surveys, which it may name too, is none.
    """
    key = f"{provider}#{reply.answers}"
    sent = ports.records.get("sent", key, ports.clock.now()) if reply.answers else None
    ticket, number = (sent.fields.get("ticket"), sent.fields.get("round")) if sent else (None, 0)
    if sent is None or ticket is None or not number:
        return []
    known = [one for one in lately if (one.ticket, one.round) == (ticket, number)]
    return known or _long_ago(ports, reply, sent)


def _long_ago(ports: Ports, reply: Reply, sent: Record) -> Sequence[SurveyOf]:
    """A survey of this number that is no longer among its latest: kept with it, if too late."""
    ticket = ports.tickets.load(sent.fields["ticket"])
    if ticket is None or ticket.requester.phone != reply.phone:
        return []
    sent_at = datetime.fromisoformat(sent.fields["at"])
    return [SurveyOf(ticket.id, sent.fields["round"], "", sent_at)]


def _named(reply: Reply, said: Parsed, lately: Sequence[SurveyOf]) -> Sequence[SurveyOf]:
    """What the text names. Only of what says nothing else is every code in it looked for: in
    `AB5` a grade stands behind one code, and no grade before another.
    """
    codes = codes_in(reply.text) if isinstance(said, Invalid) else {said.code}
    return [one for one in lately if one.code in codes]


def _written_at(reply: Reply, now: datetime) -> datetime:
    """By the provider's clock, where it agrees with ours (P-18)."""
    return reply.at if abs(reply.at - now) <= CLOCKS_AGREE else now


def _answered(
    ports: Ports, provider: str, reply: Reply, survey: SurveyOf, *, alone: bool = True
) -> Became:
    ticket = ports.tickets.load(survey.ticket)
    if ticket is None:
        return "unknown"
    command = TakeReply(
        id=f"{provider}:{reply.id}",
        text=reply.text,
        round=survey.round,
        provider_at=reply.at,
        code=survey.code,
        alone=alone,
    )
    outcome = perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))
    if outcome == CONFLICT:
        raise Conflict  # to be told again
    return "taken" if isinstance(outcome, Ticket) else "unknown"


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
            parameters={"list": which_list(sign, choices)},
        ),
        code="",
    )
    try:
        sending.send(ports, sms, {"ticket": ticket.id, "round": 0}, settings)
    except sending.InOtherHands:
        return  # the same reply, or another one, is being answered with it


def _remember(ports: Ports, key: str, reply: Reply, became: Became) -> None:
    """What stands with no ticket is kept apart, sealed, for whoever looks into it."""
    now = ports.clock.now()
    fields: dict[str, str] = {"became": became, "at": reply.at.isoformat()}
    if became != "taken":
        fields["phone"] = ports.seals.sealed(reply.phone, key)
        fields["text"] = ports.seals.sealed(reply.text, key)
    ports.records.put("inbound", key, fields, expected=0, now=now, until=now + KEPT)
