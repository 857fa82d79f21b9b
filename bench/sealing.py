"""What sealing costs: the items of a life closed and opened, beside the same items for all to read.

`python -m bench.sealing` takes turns, so that both meet the same machine, and prints microseconds
of CPU an item and their ratio.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any

from bench.figures import keep
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.wire import Item, fields_of, with_fields
from chalicelib.adapters.seals import PhoneKeys

ROUNDS, ITEMS = 15, 2_000
# A header of a ticket that is handled; the words of one, long enough to be compressed.
DEADLINES = [{"i": "handling#1#1", "d": 1772413200 + number} for number in range(9)]
HEADER = {"s": "handling", "q": 12, "d": 1772413200, "dl": DEADLINES}
WORDS = {
    "sj": "夜间施工噪声",
    "de": "工地夜里十一点后仍在施工。" * 60,
    "rq": {"p": "+8613800000000"},
}
Fields = Mapping[str, Any]


def cpu(what: Callable[[], object]) -> float:
    """Microseconds of CPU an item."""
    started = process_time()
    for _ in range(ITEMS):
        what()
    return (process_time() - started) / ITEMS * 1e6


def compared(fields: Fields) -> dict[str, float]:
    item: Item = {"pk": "T#tkt_1", "sk": "TXT", "v": 1}
    envelopes = Envelopes(PhoneKeys.made())
    sealed, plain = envelopes.closed(item, fields), with_fields(item, fields)
    ways: dict[str, Callable[[], object]] = {
        "written plain": lambda: with_fields(item, fields),
        "written sealed": lambda: envelopes.closed(item, fields),
        "read plain": lambda: fields_of(plain),
        "read sealed": lambda: envelopes.opened(sealed),
    }
    rounds = [{name: cpu(what) for name, what in ways.items()} for _ in range(ROUNDS)]
    found = {name: statistics.median(one[name] for one in rounds) for name in ways}
    for way in ("written", "read"):
        ratios = (one[f"{way} sealed"] / one[f"{way} plain"] for one in rounds)
        found[f"{way}, ratio"] = statistics.median(ratios)
    return {name: round(value, 2) for name, value in found.items()}


def main() -> int:
    found = {"a header": compared(HEADER), "words, compressed": compared(WORDS)}
    for name, figures in found.items():
        print(name)
        print("\n".join(f"  {what:<20}{value:>8.2f}" for what, value in figures.items()))
    keep("sealing", found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
