"""What a ticket's life costs in capacity units, line by line and action by action.

The life is told over HTTP to the whole system on DynamoDB tables; `bench.ledger` prices every
request from the documented rules. `python -m bench.life` prints the tables.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.figures import keep
from bench.ledger import Backend, Ledger, Row
from bench.lives import EXTENDED, REDONE, STARTS_AT, Step, served
from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.domain.state import Ticket
from local.aws import EmbeddedAws
from local.seeds import load_seeds
from local.world import World, new_world

CORE, ALL_IN = 72, 130

# Lines of the bill. What is core makes up the ticket; the rest is what it brings along.
CORE_LINES = (
    "header",
    "events",
    "words and forms",
    "list rows",
    "deadlines",
    "index by unit",
    "index by office",
    "index by requester",
    "delivered so far",
    "SMS",
)
SHARED = "shared by all"  # once an hour and shard, or a day, however many tickets there are
KINDS = {"H": "header", "EV": "events", "L": "list rows"}
INDEXES = {
    tables.UNIT: "index by unit",
    tables.OFFICE: "index by office",
    tables.REQUESTER: "index by requester",
    tables.UNIT_UPDATED: "updated_since",
    tables.OFFICE_UPDATED: "updated_since",
}
SWEEP = "sweep"


@dataclass(slots=True)
class Bill:
    """What one life cost: WCU and RCU by line, and by action."""

    wcu: Counter[str] = field(default_factory=Counter)
    rcu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    actions: dict[str, dict[str, float]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(float))
    )
    life: dict[str, int] = field(default_factory=dict)

    @property
    def core(self) -> int:
        return sum(self.wcu[line] for line in CORE_LINES)

    @property
    def all_in(self) -> int:
        return sum(self.wcu.values()) - self.wcu[SHARED]

    @property
    def reads(self) -> float:
        """RCU of the ticket; what schedules look for whether or not there is a ticket, left out."""
        return sum(self.rcu.values()) - self.rcu[SHARED]

    def add(self, row: Row, step: str) -> None:
        line = SHARED if step == SWEEP and looks_for_what_is_over(row) else line_of(row, step)
        self.wcu[line] += row.wcu
        self.rcu[line] += row.rcu
        if line != SHARED:
            self.actions[step]["WCU"] += row.wcu
            self.actions[step]["RCU"] += row.rcu


def line_of(row: Row, step: str) -> str:
    """The line of the bill that a priced request belongs to."""
    pk, _, sk = row.key.partition(" ")
    kind = sk.partition("#")[0]
    if row.table == tables.DEADLINES:
        return _of_deadlines(pk, sk, step)
    if row.table == tables.MESSAGES:
        return "warnings" if step == SWEEP and pk.startswith("T#") else _of_messages(pk)
    if row.operation in {"Query", "BatchGetItem", "GetItem"}:
        return "reading tickets"
    if row.index in {tables.UNIT_UPDATED, tables.OFFICE_UPDATED}:
        return INDEXES[row.index]
    if step == SWEEP:
        return "warnings"
    return INDEXES[row.index] if row.index else KINDS.get(kind, "words and forms")


def looks_for_what_is_over(row: Row) -> bool:
    """What nobody named within a day, or was kept long enough: lists, and the mark of each."""
    if row.key.startswith("M#retention#"):
        return True
    lists = {tables.UNIT_UPDATED, tables.OFFICE_UPDATED}
    return row.operation == "Query" and (row.index in lists or row.table == tables.MESSAGES)


def _of_deadlines(pk: str, sk: str, step: str) -> str:
    if "#deliver#" in sk:
        return "deliver deadlines"
    if pk.startswith(("D#", "P#")):
        return "warnings" if step == SWEEP else "deadlines"
    return SHARED


def _of_messages(pk: str) -> str:
    names = {
        "T": "delivered so far",
        "A": "notices",
        "K": "idempotency",
        "M": "SMS",
        "X": "access log",
    }
    return names[pk.partition("#")[0]]


@contextmanager
def on_tables(
    asked_by: Callable[[Client], Client] = lambda client: client,
) -> Iterator[tuple[World, EmbeddedAws]]:
    """The single-machine system, and the tables it stands on; through a client of one's own."""
    start = datetime.fromisoformat(STARTS_AT)
    directories = {seed.place: seed.directory for seed in load_seeds()}
    aws = EmbeddedAws(by_http=True)  # as it would be asked over the network, for the ledger to hear
    aws.client = asked_by(aws.client)
    yield new_world(directories, base_url="http://127.0.0.1", start=start, aws=aws), aws


def priced(life: tuple[Step, ...]) -> Bill:
    """Tell a life, and add up what it cost."""
    bill, seen = Bill(), 0

    def watch(step: str) -> None:
        nonlocal seen
        for row in ledger.rows[seen:]:
            bill.add(row, step)
        seen = len(ledger.rows)

    with on_tables() as (world, aws), served(world) as teller:
        ledger = Ledger(Backend(aws.new_client()))
        ledger.attach(aws.client)
        told = teller.tell(life, watch)
        bill.life = counted(world, told["id"])
    return bill


def counted(world: World, ticket_id: str) -> dict[str, int]:
    """How long the life was."""
    ticket = world.ports.tickets.load(ticket_id)
    assert isinstance(ticket, Ticket)  # noqa: S101 - it has just been told
    return {
        "changes": ticket.version,
        "events": ticket.seq,
        "deadlines": len(ticket.deadlines),
        "sms": len(world.sms.messages()),
    }


def figures(bill: Bill) -> dict[str, Any]:
    return {
        **bill.life,
        "core WCU": bill.core,
        "all in WCU": bill.all_in,
        "RCU": bill.reads,
        "lines, WCU": dict(bill.wcu),
        "actions": {name: dict(cost) for name, cost in bill.actions.items()},
    }


def shown(name: str, bill: Bill) -> str:
    """A table for people."""
    told = ", ".join(f"{count} {what}" for what, count in bill.life.items())
    lines = [f"{name}: {told}"]
    for line in (*CORE_LINES, None, *sorted(set(bill.wcu) - {*CORE_LINES, SHARED}), None, SHARED):
        if line is None:
            lines.append("")
        else:
            lines.append(f"  {line:<22}{bill.wcu[line]:>6} WCU{bill.rcu[line]:>8.1f} RCU")
    lines.append(f"  core {bill.core} WCU, all in {bill.all_in} WCU")
    lines += [
        f"  {action:<22}{cost['WCU']:>6.0f} WCU{cost['RCU']:>8.1f} RCU"
        for action, cost in bill.actions.items()
    ]
    return "\n".join(lines)


LIVES: Mapping[str, tuple[Step, ...]] = {
    "a life with an extension": EXTENDED,
    "a life with an extension and a redo": REDONE,
}


def main() -> int:
    bills = {name: priced(life) for name, life in LIVES.items()}
    for name, bill in bills.items():
        print(shown(name, bill))
    keep("life", {name: figures(bill) for name, bill in bills.items()})
    first = bills["a life with an extension"]
    return 0 if first.core <= CORE and first.all_in <= ALL_IN else 1


if __name__ == "__main__":
    sys.exit(main())
