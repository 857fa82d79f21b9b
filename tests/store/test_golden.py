"""Items as earlier releases wrote them; each must be read for ever.

`tests/golden/v1/*.json` were written once and are never written again: a new shape of items is a
new `schema_v`, an entry in `upcasts`, and a folder of its own.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.codec import event_classes
from chalicelib.adapters.dynamodb.wire import from_wire
from tests.store.golden import GOLDEN, as_wire, still_holds, told
from tests.store.stored import ITEMS

FILES = sorted(GOLDEN.glob("v*/*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_ticket_is_still_read(path: Path) -> None:
    kept = json.loads(path.read_text("utf-8"))
    items = [from_wire(as_wire(item)) for item in kept["items"]]
    stored = ITEMS.read(items)
    assert stored is not None
    assert still_holds(kept["ticket"], told(stored.ticket))
    assert still_holds(kept["history"], [told(entry) for entry in ITEMS.history(items)])


def test_there_are_golden_tickets_of_every_place_and_part() -> None:
    items = [item for path in FILES for item in json.loads(path.read_text("utf-8"))["items"]]
    kinds = {item["sk"]["S"].partition("#")[0] for item in items}
    assert {"H", "TXT", "R", "S", "P", "EV"} <= kinds
    assert any("z" in item for item in items)


def test_golden_histories_name_only_events_that_there_are() -> None:
    """An event class that is renamed or removed leaves what was stored unreadable."""
    named: set[Any] = set()
    for path in FILES:
        named |= {entry["event"]["class"] for entry in json.loads(path.read_text())["history"]}
    assert named <= set(event_classes())
    assert len(named) > 30
