"""Writes docs/data.md: the tables, their keys and every access pattern, from the code.

python -m tools.make_data_page
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb.models import MODELS, definition
from chalicelib.adapters.dynamodb.patterns import patterns

PAGE = Path(__file__).parents[1] / "docs" / "data.md"


def page() -> str:
    return "\n".join([*_head(), *_tables(), *_patterns()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Data"
    yield ""
    yield "Made by `python -m tools.make_data_page`. Keys are made in"
    yield "`chalicelib/adapters/dynamodb/keys.py` and nowhere else."
    yield ""


def _tables() -> Iterator[str]:
    yield "| table | index | hash | range | projection |"
    yield "|---|---|---|---|---|"
    for model in MODELS:
        made = definition(model)
        yield _row(made["TableName"], "", made["KeySchema"], "")
        for index in made.get("GlobalSecondaryIndexes", ()):
            projection = index["Projection"]["ProjectionType"]
            yield _row("", index["IndexName"], index["KeySchema"], projection)
    yield ""


def _row(table: str, index: str, schema: list[dict[str, Any]], projection: str) -> str:
    names = " | ".join(f"`{one['AttributeName']}`" for one in schema)
    return f"| {table} | {index} | {names} | {projection} |"


def _patterns() -> Iterator[str]:
    yield "| wanted | where | keys | reads |"
    yield "|---|---|---|---|"
    for one in patterns():
        yield f"| {one.wanted} | {one.where} | {one.how} | {one.reads} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
