"""A table's export to S3 (`ExportTableToPointInTime`, DYNAMODB_JSON), downloaded, item by item.

Items of one ticket may lie in different files, so they are brought together on the disk first.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb.wire import Item, from_wire
from moving.wholes import Group, Source, together

FILES, DATA = "manifest-files.json", "data"
AT_ONCE = 5_000
BINARY = "B"
# Gone when the export is done: nothing of it need survive a crash.
SHELF = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE items (pk TEXT, sk TEXT, item TEXT, PRIMARY KEY (pk, sk)) WITHOUT ROWID;
"""


class NoDump(Exception):
    """The directory is no whole export of a table; the message says why."""


def of_dump(folder: Path) -> Source:
    """An export as it lies in this directory."""
    return Source(folder.name, _groups(folder))


def _groups(folder: Path) -> Iterator[Group]:
    """The items of each ticket together, in the order of their keys. Raises `NoDump`.

    Files are checked against the manifest first: their number of items and their digest.
    """
    with (
        tempfile.TemporaryDirectory(prefix="lianxin-dump-") as room,
        closing(sqlite3.connect(Path(room) / "items")) as kept,
    ):
        kept.executescript(SHELF)
        for path, number in _files(folder):
            _keep(kept, path, number)
        ordered = kept.execute("SELECT item FROM items ORDER BY pk, sk")
        yield from together(_item(json.loads(text)) for (text,) in ordered)


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Each data file with the number of its items, once it is known to be as it was written."""
    manifests = sorted(folder.rglob(FILES))
    if len(manifests) != 1:
        raise NoDump(f"{folder}: {len(manifests)} files {FILES}; name the export of one table")
    (manifest,) = manifests
    try:
        listed = [json.loads(line) for line in manifest.read_text("utf-8").splitlines() if line]
        for one in listed:
            path = manifest.parent / DATA / Path(one["dataFileS3Key"]).name
            _check(path, one["md5Checksum"])
            yield path, int(one["itemCount"])
    except (ValueError, KeyError, TypeError, OSError) as wrong:
        raise NoDump(f"{manifest}: {type(wrong).__name__}: not as DynamoDB writes it") from None


def _check(path: Path, expected: str) -> None:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if base64.b64encode(digest.digest()).decode() != expected:
        raise NoDump(f"{path}: not what was exported: download it again")


def _keep(kept: sqlite3.Connection, path: Path, number: int) -> None:
    found = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            batch: list[tuple[str, str, str]] = []
            for line in lines:
                item = json.loads(line)["Item"]
                batch.append((item["pk"]["S"], item["sk"]["S"], json.dumps(item)))
                found += 1
                if len(batch) == AT_ONCE:
                    _put(kept, batch)
                    batch = []
            _put(kept, batch)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zlib.error) as wrong:
        raise NoDump(f"{path}: {type(wrong).__name__}: not as DynamoDB writes it") from None
    if found != number:
        raise NoDump(f"{path}: {found} items, the manifest says {number}")


def _put(kept: sqlite3.Connection, batch: Sequence[tuple[str, str, str]]) -> None:
    kept.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", batch)


def _item(wire: Mapping[str, Mapping[str, Any]]) -> Item:
    """As the API would give it: in JSON, bytes are Base64."""
    return from_wire(
        {
            name: {BINARY: base64.b64decode(typed[BINARY])} if BINARY in typed else typed
            for name, typed in wire.items()
        }
    )
