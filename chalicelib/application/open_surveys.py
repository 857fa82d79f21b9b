"""Which surveys a phone number was sent lately: a reply by SMS says no more than the number."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import product

from chalicelib.application.message_ports import HeldBack, Undelivered
from chalicelib.application.ports import Ports
from chalicelib.domain.records import Survey
from chalicelib.domain.replies import ALPHABET, LEAVING_INITIALS
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import said_lost
from chalicelib.late import dataclass

REMEMBERED = timedelta(days=7)  # so that what comes late is still known for what it answers
A_DAY = timedelta(days=1)
ATTEMPTS = 5
# A letter first, so that a code is never taken for a grade.
CODES = tuple(
    first + second
    for first, second in product(ALPHABET, ALPHABET)
    if first.isalpha() and first not in LEAVING_INITIALS
)
NEVER_AGAIN = frozenset({"rated", "not_sent"})
OF_A_SURVEY = re.compile("sms_([0-9a-z]+)_([0-9]+)")


@dataclass(frozen=True, slots=True)
class SurveyOf:
    """A survey that a number was sent.

    `coded`: its text names the code, as another could still be answered when it was entered: so
    it is the same text whenever it is tried again.
    """

    ticket: str
    round: int
    code: str
    sent_at: datetime
    coded: bool = False


def of_number(ports: Ports, phone: str, now: datetime) -> Sequence[SurveyOf]:
    """Those of the last days, oldest first."""
    return _read(ports, ports.seals.indexed(phone), now)[0]


def _read(ports: Ports, key: str, now: datetime) -> tuple[list[SurveyOf], int]:
    record = ports.records.get("open", key, now)
    if record is None:
        return [], 0
    known = [
        SurveyOf(ticket, round_, code, datetime.fromisoformat(at), coded)
        for ticket, round_, code, at, coded in record.fields["sent"]
    ]
    return [one for one in known if one.sent_at + REMEMBERED > now], record.version


def still_open(
    ports: Ports, surveys: Iterable[SurveyOf], moment: datetime
) -> list[tuple[SurveyOf, Ticket]]:
    """Those that a reply written at this moment can answer, each with its ticket.

    One that has expired since then is among them: for a verdict in time it opens again.
    """
    found = []
    for one in surveys:
        ticket = ports.tickets.load(one.ticket)
        survey = ticket.survey if ticket else None
        if ticket and survey and survey.round == one.round and _was_open(survey, moment):
            found.append((one, ticket))
    return found


def never_rated(ports: Ports, surveys: Iterable[SurveyOf]) -> list[SurveyOf]:
    """Those that nobody has answered with a grade."""
    found = []
    for one in surveys:
        ticket = ports.tickets.load(one.ticket)
        known = [ticket.survey, *(past.survey for past in ticket.rounds)] if ticket else []
        asked = next((survey for survey in known if survey and survey.round == one.round), None)
        if asked and (asked.state not in NEVER_AGAIN or said_lost(asked)):
            found.append(one)
    return found


def _was_open(survey: Survey, moment: datetime) -> bool:
    in_time = survey.closes_at is None or moment < survey.closes_at
    return in_time and survey.state not in NEVER_AGAIN


def message_id(ticket: Ticket) -> str:
    """The id of a round's survey says what it is for: sending it twice is sending it once."""
    return f"sms_{ticket.id.removeprefix('tkt_')}_{ticket.round}"


def survey_of_message(sms_id: str) -> tuple[str, int] | None:
    """The ticket and the round that a survey of ours asks about; None for any other message."""
    found = OF_A_SURVEY.fullmatch(sms_id)
    return (f"tkt_{found[1]}", int(found[2])) if found else None


def reserve(ports: Ports, ticket: Ticket, now: datetime, most_a_day: int) -> SurveyOf:
    """Enter the survey of this round under its number; the same again for the same round.

    `Undelivered`: the number has had enough for a day, or others are at it all the time.
    """
    assert ticket.requester.phone is not None  # noqa: S101 - only those are asked
    key = ports.seals.indexed(ticket.requester.phone)
    for _ in range(ATTEMPTS):
        known, version = _read(ports, key, now)
        entered = next(
            (one for one in known if (one.ticket, one.round) == (ticket.id, ticket.round)), None
        )
        if entered:
            return entered
        today = [one.sent_at for one in known if one.sent_at + A_DAY > now]
        if len(today) >= most_a_day:
            raise HeldBack(today[-most_a_day] + A_DAY)
        coded = bool(still_open(ports, known, now))
        made = SurveyOf(ticket.id, ticket.round, _free_code(known, ticket), now, coded)
        rows = [
            [one.ticket, one.round, one.code, one.sent_at.isoformat(), one.coded]
            for one in (*known, made)
        ]
        if ports.records.put(
            "open", key, {"sent": rows}, expected=version, now=now, until=now + REMEMBERED
        ):
            return made
    raise Undelivered


def _free_code(known: Iterable[SurveyOf], ticket: Ticket) -> str:
    """One that the number's other surveys do not have; which of them follows from the ticket."""
    taken = {one.code for one in known}
    start = zlib.crc32(f"{ticket.id}#{ticket.round}".encode())
    turned = (CODES[(start + step) % len(CODES)] for step in range(len(CODES)))
    return next(code for code in turned if code not in taken)
