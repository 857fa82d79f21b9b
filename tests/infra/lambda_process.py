"""A container as Lambda runs it: one handler, only what was packaged and what Lambda has.

`python -I -S lambda_process.py FOLDER...` puts the folders on the path and nothing else; `_HANDLER`
names the handler, as it does there. Events come as lines of JSON, answers leave the same way; all
that the handler prints goes to standard error. It imports nothing of the project but the handler.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


class Context:
    """What AWS tells a function about itself."""

    aws_request_id = "00000000-0000-4000-8000-000000000000"
    function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")

    def __init__(self, left_ms: int) -> None:
        self.left_ms = left_ms

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


def stand_at(moment: float) -> None:
    """The system's clock is the one thing that a story sets."""
    bootstrap = sys.modules["chalicelib.bootstrap"]
    clock: Any = bootstrap.SystemClock
    clock.now = lambda _: datetime.fromtimestamp(moment, UTC)


def answered(handler: Any, asked: Json) -> Json:  # noqa: ANN401 - any handler
    if "at" in asked:
        stand_at(asked["at"])
    try:
        return {"answer": handler(asked["event"], Context(asked.get("left_ms", 25_000)))}
    except Exception as wrong:  # noqa: BLE001 - Lambda tells it by its type too
        return {"error": type(wrong).__name__, "message": str(wrong)}


def main() -> None:
    sys.path[:0] = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    handler = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        asked = json.loads(line)
        told = answered(handler, asked) if asked else {"answer": sorted(sys.modules)}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
