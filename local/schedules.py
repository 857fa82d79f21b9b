"""The schedules of `schedules/`, started here as the deployed scheduler starts them there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.entrypoints import sweeps

FOLDER = Path(__file__).parent.parent / "schedules"
MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something runs, with which input, and the handler that is deployed for it."""

    name: str
    rate_minutes: int
    time_zone: str
    handler: str
    input: Json

    def comes_by(self, before: datetime | None, now: datetime) -> bool:
        """Whether its time came since it last ran. What runs every minute runs whenever the
        clock stops, for within a minute several things may fall due.
        """
        period = timedelta(minutes=self.rate_minutes)
        whole = [None if one is None else (one - MIDNIGHT) // period for one in (before, now)]
        return self.rate_minutes == 1 or whole[0] != whole[1]

    def run(self) -> Json:
        """Invoke the handler itself, with the event that the scheduler sends."""
        handler: Callable[[Json, object], Json] = getattr(sweeps, self.handler)
        return handler(self.input, None)


def load_schedules(folder: Path = FOLDER) -> list[Schedule]:
    files = sorted(folder.glob("*.toml"))
    return [Schedule(**tomllib.loads(file.read_text("utf-8"))) for file in files]


@dataclass(slots=True)
class Timetable:
    """The schedules with when each last ran, and the sweeps that start others."""

    workers: MemoryWorkers
    schedules: list[Schedule] = field(default_factory=load_schedules)
    ran: dict[str, datetime] = field(default_factory=dict)

    def run(self, now: datetime) -> list[Json]:
        """All whose time has come; what took effect."""
        return [one for answer in self._answers(now) for one in answer["fired"]]

    def _answers(self, now: datetime) -> Iterator[Json]:
        for one in self.schedules:
            if one.comes_by(self.ran.get(one.name), now):
                self.ran[one.name] = now
                yield one.run()
                while handed_on := self.workers.take():
                    for rest in handed_on:
                        event = {"bucket": rest.bucket, "mark": rest.mark}
                        yield sweeps.sweep_deadlines(event, None)
