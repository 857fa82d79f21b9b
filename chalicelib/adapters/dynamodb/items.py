"""Items of a ticket, as they are written and as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb import keys, parts
from chalicelib.adapters.dynamodb.history import Histories
from chalicelib.adapters.dynamodb.names import SHORT, TICKET
from chalicelib.adapters.dynamodb.parts import Parts, Plain
from chalicelib.adapters.dynamodb.placing import Placed
from chalicelib.adapters.dynamodb.wire import STEP, Item, fields_of, size, with_fields
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.ports import Made
from chalicelib.application.telling_ports import Trail
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket

REQUESTER, PHONE = TICKET["requester"], SHORT["Requester"]["phone"]
Json = Any  # mappings, lists and scalars, however deep
PARTS, ROWS = "x", "l"
PART_KINDS = (keys.WORDS, keys.ROUND, keys.SUPERVISION, keys.FORM)


class Torn(Exception):
    """Header and parts of two commits were read together: read them again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A ticket as it stands in the table: what the next commit is compared with."""

    ticket: Ticket
    parts: Parts
    written: Mapping[str, int]
    rows: tuple[str, ...]
    header: Item


@dataclass(frozen=True, slots=True)
class Written:
    """What a commit puts, what it deletes, and how the ticket then stands."""

    header: Item
    puts: list[Item]
    deletes: list[str]
    stored: Stored


@dataclass(frozen=True, slots=True)
class Items:
    """Tickets ↔ items."""

    histories: Histories
    phones: PhoneKeys

    def written(self, ticket: Ticket, placed: Placed, before: Stored | None) -> Written:
        """With the details of requests in the header, if it has room for them in its 1 KB."""
        roomy = self._written(ticket, placed, before, parts.ROOMY_DETAILS)
        if size(roomy.header) <= STEP:
            return roomy
        return self._written(ticket, placed, before, parts.SHORT_DETAILS)

    def _written(
        self, ticket: Ticket, placed: Placed, before: Stored | None, longest: int
    ) -> Written:
        pk = keys.ticket(ticket.id)
        header, own = parts.apart(ticket, longest)
        header.pop(TICKET["version"], None)
        known = before.parts if before else {}
        now = set(parts.changed(own, known))
        versions = dict(before.written) if before else {}
        versions = {key: ticket.version if key in now else versions[key] for key in own}
        puts = [self._part(pk, ticket, key, own[key]) for key in own if key in now]
        puts += [
            {"pk": pk, "sk": sk, "schema_v": 1, **attributes}
            for sk, attributes in placed.rows.items()
        ]
        gone = [sk for sk in (before.rows if before else ()) if sk not in placed.rows]
        fields: Plain = {**header, PARTS: versions}
        if placed.rows:
            fields[ROWS] = sorted(placed.rows)
        item = with_fields(
            {"pk": pk, "sk": keys.HEADER, "v": ticket.version, **placed.header}, fields
        )
        stored = Stored(ticket, own, versions, tuple(placed.rows), item)
        return Written(item, puts, gone, stored)

    def _part(self, pk: str, ticket: Ticket, sk: str, part: Plain) -> Item:
        hidden = with_phones(part, lambda phone: self.phones.sealed(phone, ticket.id))
        return with_fields({"pk": pk, "sk": sk, "v": ticket.version}, hidden)

    def event(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        request: str,
        known: Parts,
        *,
        has_effects: bool = False,
    ) -> Item:
        fields = self.histories.written(entries, ticket.regulation, known)
        hidden = with_phones(fields, lambda phone: self.phones.sealed(phone, ticket.id))
        key: Item = {
            "pk": keys.ticket(ticket.id),
            "sk": keys.event(ticket.version),
            "rq": request,
        }
        if has_effects:  # what the stream is filtered by, and all that the sender has to know
            key["fx"] = f"{ticket.id}#{ticket.version}"
        return with_fields(key, hidden)

    def read(self, found: Iterable[Item]) -> Stored | None:
        """A ticket from its header and parts, whatever else is among the items."""
        by_key = {str(item["sk"]): item for item in found}
        header = by_key.get(keys.HEADER)
        if header is None:
            return None
        ticket_id = keys.ticket_id(str(header["pk"]))
        fields = fields_of(header)
        versions: dict[str, int] = fields.pop(PARTS)
        rows = tuple(fields.pop(ROWS, ()))
        own: Parts = {}
        for key, version in versions.items():
            item = by_key.get(key)
            if item is None or item["v"] != version:
                raise Torn(ticket_id)
            own[key] = self.opened(ticket_id, item)
        fields[TICKET["version"]] = int(header["v"])
        return Stored(parts.together(ticket_id, fields, own), own, versions, rows, header)

    def opened(self, ticket_id: str, item: Item) -> Plain:
        opened: Plain = with_phones(
            fields_of(item), lambda sealed: self.phones.opened(sealed, ticket_id)
        )
        return opened

    def history(self, found: Sequence[Item]) -> list[Entry]:
        """Every entry, oldest first."""
        return [entry for made in self.commits(found) for entry in made.entries]

    def commits(self, found: Sequence[Item]) -> Iterator[Made]:
        """What each commit recorded; the parts that it leans on are in `found`."""
        kept = {
            str(item["sk"]): self.opened(keys.ticket_id(str(item["pk"])), item)
            for item in found
            if str(item["sk"]).startswith(PART_KINDS)
        }
        for item in found:
            if str(item["sk"]).startswith(keys.EVENT):
                opened = self.opened(keys.ticket_id(str(item["pk"])), item)
                entries = list(self.histories.read(opened, kept))
                mark = Trail.of_commit(str(item.get("rq", ""))).mark
                yield Made(keys.version(str(item["sk"])), entries, mark)


def part_keys(header: Item) -> list[tuple[str, str]]:
    """Where the rest of a ticket is, as its header says."""
    pk = str(header["pk"])
    return [(pk, key) for key in fields_of(header)[PARTS]]


def with_phones(plain: Json, change: Callable[[str], str]) -> Json:
    """The same with every requester's phone sealed, or opened."""
    if isinstance(plain, list):
        return [with_phones(one, change) for one in plain]
    if not isinstance(plain, dict):
        return plain
    changed = {key: with_phones(one, change) for key, one in plain.items()}
    requester = changed.get(REQUESTER)
    if isinstance(requester, dict) and isinstance(requester.get(PHONE), str):
        changed[REQUESTER] = {**requester, PHONE: change(requester[PHONE])}
    return changed
