"""A deployment can go back: the last release reads what this one has written meanwhile.

Its reader is kept as it was (`tools/freeze_reader.py`), and runs in a process of its own. What this
release writes besides, it leaves out; what it does not know at all, it fails at. So what is new is
read by one release and written by the next (docs/deploy.md, "Going back").
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import from_wire, to_wire
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket
from tests.infra import last_reader
from tests.properties.life import PLACES
from tests.store.aws import ENVELOPES
from tests.store.golden import a_life, as_json, as_wire, still_holds
from tests.store.stored import ITEMS
from tools.freeze_reader import KEPT, READER

LIVES = 6
Json = Any


@cache
def written(place: str) -> tuple[list[Json], list[Json]]:
    """Lives of a place as this release writes them, and as it tells them."""
    items, tellings = [], []
    for seed in range(LIVES):
        life, shelf = a_life(place, seed)
        assert shelf.before is not None
        items.append([as_json(to_wire(shelf.items[key])) for key in sorted(shelf.items)])
        tellings.append(telling(shelf.before.ticket, life.history))
    return items, tellings


def telling(ticket: Ticket, history: list[Entry]) -> Json:
    return {"ticket": last_reader.told(ticket), "history": last_reader.told(history)}


@pytest.fixture(scope="module")
def last_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("last-release")
    with zipfile.ZipFile(KEPT) as kept:
        kept.extractall(folder)
    return folder


def read_by(folder: Path, tickets: list[Json]) -> list[Json]:
    """What another release makes of items."""
    run = subprocess.run(
        [sys.executable, "-I", str(READER), str(folder)],
        input="".join(json.dumps(one) + "\n" for one in tickets),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(run.stdout)[:-1])


@pytest.mark.parametrize("place", PLACES)
def test_the_last_release_reads_what_this_one_writes(place: str, last_release: Path) -> None:
    items, ours = written(place)
    for theirs, mine in zip(read_by(last_release, items), ours, strict=True):
        assert "failed" not in theirs, theirs
        assert still_holds(theirs["ticket"], mine["ticket"])
        assert still_holds(theirs["history"], mine["history"])


def test_what_the_last_release_does_not_know_at_all_is_found(last_release: Path) -> None:
    items, _ = written(PLACES[0])
    later = [{**one, "schema_v": {"N": "3"}} for one in items[0]]
    (found,) = read_by(last_release, [later])
    assert found["failed"].startswith("FromTheFuture")


def test_this_release_reads_attributes_and_fields_that_only_the_next_one_knows() -> None:
    items, ours = written(PLACES[0])
    for kept, mine in zip(items, ours, strict=True):
        found = [from_wire(as_wire(with_something_new(one))) for one in kept]
        stored = ITEMS.read(found)
        assert stored is not None
        assert telling(stored.ticket, ITEMS.history(found)) == mine


def with_something_new(item: Json) -> Json:
    """An attribute, and in the header also a field."""
    found = from_wire(as_wire(item))
    if found["sk"] == keys.HEADER:
        fields = ENVELOPES.opened(found)
        found = ENVELOPES.closed(found, {**fields, "field_of_the_next_release": "new"})
    return as_json(to_wire({**found, "attribute_of_the_next_release": "new"}))


def test_items_are_still_of_the_second_version() -> None:
    """A third one is read by one release before the next may write it; then this changes."""
    assert SCHEMA_V == 2
