"""What may stand in a query, as the OpenAPI document tells it: a name means the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.entrypoints.api.http import LONGEST_VALUE, Route

Json = dict[str, Any]
VALUE: Json = {"type": "string", "maxLength": LONGEST_VALUE}
INSTANT: Json = {"type": "string", "format": "date-time"}

KNOWN: dict[str, Json] = {
    "limit": {
        "description": "每页至多几条 / how many on a page at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    },
    "cursor": {
        "description": "上一页的next_cursor；调用者和其余条件须与上一页相同 / "
        "the next_cursor of the page before, with the same caller and filters",
        "schema": VALUE,
    },
    "holder": {
        "description": "轮到谁办：单位、office或上级的代码；默认为调用者自己的 / "
        "whose turn it is: a unit, office, or a level above; the caller's own by default",
        "schema": VALUE,
    },
    "unit": {
        "description": "单位代码：它负责的，不论轮到谁；或在此单位的人 / "
        "a unit: what it answers for, whoever's turn it is; or the people in it",
        "schema": VALUE,
    },
    "requester": {
        "description": "me：群众本人的诉求，最新的在前，不与class合用 / "
        "me: a citizen's own, the newest first, never with a class",
        "schema": {"type": "string", "enum": ["me"]},
    },
    "class": {
        "description": "open含已逾期的 / open includes what is overdue",
        "schema": {"type": "string", "enum": ["open", "overdue", "closed"], "default": "open"},
    },
    "due_before": {
        "description": "最早的法定期限早于此时；偏移量的加号写作%2B / "
        "the earliest statutory deadline lies before; write %2B for the plus of an offset",
        "schema": INSTANT,
    },
    "updated_since": {
        "description": "此时起有变动的，含此时；下次用本次请求之前的时刻 / "
        "changed at that instant or later; next time ask with an instant before this request",
        "schema": INSTANT,
    },
    "on": {
        "description": "哪一天的样子，默认今天 / as it was on this day, today by default",
        "schema": {"type": "string", "format": "date"},
    },
    "from": {
        "description": "从这一天起 / from this day on",
        "schema": {"type": "string", "format": "date"},
    },
    "to": {
        "description": "到这一天为止，含当天 / up to this day, which is included",
        "schema": {"type": "string", "format": "date"},
    },
    "of": {
        "description": "哪一份名录 / of which list",
        "schema": {"type": "string", "enum": ["units", "staff"], "default": "units"},
    },
    "dry_run": {
        "description": "true：只报告，不改动 / true: only the report, no change",
        "schema": {"type": "boolean", "default": False},
    },
}


def parameters(route: Route) -> Iterator[Json]:
    for name in route.query:
        yield {"name": name, "in": "query", **KNOWN.get(name, {"schema": VALUE})}
