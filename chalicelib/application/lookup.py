"""进度查询: a ticket looked up by its number, without an account.

Whoever asks names the number and the last digits of the requester's phone, and is told the same
whether there is such a ticket or not: that a code is sent if there is. All that depends on the
ticket happens behind the answer, in the inbox; so neither words nor time tell numbers apart. A
code is known by its hash alone, for five minutes and five tries, right or wrong.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import datetime, timedelta
from typing import Any, Literal

from chalicelib.application import limiting, opting_out, sending
from chalicelib.application.message_ports import Record
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import LookupAsked, Mail, OutgoingSms, Template
from chalicelib.application.texts import lookup_text, sign_of
from chalicelib.domain.numbers import ticket_id
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

log = logging.getLogger(__name__)

VALID = timedelta(minutes=5)
MOST_TRIES = 5
DIGITS = 6
# Stands where there is no code: no six digits have it as their hash.
NO_CODE = "0" * 64
FOR_CODES, FOR_HASHES = b"lookup code\0", b"lookup hash\0"

Denied = Literal["over", "wrong", "too_many_tries"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A look-up that was begun; `until` its code is good, if one is sent."""

    id: str
    until: datetime


def ask(ports: Ports, number: str, last_four: str) -> Opened:
    """Begin a look-up; the same is done, and takes as long, whatever the number."""
    now = ports.clock.now()
    opened = Opened(ports.ids.lookup(), now + VALID)
    until = opened.until.isoformat()
    fields = {"tries": 0, "ticket": None, "code": NO_CODE, "until": until}
    put = ports.records.put
    if not put("lookup", opened.id, fields, expected=0, now=now, until=opened.until):
        raise Conflict
    asked = LookupAsked(id=opened.id, number=number, last_four=last_four, at=now)
    ports.inbox.put(ports, Mail(provider="", lookups=(asked,)))
    return opened


def send_code(ports: Ports, asked: LookupAsked) -> None:
    """Behind the answer: if the number and the digits fit each other, the code leaves by SMS.

    However often this is told, it is one code and one SMS. Who gets none is told nothing, as
    whoever asked must not hear of it. `Undelivered`: not now.
    """
    now, ticket = ports.clock.now(), _meant(ports, asked)
    known = ports.records.get("lookup", asked.id, now)
    if ticket is None or known is None:
        return
    phone = ticket.requester.phone or ""
    if opting_out.is_out(ports, phone):
        return
    if known.fields["ticket"] is None:
        if limiting.wait_for_code(ports, phone):
            log.warning("a number has been sent enough codes for now")
            return
        _enter(ports, asked, ticket, known)
    settings = ports.settings.sms(ticket.jurisdiction)
    sign = sign_of(ports.regulations.get(ticket.regulation), settings)
    code = _code(ports, asked.id)
    sms = OutgoingSms(
        id=asked.id,
        at=now,
        to=phone,
        text=lookup_text(sign, ticket.number, code),
        template=Template(
            sign=sign,
            code=settings.templates.get("lookup", "lookup"),
            parameters={"number": ticket.number, "code": code},
        ),
        code="",
    )
    sending.send(ports, sms, {"ticket": ticket.id, "round": 0}, settings)


def _meant(ports: Ports, asked: LookupAsked) -> Ticket | None:
    ticket = ports.tickets.load(ticket_id(asked.number))
    phone = ticket.requester.phone if ticket else None
    fits = phone is not None and phone.endswith(asked.last_four)
    return ticket if fits else None


def _enter(ports: Ports, asked: LookupAsked, ticket: Ticket, known: Record) -> None:
    """From now on the look-up has a code; somebody may have guessed at it meanwhile."""
    digest = _digest(ports, asked.id, _code(ports, asked.id))
    fields = {**known.fields, "ticket": ticket.id, "code": digest}
    _put(ports, asked.id, known, fields)


def enter_code(ports: Ports, lookup_id: str, code: str) -> Ticket | Denied:
    """The ticket, once: for the right code in time. Each try is counted before it is judged."""
    known = ports.records.get("lookup", lookup_id, ports.clock.now())
    if known is None:
        return "over"
    if known.fields["tries"] >= MOST_TRIES:
        return "too_many_tries"
    right = hmac.compare_digest(_digest(ports, lookup_id, code), known.fields["code"])
    tries = MOST_TRIES if right else known.fields["tries"] + 1
    _put(ports, lookup_id, known, {**known.fields, "tries": tries})
    if not right:
        return "wrong"
    ticket = ports.tickets.load(known.fields["ticket"])
    return ticket or "over"


def _put(ports: Ports, lookup_id: str, known: Record, fields: dict[str, Any]) -> None:
    """On what was read; it is kept no longer for having been tried."""
    now, put, until = ports.clock.now(), ports.records.put, datetime.fromisoformat(fields["until"])
    if not put("lookup", lookup_id, fields, expected=known.version, now=now, until=until):
        raise Conflict


def _code(ports: Ports, lookup_id: str) -> str:
    """Follows from the id, for whoever has the key: told twice, it is the same code."""
    mac = hmac.digest(ports.cursor_key, FOR_CODES + lookup_id.encode(), hashlib.sha256)
    return f"{int.from_bytes(mac) % 10**DIGITS:0{DIGITS}d}"


def _digest(ports: Ports, lookup_id: str, code: str) -> str:
    """Of six digits anybody could try all: the hash is keyed."""
    told = f"{lookup_id}\n{code}".encode()
    return hmac.new(ports.cursor_key, FOR_HASHES + told, hashlib.sha256).hexdigest()
