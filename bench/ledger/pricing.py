"""The documented rules of capacity, as pure functions of sizes and of items before and after.

From the developer guide: "read and write operations", "transactions: how it works", "global
secondary indexes" and "local secondary indexes", each under its considerations of throughput.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bench.ledger import sizes
from bench.ledger.sizes import Item

WRITE_STEP = 1024
READ_STEP = 4096

# A transaction touches each of its items twice, to prepare and to commit.
TRANSACTION = 2
# The guide says that indexes follow "after the transaction completes", and not whether they too
# are paid twice. Measured against the service they are not.
INDEX_IN_TRANSACTION = 1


class Consistency(Enum):
    """What a step read costs."""

    EVENTUAL = 0.5
    STRONG = 1.0
    TRANSACTIONAL = 2.0

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> Consistency:
        """Reads are eventually consistent unless they ask for more."""
        return cls.STRONG if request.get("ConsistentRead") else cls.EVENTUAL


def steps(size: int, step: int) -> int:
    """Started steps are whole ones, and nothing costs less than one."""
    return max(1, -(-size // step))


def write_units(size: int) -> int:
    return steps(size, WRITE_STEP)


def read_units(size: int, consistency: Consistency) -> float:
    return steps(size, READ_STEP) * consistency.value


def larger(before: Item | None, after: Item | None) -> int:
    """A put, an update or a delete is sized by the item before or after it, whichever is larger."""
    return max(sizes.item(before), sizes.item(after))


@dataclass(frozen=True, slots=True)
class Index:
    """A secondary index. `kept` are the names it keeps of an item; None means all."""

    name: str
    keys: tuple[str, ...]
    kept: frozenset[str] | None
    local: bool = False

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item: nothing if it lacks one of the index's keys."""
        if item is None or any(key not in item for key in self.keys):
            return None
        if self.kept is None:
            return item
        return {name: value for name, value in item.items() if name in self.kept}

    def moves(self, before: Item, after: Item) -> bool:
        """Whether a key of the index changes, so that the entry must be taken out and put anew."""
        return any(sizes.canonical(before[key]) != sizes.canonical(after[key]) for key in self.keys)

    def write(self, before: Item | None, after: Item | None) -> tuple[int, int]:
        """Units and bytes of carrying a change of the item into the index."""
        old, new = self.entry(before), self.entry(after)
        if sizes.same(old, new):
            return 0, 0
        if old is None or new is None or not self.moves(old, new):
            size = larger(old, new)
            return write_units(size), size
        gone, put = sizes.item(old), sizes.item(new)
        return write_units(gone) + write_units(put), gone + put


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    keys: tuple[str, ...]
    indexes: tuple[Index, ...] = ()

    @classmethod
    def described(cls, description: Mapping[str, Any]) -> Table:
        """From what DescribeTable answers."""
        keys = _keys(description)
        return cls(
            name=description["TableName"],
            keys=keys,
            indexes=tuple(
                _index(index, keys, local=kind.startswith("Local"))
                for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
                for index in description.get(kind) or ()
            ),
        )

    def key(self, item: Item) -> Item:
        """As much of it as the item has: the engine will say what is missing."""
        return {name: item[name] for name in self.keys if name in item}

    def index(self, name: str) -> Index:
        return next(index for index in self.indexes if index.name == name)


def _keys(description: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in description["KeySchema"])


def _index(description: Mapping[str, Any], table_keys: tuple[str, ...], *, local: bool) -> Index:
    """Every projection keeps the keys of the table and of the index besides what it names."""
    keys, projection = _keys(description), description["Projection"]
    named = projection.get("NonKeyAttributes", ())
    everything = projection["ProjectionType"] == "ALL"
    kept = None if everything else frozenset((*table_keys, *keys, *named))
    return Index(description["IndexName"], keys, kept, local)
