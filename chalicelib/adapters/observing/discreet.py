"""Log records without what only somebody's data can have put there.

An exception is told by its type and by the places it came through: its words may quote a citizen.
Of what libraries log only their own template is told, for they fill in what they were given.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from chalicelib.application.telling_ports import trail

OURS = "chalicelib"
MOST_PLACES = 20
MOST_CAUSES = 5
UNWRITABLE = "a line that could not be written"


def discreet(record: logging.LogRecord) -> logging.LogRecord:
    """A copy that may be written down; what is added stands beside the message."""
    given = {**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None}
    given |= _message(record) | _error(record) | _followed()
    return logging.makeLogRecord(given)


def is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")


def _message(record: logging.LogRecord) -> dict[str, Any]:
    """With its arguments only if it is ours. A text that was filled in already may say anything,
    and cannot be told from a template: of a library without arguments nothing is told but its name.
    """
    if is_ours(record.name):
        told = record.getMessage()
    else:
        told = str(record.msg) if record.args else f"a line of {record.name}"
    return {"msg": told, "args": ()}


def _error(record: logging.LogRecord) -> dict[str, Any]:
    wrong = record.exc_info[1] if record.exc_info else None
    if wrong is None:
        return {}
    causes = [type(one).__name__ for one in _causes(wrong)]
    told = {"exception_name": type(wrong).__name__, "places": places(wrong)}
    return {**told, "caused_by": causes} if causes else told


def _causes(wrong: BaseException) -> Iterator[BaseException]:
    cause = wrong.__cause__ or wrong.__context__
    for _ in range(MOST_CAUSES):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__


def places(wrong: BaseException) -> list[str]:
    """Where it came through, the last ones: file, line and function, without their text."""
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(wrong.__traceback__), lookup_lines=False
    )
    return [f"{PurePath(one.filename).name}:{one.lineno} {one.name}" for one in frames][
        -MOST_PLACES:
    ]


def _followed() -> dict[str, Any]:
    """What the line belongs to, if that is known."""
    here = trail()
    known = {"correlation_id": here.mark, "request_id": here.request}
    return {name: value for name, value in known.items() if value}


class PlainFormatter(logging.Formatter):
    """A line for people, on one machine."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            told = discreet(record)
            line = f"{told.levelname} {told.name}: {told.getMessage()}"
            error, came = (getattr(told, name, None) for name in ("exception_name", "places"))
            return f"{line} ({error}: {', '.join(came or ())})" if error else line
        except Exception:  # noqa: BLE001 - whatever it is, logging would print the arguments
            return UNWRITABLE
