"""What a life would cost if a commit were its event item alone: the stretch, tried.

The same lives over HTTP, on a client that takes each transaction apart: what nothing shows goes
first, then the event on the condition that it is not there, which is the commit, then the header.
It is here to be priced, not to be run: between event and header a reader sees the state before.
`docs/decisions/012` says why it is not how it is stored.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.figures import keep
from bench.ledger import Backend, Ledger
from bench.life import LIVES, Bill, counted, on_tables
from bench.lives import Step, served
from chalicelib.adapters.dynamodb.calls import Client

Operation = dict[str, Any]
BY_KIND = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}
EVENT, HEADER = "EV#", "H"


@dataclass(slots=True)
class EventAlone:
    """A client of DynamoDB without transactions. Counts headers written for no list's sake."""

    client: Client
    listed: dict[str, dict[str, Any]] = field(default_factory=dict)
    headers: int = 0
    unmoved: int = 0

    def transact_write_items(
        self,
        *,
        TransactItems: Sequence[Operation],  # noqa: N803 - named as botocore names it
        ClientRequestToken: str,  # noqa: ARG002, N803 - as above
    ) -> None:
        """Raises what a single write raises: a change that somebody else made first."""
        for operation in sorted(TransactItems, key=_turn):
            ((kind, asked),) = operation.items()
            getattr(self.client, BY_KIND[kind])(**asked)
            if _turn(operation) == _turn_of(HEADER):
                self._count(asked["Item"])

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the client can
        return getattr(self.client, name)

    def _count(self, header: Mapping[str, Any]) -> None:
        ticket = header["pk"]["S"]
        keys = {name: header[name] for name in ("uk", "hk", "rk", "ds") if name in header}
        self.headers += 1
        self.unmoved += self.listed.get(ticket) == keys
        self.listed[ticket] = keys


def _turn(operation: Operation) -> int:
    ((_, asked),) = operation.items()
    return _turn_of(asked.get("Item", asked.get("Key"))["sk"]["S"])


def _turn_of(sk: str) -> int:
    return 2 if sk == HEADER else 1 if sk.startswith(EVENT) else 0


def priced_apart(life: tuple[Step, ...]) -> tuple[Bill, EventAlone]:
    bill, seen = Bill(), 0

    def watch(step: str) -> None:
        nonlocal seen
        for row in ledger.rows[seen:]:
            bill.add(row, step)
        seen = len(ledger.rows)

    with on_tables(EventAlone) as (world, aws), served(world) as teller:
        apart = aws.client
        ledger = Ledger(Backend(aws.new_client()))
        ledger.attach(apart.client)
        bill.life = counted(world, teller.tell(life, watch)["id"])
    return bill, apart


def figures(bill: Bill, apart: EventAlone) -> dict[str, int]:
    """The last line is arithmetic: nobody could read a header that is not written."""
    return {
        "changes": bill.life["changes"],
        "core WCU": bill.core,
        "all in WCU": bill.all_in,
        "core WCU, headers that move no list left out": bill.core - apart.unmoved,
    }


def main() -> int:
    found = {name: figures(*priced_apart(life)) for name, life in LIVES.items()}
    for name, told in found.items():
        print(f"{name}, its commits the event alone: {told}")
    keep("stretch", found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
