"""A ticket taken apart: the header, and beside it what is large or done with.

    TXT            the words and all that is fixed at registration
    R#n            a closed round with its deadlines
    S#…            a supervision
    P#…            the details of a request that is pending, where they are long

The header names the parts that belong to it, each with the version that wrote it, so that a part
is written again only when it changed, and a reader sees whether it holds the right one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.codec import decode, encode
from chalicelib.adapters.dynamodb.names import TICKET
from chalicelib.domain.records import ClosedRound, Pending, Supervision
from chalicelib.domain.state import Deadline, Ticket

Plain = dict[str, Any]
Parts = dict[str, Plain]

WORDS = tuple(
    TICKET[name]
    for name in (
        "number", "jurisdiction", "regulation", "channel", "scope", "subject", "description",
        "registered_at", "source", "statutory_due_at", "requester", "location", "attachments",
        "parent",
    )
)  # fmt: skip
ORIGINAL = "og"
# Details of a request up to this length may stay in the header while it has room for them.
SHORT_DETAILS, ROOMY_DETAILS = 100, 600
REFERENCE = "$p"
ROUNDS, DEADLINES = TICKET["rounds"], TICKET["deadlines"]
SUPERVISIONS, PENDING = TICKET["supervisions"], TICKET["pending"]


def apart(ticket: Ticket, longest: int = SHORT_DETAILS) -> tuple[Plain, Parts]:
    """The header's own fields, and the parts by their sort keys; longer details are parts."""
    earlier, running = _by_round(ticket)
    rest = replace(ticket, rounds=(), deadlines=running, supervisions=(), pending=())
    header = encode(Ticket, rest)
    header.pop("id", None)
    parts: Parts = {keys.WORDS: {key: header.pop(key) for key in WORDS if key in header}}
    for closed in ticket.rounds:
        deadlines = [encode(Deadline, one) for one in earlier.get(closed.round, ())]
        whole = {ROUNDS: encode(ClosedRound, closed), DEADLINES: deadlines}
        parts[keys.closed_round(closed.round)] = whole
    for one in ticket.supervisions:
        parts[keys.supervision(one.id)] = encode(Supervision, one)
    pending = []
    for request in ticket.pending:
        plain = encode(Pending, request)
        long = len(json.dumps(plain.get("d"), ensure_ascii=False)) > longest
        if long:
            parts[keys.form(request.id)] = plain["d"]
            plain["d"] = {REFERENCE: request.id}
        pending.append(plain)
    if pending:
        header[PENDING] = pending
    return header, parts


def together(ticket_id: str, header: Plain, parts: Parts) -> Ticket:
    """The ticket that was taken apart."""
    words = {key: value for key, value in parts[keys.WORDS].items() if key != ORIGINAL}
    whole = {**header, **words, "id": ticket_id}
    rounds = [parts[key] for key in parts if key.startswith(keys.ROUND)]
    if rounds:
        whole[ROUNDS] = [one[ROUNDS] for one in rounds]
        before = [deadline for one in rounds for deadline in one[DEADLINES]]
        whole[DEADLINES] = [*before, *header.get(DEADLINES, ())]
    supervisions = [parts[key] for key in parts if key.startswith(keys.SUPERVISION)]
    if supervisions:
        whole[SUPERVISIONS] = supervisions
    if PENDING in header:
        whole[PENDING] = [filled_in(one, parts) for one in header[PENDING]]
    found: Ticket = decode(Ticket, whole)
    return found


def filled_in(pending: Plain, parts: Mapping[str, Plain]) -> Plain:
    """A request with the details that were put aside."""
    details = pending.get("d")
    if not isinstance(details, dict) or set(details) != {REFERENCE}:
        return pending
    return {**pending, "d": parts[keys.form(details[REFERENCE])]}


def _by_round(ticket: Ticket) -> tuple[dict[int, list[Deadline]], tuple[Deadline, ...]]:
    """Deadlines of closed rounds, and those that stay; all stay where the order would suffer."""
    rounds = [one.round for one in ticket.deadlines]
    closed = [one.round for one in ticket.rounds]
    if rounds != sorted(rounds) or closed != sorted(set(closed)):
        return {}, ticket.deadlines
    earlier: dict[int, list[Deadline]] = {}
    running = []
    for one in ticket.deadlines:
        if one.round in closed:
            earlier.setdefault(one.round, []).append(one)
        else:
            running.append(one)
    return earlier, tuple(running)


def changed(parts: Parts, before: Parts) -> Iterator[str]:
    """The parts to write. The words as they first were stay beside later ones."""
    for key, part in parts.items():
        if key == keys.WORDS and key in before:
            first = before[key].get(ORIGINAL) or before[key]
            if first != part:
                part[ORIGINAL] = first
        if before.get(key) != part:
            yield key
