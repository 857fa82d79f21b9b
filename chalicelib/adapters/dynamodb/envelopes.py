"""Items whose fields nobody reads without the key: what is personal, and every free text.

The fields are one blob, `e`, sealed under the item's own keys `pk` and `sk`. What lists, filters
and the stream need stands beside it, and tells nobody who somebody is. Items that were written
before there were envelopes are still read.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.dynamodb.wire import (
    FIELDS,
    PACKED,
    Item,
    Value,
    fields_of,
    is_plain,
    laid_in,
    read,
)
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.late import dataclass

SEALED = "e"
WHERE = {SEALED, FIELDS, PACKED}


@dataclass(frozen=True, slots=True)
class Envelopes:
    """Closes and opens them."""

    keys: PhoneKeys

    def closed(self, item: Item, fields: Mapping[str, Any]) -> Item:
        """The item with its fields sealed, compressed before where that saves a step."""
        return laid_in(item, fields, lambda text: {SEALED: self.keys.wrapped(text, about(item))})

    def opened(self, item: Mapping[str, Value]) -> dict[str, Any]:
        """The fields of an item; `InvalidTag` if they were sealed for another one."""
        sealed = item.get(SEALED)
        if not isinstance(sealed, bytes):
            return fields_of(item)
        text = self.keys.unwrapped(sealed, about(item))
        return read(item, text if is_plain(text) else zlib.decompress(text))


def has_fields(item: Mapping[str, Value]) -> bool:
    """Whether there is anything to open."""
    return not item.keys().isdisjoint(WHERE)


def about(item: Mapping[str, Value]) -> bytes:
    """Which item it is: no key has a NUL in it."""
    return "\0".join((str(item["pk"]), str(item["sk"]))).encode()
