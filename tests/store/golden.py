"""Golden items: how they are kept as JSON, and how a schema version's are written, once.

python -m tests.store.golden v1
"""

import base64
import json
import sys
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

from chalicelib.adapters.dynamodb.wire import to_wire
from chalicelib.domain.basis import Basis
from tests.properties.life import PLACES, Life
from tests.store.stored import Shelf, commits

GOLDEN = Path(__file__).parents[1] / "golden"
LIVES = 3
Json = Any


def told(value: Json) -> Json:  # noqa: PLR0911 - one a kind of value
    """A value with the names of its classes and fields, as JSON."""
    if isinstance(value, Basis):  # article and summary are the regulation's to say
        return {"regulation": value.regulation, "rules": list(value.rules)}
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: told(getattr(value, one.name)) for one in fields(value)}
        return {"class": type(value).__name__, **named}
    if isinstance(value, dict):
        return {key: told(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [told(entry) for entry in value]
    if isinstance(value, datetime):
        return f"{value.timestamp():.6f}"
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def still_holds(kept: Json, now: Json) -> bool:
    """All that was kept is there; a field that came later has its default."""
    if isinstance(kept, dict) and isinstance(now, dict):
        return all(key in now and still_holds(entry, now[key]) for key, entry in kept.items())
    if isinstance(kept, list) and isinstance(now, list):
        return len(kept) == len(now) and all(map(still_holds, kept, now))
    return bool(kept == now)


def as_json(wire: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        name: {"B": base64.b64encode(typed["B"]).decode()} if "B" in typed else typed
        for name, typed in wire.items()
    }


def as_wire(kept: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: {"B": base64.b64decode(typed["B"])} if "B" in typed else typed
        for name, typed in kept.items()
    }


def write(version: str) -> None:
    folder = GOLDEN / version
    folder.mkdir(parents=True)
    for place in PLACES:
        richest = sorted((a_life(place, seed) for seed in range(60)), key=richness)[-LIVES:]
        for number, (life, shelf) in enumerate(richest, start=1):
            kept = {
                "ticket": told(shelf.before and shelf.before.ticket),
                "history": [told(entry) for entry in life.history],
                "items": [as_json(to_wire(shelf.items[key])) for key in sorted(shelf.items)],
            }
            text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
            (folder / f"{place}-{number}.json").write_text(text + "\n", "utf-8")


def a_life(place: str, seed: int) -> tuple[Life, Shelf]:
    rng = Random(seed)  # noqa: S311 - made-up lives, to be repeated
    life, shelf = Life(place, rng), Shelf()
    for ticket, entries in commits(life, rng, 60):
        shelf.put(ticket, entries, life.regulation)
    return life, shelf


def richness(told_life: tuple[Life, Shelf]) -> tuple[int, int]:
    """How many kinds of events and of parts."""
    life, shelf = told_life
    parts = {key.partition("#")[0] for key in shelf.items}
    events = {type(entry.event) for entry in life.history}
    return len(parts) * 3 + len(events), len(life.history)


if __name__ == "__main__":
    write(sys.argv[1])
