"""Lists: what a caller may look through, in which order, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import get_args

from chalicelib.application import access
from chalicelib.application.ports import ListClass, ListQuery, Ports, SortKey
from chalicelib.application.registering import regulation_now
from chalicelib.domain.decision import forbidden, invalid
from chalicelib.domain.directory import HOME, OF_A_UNIT, Actor, Role
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.privacy import HIDDEN, sight_of
from chalicelib.domain.records import OFFICE
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

STAFF = (
    Role.OFFICE,
    Role.OPERATOR,
    Role.SUPERVISOR,
    Role.UPPER_OFFICE,
    Role.AUDITOR,
    Role.PLATFORM,
)
CLASSES: tuple[ListClass, ...] = get_args(ListClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The filters of a list as they were asked for."""

    holder: str | None = None
    unit: str | None = None
    requester: str | None = None
    listed_as: str | None = None
    due_before: datetime | None = None
    updated_since: datetime | None = None


def query_for(ports: Ports, wanted: Wanted, actor: Actor) -> ListQuery | Refusal:
    """The list that is meant: by holder, by unit or one's own; what was left out filled in."""
    by = [one for one in (wanted.holder, wanted.unit, wanted.requester) if one is not None]
    if len(by) > 1 or (wanted.due_before and wanted.updated_since):
        return _unsupported("one of holder, unit, requester, and one of due_before, updated_since")
    only_citizen = not actor.is_a(*STAFF, *OF_A_UNIT)
    if wanted.requester is not None or (not by and only_citizen):
        return _own(wanted, actor)
    return _of_staff(ports, wanted, actor)


def _own(wanted: Wanted, actor: Actor) -> ListQuery | Refusal:
    if wanted.requester not in (None, "me") or wanted.listed_as is not None:
        return _unsupported("requester=me, without a class")
    if not actor.is_a(Role.CITIZEN) or actor.phone is None:
        return forbidden("only a citizen has tickets of their own")
    return ListQuery(
        by="requester",
        value=actor.phone,
        jurisdiction=actor.jurisdiction or None,
        due_before=wanted.due_before,
        updated_since=wanted.updated_since,
    )


def _of_staff(ports: Ports, wanted: Wanted, actor: Actor) -> ListQuery | Refusal:
    listed_as = next((one for one in CLASSES if one == (wanted.listed_as or "open")), None)
    if listed_as is None:
        return invalid("/class", f"one of: {', '.join(CLASSES)}")
    if not actor.is_a(*STAFF, *OF_A_UNIT):
        return forbidden("a citizen sees only their own: requester=me")
    asked = wanted.holder or wanted.unit
    if not actor.is_a(*STAFF) and asked not in (None, *actor.units):
        return forbidden("a unit sees only its own")
    return ListQuery(
        by="holder" if wanted.unit is None else "unit",
        value=asked or own_queue(ports, actor),
        jurisdiction=actor.jurisdiction,
        listed_as=listed_as,
        due_before=wanted.due_before,
        updated_since=wanted.updated_since,
    )


def own_queue(ports: Ports, actor: Actor) -> str:
    """A unit's, a sub-office's or a level's own; else the office's. What ended units left to it
    is listed with it.
    """
    if actor.unit and not actor.is_a(Role.PLATFORM):
        return actor.unit
    regulation = regulation_now(ports, actor.jurisdiction)
    if actor.is_a(Role.UPPER_OFFICE) and regulation and regulation.levels:
        return regulation.levels[-1].id
    return OFFICE


def _unsupported(known: str) -> Refusal:
    detail = f"this combination is not indexed; supported: {known}"
    return Refusal(
        "unsupported_filter", detail, kind=Kind.INVALID, errors=(FieldError("", detail),)
    )


def tickets(
    ports: Ports, query: ListQuery, actor: Actor, after: SortKey | None, limit: int
) -> tuple[list[Ticket], SortKey | None]:
    """One page of what the caller may see, and after which key the next one begins."""
    found: list[tuple[SortKey, Ticket]] = []
    widened = _by_the_day(query, actor)
    since = query.updated_since if widened != query else None
    queries = list(_with_taken_over(ports, widened))
    while len(found) <= limit:
        page = _page(ports, queries, after, limit + 1)
        seen = [(key, one) for key, one in page if _visible(ports, actor, one)]
        found += [(key, one) for key, one in seen if _is_since(since, key, one, actor)]
        if len(page) <= limit:
            break
        after = page[-1][0]
    shown = found[:limit]
    more = shown[-1][0] if len(found) > limit and shown else None
    return [ticket for _, ticket in shown], more


def _by_the_day(query: ListQuery, actor: Actor) -> ListQuery:
    """From the beginning of that day, for whoever is told of some tickets only on which day they
    changed: asked second by second a list would tell when somebody called.
    """
    since = query.updated_since
    if since is None or query.by == "requester" or not actor.units:
        return query
    begins = datetime.combine(since.astimezone(HOME).date(), time(), HOME)
    return replace(query, updated_since=begins.astimezone(UTC))


def _is_since(since: datetime | None, key: SortKey, ticket: Ticket, actor: Actor) -> bool:
    """Whether it changed since, as precisely as this caller is told; the key has the instant."""
    if since is None or datetime.fromisoformat(key[0]) >= since:
        return True
    return sight_of(actor, ticket).identity == HIDDEN


def _with_taken_over(ports: Ports, query: ListQuery) -> Iterator[ListQuery]:
    """The list of a unit is also that of the units that ended and handed over to it."""
    yield query
    if query.by != "requester" and query.jurisdiction:
        for ended in ports.directories.of(query.jurisdiction).handed_to(query.value):
            yield replace(query, value=ended)


def _page(
    ports: Ports, queries: Sequence[ListQuery], after: SortKey | None, limit: int
) -> Sequence[tuple[SortKey, Ticket]]:
    """Of several lists in the same order the first so many tickets, each once."""
    first, *others = (ports.tickets.find(one, after, limit).tickets for one in queries)
    if not others:
        return first
    by_key = dict(first)
    for page in others:
        by_key.update(page)
    return sorted(by_key.items(), key=lambda one: one[0])[:limit]


def _visible(ports: Ports, actor: Actor, ticket: Ticket) -> bool:
    return access.may_see(actor, ticket, ports.directories.of(ticket.jurisdiction))


def bound_to(query: ListQuery, actor: Actor) -> str:
    """What a cursor is good for: this caller and these filters."""
    return f"{actor.id}|{actor.jurisdiction}|{query!r}"
