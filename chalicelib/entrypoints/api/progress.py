"""进度: what became of a ticket, a readable line for each event, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from chalice.app import Blueprint

from chalicelib.application import progress
from chalicelib.application.context import view_of, zone_of
from chalicelib.application.progress import Said
from chalicelib.domain.state import Status
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.api.glass import glass_for_history
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.paging import PAGING, cursor_after, limit_of, position_of
from chalicelib.entrypoints.api.tickets import seen_ticket
from chalicelib.entrypoints.api.views import to_json
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

QUALITY = "q="
SPOKEN = ("Content-Language", "Vary")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLineView:
    """One event; `text` is in the language that was asked for."""

    seq: int
    at: datetime
    type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """`text` says where the ticket stands now."""

    number: str
    status: Status
    text: str
    items: tuple[ProgressLineView, ...]
    next_cursor: str | None


@http.route(
    blueprint,
    "GET",
    "/v1/tickets/{ticket_id}/progress",
    gives=ProgressView,
    query=PAGING,
    reads=("Accept-Language",),
    sends=SPOKEN,
)
def get_progress(call: Call) -> Answer:
    """What happened to a ticket, oldest first; Accept-Language: zh or en."""
    ticket = seen_ticket(call)
    asked = call.asked(*PAGING)
    limit = limit_of(asked)
    bound = f"{call.actor.id}|{call.actor.jurisdiction}|{call.path}"
    position = position_of(call, asked, bound)
    after = int(position[0]) if position else 0
    whole = call.ports.tickets.history(ticket.id)
    history = [one for one in whole if one.seq > after]
    glass = glass_for_history(view_of(call.ports, ticket, call.actor), whole)
    more = [str(history[limit - 1].seq)] if len(history) > limit else None
    directory = call.ports.directories.of(ticket.jurisdiction)
    in_english = wants_english(call)
    shown = ProgressView(
        number=ticket.number,
        status=ticket.status,
        text=in_words(progress.STATUSES[ticket.status], in_english=in_english),
        items=tuple(
            ProgressLineView(
                seq=one.seq,
                at=glass.moment(one.at),
                type=one.event.name,
                text=in_words(progress.told(one, directory), in_english=in_english),
            )
            for one in history[:limit]
        ),
        next_cursor=cursor_after(call, more, bound),
    )
    regulation = call.ports.regulations.get(ticket.regulation)
    headers = spoken(in_english=in_english)
    return Answer(to_json(shown, zone_of(regulation.identity.time_zone)), headers=headers)


def in_words(said: Said, *, in_english: bool) -> str:
    return said.en if in_english else said.zh


def spoken(*, in_english: bool) -> dict[str, str]:
    """The headers that say which language an answer is in, and that it depends on who asks."""
    return {"Content-Language": "en" if in_english else "zh-CN", "Vary": "Accept-Language"}


def wants_english(call: Call) -> bool:
    """Whether the caller prefers it to Chinese, as RFC 9110 has it; Chinese where nothing says."""
    english, chinese = 0.0, 0.0
    for one in call.headers.get("accept-language", "").split(","):
        language, _, parameters = one.strip().lower().partition(";")
        quality = _quality(parameters.strip())
        main = language.strip().partition("-")[0]
        if main == "en":
            english = max(english, quality)
        elif main == "zh":
            chinese = max(chinese, quality)
    return english > chinese


def _quality(parameters: str) -> float:
    """1 where none is given; what is no quality weighs nothing."""
    if not parameters.startswith(QUALITY):
        return 0.0 if parameters else 1.0
    digits = parameters.removeprefix(QUALITY)
    is_number = digits.isascii() and digits.replace(".", "", 1).isdigit()
    return min(1.0, float(digits)) if is_number else 0.0
