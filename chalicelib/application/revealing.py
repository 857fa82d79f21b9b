"""显示明文: what is masked is shown on asking, for a purpose, once it is written down.

Who may is `domain.privacy`. Nobody reads a whole city so: each has some an hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal

from chalicelib.application import access_logging, limiting
from chalicelib.application.access_ports import Purpose
from chalicelib.application.ports import Ports
from chalicelib.domain.basis import Basis
from chalicelib.domain.decision import Entry, forbidden
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.masking import Whose, masked_text
from chalicelib.domain.privacy import is_protected, sight_of
from chalicelib.domain.records import Location
from chalicelib.domain.shape import SHORT_TEXT, Items
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

FieldName = Literal["name", "phone", "location", "subject", "description", "history"]
LAW = "个人信息保护法"
LEAST = Basis(LAW, "第六条", "处理个人信息限于实现目的的最小范围")
CONFIDENTIAL = Basis(LAW, "第十条", "不得非法提供他人个人信息；要求保密者和举报人对承办方保密")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """`note` is required with the purpose `other`."""

    fields: Annotated[tuple[FieldName, ...], Items(6, 1)]
    purpose: Purpose
    note: Annotated[str, SHORT_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """Only what was asked for; the rest is None."""

    name: str | None = None
    phone: str | None = None
    location: Location | None = None
    subject: str | None = None
    description: str | None = None
    history: Sequence[Entry] | None = None


@dataclass(frozen=True, slots=True)
class TooMany:
    """How long until this person may ask again."""

    wait: timedelta


def reveal(
    ports: Ports, ticket: Ticket, actor: Actor, asked: Reveal
) -> Revealed | Refusal | TooMany:
    """What was asked for, in clear; it is in the log before it is here."""
    if refusal := may_not(actor, ticket) or _lacks_note(asked):
        return refusal
    if wait := limiting.wait_to_reveal(ports, actor):
        return TooMany(wait)
    found = _revealed(ports, ticket, asked)
    fields = sorted(set(asked.fields))
    place = ticket.jurisdiction
    whose = Whose(ticket.requester.name, ticket.requester.phone)
    note = asked.note and masked_text(asked.note, whose)
    access_logging.written(ports, actor, place, (ticket.id,), fields, asked.purpose, note)
    return found


def may_not(actor: Actor, ticket: Ticket) -> Refusal | None:
    """Why this caller, who sees the ticket, is shown no more of it."""
    if sight_of(actor, ticket).reveals:
        return None
    if is_protected(ticket):
        return forbidden("诉求人受保护，对您不显示 / the requester is protected", CONFIDENTIAL)
    return forbidden("您的职责不需要明文 / not for what you are to this ticket", LEAST)


def _lacks_note(asked: Reveal) -> Refusal | None:
    if asked.purpose != "other" or (asked.note and asked.note.strip()):
        return None
    detail = "其他目的须说明 / say what for"
    return Refusal("invalid_field", detail, None, Kind.INVALID, (FieldError("/note", detail),))


def _revealed(ports: Ports, ticket: Ticket, asked: Reveal) -> Revealed:
    wanted = set(asked.fields)
    return Revealed(
        name=ticket.requester.name if "name" in wanted else None,
        phone=ticket.requester.phone if "phone" in wanted else None,
        location=ticket.location if "location" in wanted else None,
        subject=ticket.subject if "subject" in wanted else None,
        description=ticket.description if "description" in wanted else None,
        history=ports.tickets.history(ticket.id) if "history" in wanted else None,
    )
