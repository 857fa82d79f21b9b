"""Exports as whoever reads them finds them: tables again, partitions and all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds  # type: ignore[import-untyped]

from chalicelib.adapters.seals import PhoneKeys
from local.world import World
from moving.dump import of_dump
from moving.exporting import Done, Plan, export
from moving.layout import TableName
from moving.wholes import Source, of_table
from moving.writing import Format
from tests.api.conftest import Hotline
from tests.application.world import REGULATIONS

AT = datetime(2026, 4, 30, tzinfo=UTC)
Json = dict[str, Any]


def exported(
    source: Source,
    to: Path,
    format_: Format = "parquet",
    *,
    phones: PhoneKeys,
    personal: bool = False,
) -> Done:
    plan = Plan(to, format_, personal, AT, source.name)
    return export(source.wholes(REGULATIONS, phones), REGULATIONS, plan)


def keys_of(hotline: Hotline) -> PhoneKeys:
    return hotline.world.keys.phones


def table_of(world: World) -> Source:
    assert world.aws is not None
    return of_table(world.aws.client, "lianxin-tickets")


def rows(root: Path, table: TableName, format_: Format = "parquet") -> list[Json]:
    """With the partition's two columns, as Athena and DuckDB show them."""
    if format_ == "jsonl":
        return [row for path in sorted((root / table).rglob("*.jsonl")) for row in lines(path)]
    return list(ds.dataset(root / table, partitioning="hive").to_table().to_pylist())


def lines(path: Path) -> list[Json]:
    place, month = (one.name.partition("=")[2] for one in (path.parents[1], path.parent))
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{**row, "jurisdiction": place, "month": month} for row in found]


def items_of(world: World) -> list[Json]:
    """All items of the tickets table as the API gives them."""
    assert world.aws is not None
    with world.aws.lock:
        return [item for name, item in world.aws.items() if name == "lianxin-tickets"]


def in_json(item: Json) -> Json:
    """As DynamoDB writes an item to S3: bytes as Base64."""
    return {
        name: {"B": base64.b64encode(raw).decode()} if isinstance(raw, bytes) else typed
        for name, typed in item.items()
        for raw in typed.values()
    }


def dumped(folder: Path, files: Iterable[Sequence[Json]]) -> Path:
    """An export to S3 of the shape that `ExportTableToPointInTime` leaves, downloaded."""
    root = folder / "AWSDynamoDB" / "01700000000000-a1b2c3d4"
    (root / "data").mkdir(parents=True)
    listed = []
    for number, items in enumerate(files):
        name = f"abcdefgh{number:04d}.json.gz"
        lines = "".join(json.dumps({"Item": one}, ensure_ascii=False) + "\n" for one in items)
        packed = gzip.compress(lines.encode())
        (root / "data" / name).write_bytes(packed)
        listed.append(
            {
                "itemCount": len(items),
                "md5Checksum": base64.b64encode(hashlib.md5(packed).digest()).decode(),  # noqa: S324
                "etag": "d41d8cd98f00b204e9800998ecf8427e-1",
                "dataFileS3Key": f"exports/AWSDynamoDB/{root.name}/data/{name}",
            }
        )
    text = "".join(json.dumps(one) + "\n" for one in listed)
    (root / "manifest-files.json").write_text(text, "utf-8")
    summary = {
        "version": "2020-06-30",
        "outputFormat": "DYNAMODB_JSON",
        "exportType": "FULL_EXPORT",
    }
    (root / "manifest-summary.json").write_text(json.dumps(summary), "utf-8")
    return folder


def from_dump(folder: Path, to: Path, phones: PhoneKeys, *, personal: bool = False) -> Done:
    return exported(of_dump(folder), to, phones=phones, personal=personal)
