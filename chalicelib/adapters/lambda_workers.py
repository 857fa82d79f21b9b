"""Sweeps beside this one: the same function, started by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from chalicelib.application.due_ports import DuePlace
from chalicelib.late import dataclass

Client = Any  # botocore makes its clients while running, without types


@cache
def _client() -> Client:
    """Made when there is something to hand on: most sweeps have nothing."""
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - half of a cold start

    return boto3.client("lambda")


@dataclass(frozen=True, slots=True)
class LambdaWorkers:
    """`function` is the name of the function that sweeps."""

    function: str
    client: Callable[[], Client] = _client

    def hand_on(self, rest: DuePlace) -> None:
        """Started, not waited for; Lambda keeps the event until the function takes it."""
        event = {"bucket": rest.bucket, "mark": rest.mark}
        self.client().invoke(
            FunctionName=self.function, InvocationType="Event", Payload=json.dumps(event)
        )
