"""Items as DynamoDB takes them: three types, their documented sizes, long fields compressed.

The fields of what is about nobody are text for all to read; all others stand in an envelope.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.adapters.dynamodb import upcasts
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.application.ports import TooLarge, Unstorable

Value = str | int | bytes
Item = dict[str, Value]
WireItem = dict[str, dict[str, Any]]
Held = Callable[[bytes], Item]

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
    """The item with its fields for all to read."""
    return laid_in(item, fields, _readable)


def _readable(text: bytes) -> Item:
    return {FIELDS: text.decode()} if is_plain(text) else {PACKED: text}


def is_plain(text: bytes) -> bool:
    """Rather than compressed: the fields are one JSON object."""
    return text.startswith(b"{")


def laid_in(item: Item, fields: Mapping[str, Any], held: Held) -> Item:
    """The item with its fields as `held` keeps them; compressed where that saves a step of 1 KB."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    try:
        begun: Item = {**item, SCHEMA: SCHEMA_V}
        plain = begun | held(text.encode())
        whole = size(plain)
    except UnicodeEncodeError as wrong:
        raise Unstorable("broken Unicode cannot be stored") from wrong
    if whole > STEP:
        packed = begun | held(zlib.compress(text.encode(), 9))
        if steps(size(packed)) < steps(whole):
            plain, whole = packed, size(packed)
    if whole > LARGEST:
        raise TooLarge(f"an item of {whole} bytes; DynamoDB takes {LARGEST}")
    return plain


def steps(size: int) -> int:
    return -(-size // STEP)


def fields_of(item: Mapping[str, Value]) -> dict[str, Any]:
    """The fields for all to read, as the present release writes them."""
    packed = item.get(PACKED)
    return read(item, zlib.decompress(packed) if isinstance(packed, bytes) else str(item[FIELDS]))


def read(item: Mapping[str, Value], text: str | bytes) -> dict[str, Any]:
    """The fields that stand in a text of this item, as the present release writes them."""
    kind = upcasts.kind_of(str(item["sk"]))
    return upcasts.upcast(kind, int(item[SCHEMA]), json.loads(text))
