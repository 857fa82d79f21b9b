"""What the schedule starts. Deployed on their own, without app.py: they set themselves up."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.application.sweep import sweep
from chalicelib.bootstrap import system

blueprint = Blueprint(__name__)

Event = dict[str, Any]


@blueprint.lambda_function(name="sweep_deadlines")
def sweep_deadlines(event: Event, context: object) -> Event:  # noqa: ARG001 - called by AWS
    """Settle what fell due; answers what took effect."""
    fired = sweep(system())
    return {
        "fired": [
            {"at": one.at.isoformat(), "what": one.what, "ticket": one.ticket} for one in fired
        ]
    }
