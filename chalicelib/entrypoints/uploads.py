"""What the bucket's events start: the look at every file that came in. Deployed without app.py.

It alone imports what draws pictures anew, when the first picture comes.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.application.examining import examine
from chalicelib.bootstrap import system
from chalicelib.entrypoints.observing import observed

blueprint = Blueprint(__name__)

Event = dict[str, Any]
QUARANTINE = "quarantine/"


@blueprint.lambda_function(name="take_upload")
@observed
def take_upload(event: Event, context: object) -> Event:  # noqa: ARG001 - called by AWS
    """Confirm or refuse one version of one object, as EventBridge tells of it."""
    found = event["detail"]["object"]
    examine(system(), found["key"].removeprefix(QUARANTINE), found["version-id"])
    return {}
