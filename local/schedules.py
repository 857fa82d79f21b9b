"""The schedules of `schedules/`, started here as the deployed scheduler starts them there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.entrypoints import sweeps

FOLDER = Path(__file__).parent.parent / "schedules"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something runs, with which input, and the handler that is deployed for it."""

    name: str
    rate_minutes: int
    time_zone: str
    handler: str
    input: dict[str, Any]

    def run(self) -> dict[str, Any]:
        """Invoke the handler itself, with the event that the scheduler sends."""
        handler: Callable[[dict[str, Any], object], dict[str, Any]]
        handler = getattr(sweeps, self.handler)
        return handler(self.input, None)


def load_schedules(folder: Path = FOLDER) -> list[Schedule]:
    files = sorted(folder.glob("*.toml"))
    return [Schedule(**tomllib.loads(file.read_text("utf-8"))) for file in files]
