"""What the schedules start. Deployed on their own, without app.py: they set themselves up."""

from __future__ import annotations

from typing import Any, Protocol

from chalice.app import Blueprint

from chalicelib.application import orphans, retention
from chalicelib.application.due_ports import DuePlace
from chalicelib.application.sweep import UNLIMITED, Swept, reconcile, sweep
from chalicelib.bootstrap import system
from chalicelib.entrypoints.observing import observed
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

Event = dict[str, Any]


class Context(Protocol):
    """What AWS tells a function about itself while it runs."""

    def get_remaining_time_in_millis(self) -> int: ...


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Until AWS ends this function."""

    context: Context

    def seconds_left(self) -> float:
        return self.context.get_remaining_time_in_millis() / 1000


@blueprint.lambda_function(name="sweep_deadlines")
@observed
def sweep_deadlines(event: Event, context: Context | None) -> Event:
    """Settle what fell due, or the rest of the bucket that another sweep handed on."""
    budget = TimeLeft(context) if context else UNLIMITED
    handed_on = DuePlace(event["bucket"], event["mark"]) if "bucket" in event else None
    return _told(sweep(system(), budget, handed_on))


@blueprint.lambda_function(name="reconcile_deadlines")
@observed
def reconcile_deadlines(event: Event, context: Context | None) -> Event:
    """Settle what the sweeps of the last hours missed."""
    return _told(reconcile(system(), event["hours"], TimeLeft(context) if context else UNLIMITED))


@blueprint.lambda_function(name="sweep_orphans")
@observed
def sweep_orphans(event: Event, context: Context | None) -> Event:  # noqa: ARG001 - called by AWS
    """Remove the files that nobody named within a day."""
    swept = orphans.sweep(system(), TimeLeft(context) if context else UNLIMITED)
    return {"fired": [], "named": swept.named, "removed": swept.removed}


@blueprint.lambda_function(name="sweep_retention")
@observed
def sweep_retention(event: Event, context: Context | None) -> Event:  # noqa: ARG001 - called by AWS
    """Erase what is personal of tickets that were over for as long as it may be kept."""
    erased = retention.erase_due(system(), TimeLeft(context) if context else UNLIMITED)
    return {"fired": [], "erased": erased}


def _told(swept: Swept) -> Event:
    return {
        "fired": [
            {"at": one.at.isoformat(), "what": one.what, "ticket": one.ticket}
            for one in swept.fired
        ],
        "handed_on": [one.bucket for one in swept.handed_on],
    }
