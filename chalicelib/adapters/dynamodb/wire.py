"""Items as DynamoDB takes them: three types, their documented sizes, long fields compressed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.dynamodb import upcasts
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.application.ports import TooLarge, Unstorable

Value = str | int | bytes
Item = dict[str, Value]
WireItem = dict[str, dict[str, Any]]

LARGEST = 400 * 1024
STEP = 1024
SCHEMA, FIELDS, PACKED = "schema_v", "d", "z"


def to_wire(item: Mapping[str, Value]) -> WireItem:
    return {name: _typed(value) for name, value in item.items()}


def _typed(value: Value) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    return {"B": value} if isinstance(value, bytes) else {"N": str(value)}


def from_wire(wire: Mapping[str, Mapping[str, Any]]) -> Item:
    return {
        name: int(typed["N"]) if "N" in typed else next(iter(typed.values()))
        for name, typed in wire.items()
    }


def size(item: Mapping[str, Value]) -> int:
    """What an item counts for: names and values in UTF-8."""
    return sum(len(name.encode()) + _length(value) for name, value in item.items())


def _length(value: Value) -> int:
    if isinstance(value, int):
        return (len(str(abs(value)).rstrip("0")) + 1) // 2 + 1 + (value < 0)
    return len(value) if isinstance(value, bytes) else len(value.encode())


def with_fields(item: Item, fields: Mapping[str, Any]) -> Item:
    """The item with its fields as text; compressed where that saves a whole step of 1 KB."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    try:
        plain: Item = {**item, SCHEMA: SCHEMA_V, FIELDS: text}
        whole = size(plain)
    except UnicodeEncodeError as wrong:
        raise Unstorable("broken Unicode cannot be stored") from wrong
    if whole > STEP:
        packed: Item = {**item, SCHEMA: SCHEMA_V, PACKED: zlib.compress(text.encode(), 9)}
        if steps(size(packed)) < steps(whole):
            plain, whole = packed, size(packed)
    if whole > LARGEST:
        raise TooLarge(f"an item of {whole} bytes; DynamoDB takes {LARGEST}")
    return plain


def steps(size: int) -> int:
    return -(-size // STEP)


def fields_of(item: Mapping[str, Value]) -> dict[str, Any]:
    """The fields of an item, as the present release writes them."""
    packed = item.get(PACKED)
    text = zlib.decompress(packed) if isinstance(packed, bytes) else item[FIELDS]
    fields: dict[str, Any] = json.loads(text)  # type: ignore[arg-type]
    kind = upcasts.kind_of(str(item["sk"]))
    return upcasts.upcast(kind, int(item[SCHEMA]), fields)
