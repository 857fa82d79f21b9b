"""Items of a ticket, as they are written and as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chalicelib.adapters.dynamodb import keys, parts, upcasts
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.history import Histories
from chalicelib.adapters.dynamodb.names import TICKET
from chalicelib.adapters.dynamodb.parts import Parts, Plain
from chalicelib.adapters.dynamodb.placing import Placed
from chalicelib.adapters.dynamodb.wire import SCHEMA, STEP, Item, size
from chalicelib.application.ports import Made
from chalicelib.application.telling_ports import Trail
from chalicelib.domain.decision import Entry
from chalicelib.domain.erasing import history_without_person
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

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
    envelopes: Envelopes

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
        # Of an erased ticket no part stays as it was, nor the words as they first were.
        known = before.parts if before and not ticket.erased_at else {}
        now = set(parts.changed(own, known))
        versions = dict(before.written) if before else {}
        versions = {key: ticket.version if key in now else versions[key] for key in own}
        puts = [self._part(pk, ticket, key, own[key]) for key in own if key in now]
        puts += [
            {"pk": pk, "sk": sk, SCHEMA: upcasts.SCHEMA_V, **attributes}
            for sk, attributes in placed.rows.items()
        ]
        gone = [sk for sk in (before.rows if before else ()) if sk not in placed.rows]
        fields: Plain = {**header, PARTS: versions}
        if placed.rows:
            fields[ROWS] = sorted(placed.rows)
        item = self.envelopes.closed(
            {"pk": pk, "sk": keys.HEADER, "v": ticket.version, **placed.header}, fields
        )
        stored = Stored(ticket, own, versions, tuple(placed.rows), item)
        return Written(item, puts, gone, stored)

    def _part(self, pk: str, ticket: Ticket, sk: str, part: Plain) -> Item:
        return self.envelopes.closed({"pk": pk, "sk": sk, "v": ticket.version}, part)

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
        key: Item = {
            "pk": keys.ticket(ticket.id),
            "sk": keys.event(ticket.version),
            "rq": request,
        }
        if has_effects:  # what the stream is filtered by, and all that the sender has to know
            key["fx"] = f"{ticket.id}#{ticket.version}"
        return self.envelopes.closed(key, fields)

    def read(self, found: Iterable[Item]) -> Stored | None:
        """A ticket from its header and parts, whatever else is among the items."""
        by_key = {str(item["sk"]): item for item in found}
        header = by_key.get(keys.HEADER)
        return self.whole(header, self.envelopes.opened(header), by_key) if header else None

    def whole(self, header: Item, opened: Plain, by_key: Mapping[str, Item]) -> Stored:
        """A ticket from its header, what that holds, and its parts; `Torn` if one is another's."""
        ticket_id, fields = keys.ticket_id(str(header["pk"])), {**opened}
        versions: dict[str, int] = fields.pop(PARTS)
        rows = tuple(fields.pop(ROWS, ()))
        own: Parts = {}
        for key, version in versions.items():
            item = by_key.get(key)
            if item is None or item["v"] != version:
                raise Torn(ticket_id)
            own[key] = self.opened(item)
        fields[TICKET["version"]] = int(header["v"])
        return Stored(parts.together(ticket_id, fields, own), own, versions, rows, header)

    def opened(self, item: Item) -> Plain:
        fields = self.envelopes.opened(item)
        if item[SCHEMA] != upcasts.PHONES_ALONE:
            return fields
        ticket_id, keys_ = keys.ticket_id(str(item["pk"])), self.envelopes.keys
        opened: Plain = upcasts.phones_opened(fields, lambda one: keys_.opened(one, ticket_id))
        return opened

    def history(self, found: Sequence[Item]) -> list[Entry]:
        """Every entry, oldest first."""
        return [entry for made in self.commits(found) for entry in made.entries]

    def commits(self, found: Sequence[Item]) -> Iterator[Made]:
        """What each commit recorded; the parts that it leans on are in `found`."""
        kept = {
            str(item["sk"]): self.opened(item)
            for item in found
            if str(item["sk"]).startswith(PART_KINDS)
        }
        erased = self.is_erased(found)
        for item in found:
            if str(item["sk"]).startswith(keys.EVENT):
                entries: Sequence[Entry] = list(self.histories.read(self.opened(item), kept))
                entries = history_without_person(entries) if erased else entries
                mark = Trail.of_commit(str(item.get("rq", ""))).mark
                yield Made(keys.version(str(item["sk"])), entries, mark)

    def is_erased(self, found: Iterable[Item]) -> bool:
        """Whether the ticket that all of these are of is marked as erased."""
        header = next((item for item in found if item["sk"] == keys.HEADER), None)
        return header is not None and TICKET["erased_at"] in self.envelopes.opened(header)

    def without_person(self, found: Sequence[Item]) -> Iterator[Item]:
        """The events of an erased ticket as they are to stand, where they do not yet; what they
        lean on may go then.
        """
        events = [item for item in found if str(item["sk"]).startswith(keys.EVENT)]
        for item, made in zip(events, self.commits(found), strict=True):
            stands = self.opened(item)
            wanted = self.histories.written(made.entries, stands["g"], {keys.WORDS: {}})
            if stands != wanted:
                key: Item = {name: item[name] for name in ("pk", "sk", "rq", "fx") if name in item}
                yield self.envelopes.closed(key, wanted)
