"""How many bytes a ticket's life leaves in the tables, and how many of them stay.

The lives of `bench.life` on the embedded tables; every item is weighed as the developer guide does
it, with the 100 bytes that each takes besides, in the table and in every index that holds it. What
has a TTL is gone after its days.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from bench.figures import keep
from bench.ledger import sizes
from bench.life import LIVES, on_tables
from bench.lives import served
from chalicelib.adapters.dynamodb.models import MODELS, definition
from chalicelib.adapters.dynamodb.tables import REFERENCE

OVERHEAD, SLOTS = 100, ("pk", "sk")
Wire = Mapping[str, Any]
INDEXES = {
    made["TableName"]: [
        [key["AttributeName"] for key in index["KeySchema"]]
        for index in made.get("GlobalSecondaryIndexes", ())
    ]
    for made in map(definition, MODELS)
}


def weight(table: str, item: Wire) -> int:
    """Of an item and of its entries in the indexes, which hold keys only."""
    entries = [
        {name: item[name] for name in (*keys, *SLOTS)}
        for keys in INDEXES[table]
        if all(name in item for name in keys)
    ]
    return sum(sizes.item(one) + OVERHEAD for one in (item, *entries))


def left_by(life: Any) -> dict[str, int]:  # noqa: ANN401 - a life of `bench.lives`
    """Bytes, those that stay and those that go."""
    found = {"kept bytes": 0, "passing bytes": 0}
    with on_tables() as (world, aws), served(world) as teller:
        teller.tell(life, lambda _: None)
        with aws.lock:
            for table, item in aws.items():
                if table != REFERENCE:
                    passing = "ttl" in item
                    found["passing bytes" if passing else "kept bytes"] += weight(table, item)
    return found


def main() -> int:
    figures = {name: left_by(life) for name, life in LIVES.items()}
    for name, left in figures.items():
        print(f"{name}: {left}")
    keep("storage", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
