"""The reader of the last release, in a process of its own.

`python -I last_reader.py FOLDER` reads tickets as lists of items, a line of JSON each, with the
`chalicelib` of that folder; for each it tells ticket and history, or what it failed with.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

Json = Any


def told(value: Json) -> Json:  # noqa: PLR0911 - one a kind of value
    """A value with the names of its classes and fields. An article is the regulation's to say."""
    if is_dataclass(value) and not isinstance(value, type):
        if type(value).__name__ == "Basis":
            return {"regulation": told(getattr(value, "regulation", None))}
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


def reader() -> Callable[[list[Json]], Json]:
    """Of whatever `chalicelib` is on the path."""
    from chalicelib.adapters.dynamodb.citations import Library  # noqa: PLC0415 - found by then
    from chalicelib.adapters.dynamodb.envelopes import Envelopes  # noqa: PLC0415 - as above
    from chalicelib.adapters.dynamodb.history import Histories  # noqa: PLC0415 - as above
    from chalicelib.adapters.dynamodb.items import Items  # noqa: PLC0415 - as above
    from chalicelib.adapters.dynamodb.wire import from_wire  # noqa: PLC0415 - as above
    from chalicelib.adapters.memory.reference import MemoryRegulations  # noqa: PLC0415 - as above
    from chalicelib.adapters.regulation_files import load_regulations  # noqa: PLC0415 - as above
    from chalicelib.adapters.seals import PhoneKeys  # noqa: PLC0415 - as above

    envelopes = Envelopes(PhoneKeys(seal=b"s" * 32, index=b"index"))
    items = Items(Histories(Library(MemoryRegulations(load_regulations()))), envelopes)

    def read(kept: list[Json]) -> Json:
        found = [from_wire(as_wire(one)) for one in kept]
        stored = items.read(found)
        return {"ticket": told(stored and stored.ticket), "history": told(items.history(found))}

    return read


def as_wire(kept: Json) -> Json:
    return {
        name: {"B": base64.b64decode(typed["B"])} if "B" in typed else typed
        for name, typed in kept.items()
    }


def read_all(lines: Iterable[str]) -> list[Json]:
    read = reader()
    found = []
    for line in lines:
        try:
            found.append(read(json.loads(line)))
        except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told
            found.append({"failed": f"{type(wrong).__name__}: {wrong}"})
    return found


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    json.dump([*read_all(sys.stdin), sorted(sys.modules)], sys.stdout)
