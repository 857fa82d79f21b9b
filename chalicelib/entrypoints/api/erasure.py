"""删除个人信息: what is personal goes from a ticket and from its history, for good."""

from __future__ import annotations

from typing import Literal

from chalice.app import Blueprint

from chalicelib.application import access
from chalicelib.application.perform import perform
from chalicelib.domain.erasing import Erase
from chalicelib.domain.errors import Refusal
from chalicelib.domain.ticket import ERASURE
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.tickets import (
    seen_ticket,
    shown_once,
    ticket_answer,
    version_wanted,
)
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked:
    """The requester asked for it, or the time to keep it is over. A code: words would stay."""

    reason: Literal["request", "retention"]


@http.route(
    blueprint,
    "POST",
    "/v1/tickets/{ticket_id}/erasure",
    takes=ErasureAsked,
    gives=views.TicketView,
    reads=("If-Match",),
    sends=("ETag",),
)
def erase_ticket(call: Call) -> Answer:
    """Erase what is personal of a ticket that is over; it cannot be undone."""
    ticket = seen_ticket(call)
    refusal = access.refuses(call.actor, ERASURE, ticket)
    if refusal:
        raise refused(refusal)
    asked = as_a(ErasureAsked, call.json())
    outcome = perform(
        call.ports,
        ticket.id,
        Erase(reason=asked.reason),
        call.actor,
        if_match=version_wanted(call),
        once=shown_once(call),
    )
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return ticket_answer(call, outcome)
