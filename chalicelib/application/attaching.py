"""附件: announced, named by a ticket, looked at by those who may see one that names it.

A command may name what its own side announced, or what is on the ticket already. What it names is
claimed before the commit, so that no sweep takes a file from a ticket; a claim whose commit failed
is noticed by the sweep, which asks the ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from chalicelib.application import access
from chalicelib.application.file_ports import Download, FileRow, Upload
from chalicelib.application.ports import Ports
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.files import EXTENSIONS, Announcer, identifies
from chalicelib.domain.privacy import HIDDEN, Standing, is_protected, sight_of, standings
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

LISTS, SINGLE = ("attachments",), ("form", "material")
# A form may be a paper, or another system's, as well: there an id is known by how it begins, and
# what is unknown is nobody's.
IDS_BEGIN = "att_"
MOST_PARTS = 200
SEE_WHO_ASKS = frozenset(
    (
        Standing.OWN,
        Standing.OPERATOR,
        Standing.OFFICE,
        Standing.UPPER_OFFICE,
        Standing.SUPERVISOR,
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a caller may see it. `own`: their side announced it. `withheld`: it would tell who
    asked. `tickets`: those that name it, as far as they see them or the file is their side's.
    """

    row: FileRow
    own: bool = False
    withheld: bool = False
    tickets: tuple[Ticket, ...] = ()

    @property
    def filename(self) -> str:
        """As it was called only for who called it so: people name files after themselves."""
        if self.own:
            return self.row.filename
        return self.row.id + EXTENSIONS[self.row.content_type]


@dataclass(frozen=True, slots=True)
class Named:
    """An attachment that a ticket names; `row` is None where nothing is known of it any more."""

    id: str
    row: FileRow | None


def announce(
    ports: Ports, actor: Actor, filename: str, content_type: str, size: int
) -> tuple[FileRow, Upload] | Refusal:
    """A row for a file that is about to be sent, and where to."""
    most = ports.files.sizes.most(content_type)
    if not 0 < size <= most:
        detail = f"1 to {most} bytes for {content_type}"
        return Refusal("invalid_field", "some fields are wrong", kind=Kind.INVALID,
                       errors=(FieldError("/size", detail),))  # fmt: skip
    now = ports.clock.now()
    row = FileRow(
        id=ports.ids.attachment(),
        filename=filename,
        content_type=content_type,
        size=size,
        by=Announcer.of(actor),
        announced_at=now,
    )
    ports.files.rows.announce(row)
    return row, ports.files.bucket.offer(row.id, content_type, size, now)


def named_in(command: object) -> Iterator[tuple[str, str, bool]]:
    """What a command names: JSON pointer, id, and whether it must be an attachment of ours."""
    for name in LISTS:
        for place, one in enumerate(getattr(command, name, ())):
            yield f"/{name}/{place}", one, True
    for name in SINGLE:
        one = getattr(command, name, None)
        if isinstance(one, str) and one.startswith(IDS_BEGIN):
            yield f"/{name}", one, False


def refuses(ports: Ports, command: object, actor: Actor, ticket: Ticket | None) -> Refusal | None:
    """Why a command may not name what it names. What is not sent yet may be named."""
    there = frozenset(ticket.attachments) if ticket else frozenset[str]()
    named = [one for one in named_in(command) if one[1] not in there]
    rows = ports.files.rows.get_many({one for _, one, _ in named}) if named else {}
    wrong = tuple(
        FieldError(pointer, "no attachment that this caller announced")
        for pointer, one, must_be_ours in named
        if not _may_name(rows.get(one), actor, must_be_ours=must_be_ours)
    )
    return _unknown(wrong) if wrong else None


def _may_name(row: FileRow | None, actor: Actor, *, must_be_ours: bool) -> bool:
    return row.by.is_the_side_of(actor) if row else not must_be_ours


def _unknown(wrong: tuple[FieldError, ...]) -> Refusal:
    detail = "附件不存在或非本方申报 / an attachment is unknown, or somebody else's"
    return Refusal("unknown_attachment", detail, kind=Kind.INVALID, errors=wrong)


def claim(ports: Ports, command: object, ticket: Ticket) -> Refusal | None:
    """Before the commit; refused if a file is gone since it was looked at."""
    gone = tuple(
        FieldError(pointer, "this attachment is gone")
        for pointer, one, must_be_ours in named_in(command)
        if not (ports.files.rows.claim(one, ticket.id) or one in ticket.attachments)
        and must_be_ours
    )
    return _unknown(gone) if gone else None


def of_ticket(ports: Ports, ticket: Ticket) -> tuple[Named, ...]:
    """Each attachment of the ticket with what became of it."""
    rows = ports.files.rows.get_many(ticket.attachments) if ticket.attachments else {}
    return tuple(Named(one, rows.get(one)) for one in ticket.attachments)


def shown(ports: Ports, file_id: str, actor: Actor) -> Shown | None:
    """To whose side announced it, and to whoever may see a ticket that names it.

    Once a ticket names it, who asked is kept from whoever is not to know it, whoever announced it.
    """
    row = ports.files.rows.get_many([file_id]).get(file_id)
    if row is None:
        return None
    if row.by.is_the_citizen(actor):
        return Shown(row, own=True)
    own = row.by.is_the_side_of(actor)
    tickets = tuple(one for one in _tickets(ports, row) if own or _may_see(ports, actor, one))
    if not own and not tickets:
        return None
    return Shown(row, own, _would_tell(row, actor, tickets), tickets)


def _would_tell(row: FileRow, actor: Actor, tickets: tuple[Ticket, ...]) -> bool:
    """What no ticket names yet tells of nobody."""
    guarded = bool(tickets) and all(_is_guarded(actor, one) for one in tickets)
    return guarded and identifies(row.content_type, row.by)


def _is_guarded(actor: Actor, ticket: Ticket) -> bool:
    """By voice and face somebody is known to a unit that is not to know who asked."""
    kept_from = sight_of(actor, ticket).identity == HIDDEN
    others = SEE_WHO_ASKS.isdisjoint(standings(actor, ticket))
    return is_protected(ticket) and (kept_from or others)


def _may_see(ports: Ports, actor: Actor, ticket: Ticket) -> bool:
    return access.may_see(actor, ticket, ports.directories.of(ticket.jurisdiction))


def _tickets(ports: Ports, row: FileRow) -> Iterator[Ticket]:
    """Those that name it, and the parts of those that were split, which took it over."""
    waiting, seen = sorted(row.tickets), set[str]()
    while waiting and len(seen) < MOST_PARTS:
        ticket_id = waiting.pop()
        ticket = None if ticket_id in seen else ports.tickets.load(ticket_id)
        seen.add(ticket_id)
        if ticket is not None and (ticket.parts or names(ports, ticket, row.id)):
            yield ticket
            waiting += ticket.parts


def names(ports: Ports, ticket: Ticket, file_id: str) -> bool:
    """Whether the ticket, or anything that was done with it, names the file."""
    if file_id in ticket.attachments:
        return True
    return any(_holds(entry.event, file_id) for entry in ports.tickets.history(ticket.id))


def _holds(value: object, text: str) -> bool:
    """Whether the text is anywhere in a plain value: a request keeps its form in its details."""
    if is_dataclass(value):
        return any(_holds(getattr(value, one.name), text) for one in fields(value))
    if isinstance(value, Mapping):
        return any(_holds(one, text) for one in value.values())
    if isinstance(value, tuple | list | frozenset):
        return any(_holds(one, text) for one in value)
    return value == text


def download(ports: Ports, found: Shown) -> Download | None:
    """An address for some minutes; None for what is not confirmed, or not for this caller."""
    if found.withheld or found.row.confirmed is None:
        return None
    return ports.files.bucket.download(found.row, found.filename, ports.clock.now())
