"""What the tickets' stream starts: the sender. Deployed on its own, without app.py."""

from __future__ import annotations

import logging
from typing import Any

from chalice.app import Blueprint

from chalicelib.application.deliver import Followed, deliver_all
from chalicelib.bootstrap import system
from chalicelib.entrypoints.observing import observed

blueprint = Blueprint(__name__)
log = logging.getLogger(__name__)

Event = dict[str, Any]
Record = dict[str, Any]


@blueprint.lambda_function(name="deliver_effects")
@observed
def deliver_effects(event: Event, context: object) -> Event:  # noqa: ARG001 - called by AWS
    """Deliver what the commits in a batch of stream records mean for others.

    What cannot be delivered now is not given back to the stream, where it would hold up all that
    comes after it: its `deliver` row falls due two minutes after the commit.
    """
    commits = {found for record in event["Records"] if (found := commit_of(record))}
    left = _delivered(commits)
    if left:
        log.warning("left for the sweep: %d of %d commits", len(left), len(commits))
    return {"batchItemFailures": []}


def _delivered(commits: set[Followed]) -> set[Followed]:
    """Together; one by one if that breaks, so that one ticket does not take the others along."""
    try:
        reached = deliver_all(system(), commits)
        return {one for one in commits if reached[one[0]].version < one[1]}
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the sweep will meet it again
        if len(commits) > 1:
            return {one for alone in sorted(commits) for one in _delivered({alone})}
        ticket_id, version = next(iter(commits))
        log.error("%s: %s of %s not delivered", type(wrong).__name__, version, ticket_id)  # noqa: TRY400 - no traceback: it may quote a caller's words
        return commits


def commit_of(record: Record) -> Followed | None:
    """The ticket and the version of a commit that has effects; None for any other item."""
    marked = record.get("dynamodb", {}).get("NewImage", {}).get("fx")
    if record.get("eventName") != "INSERT" or marked is None:
        return None
    ticket_id, _, version = str(marked["S"]).rpartition("#")
    return ticket_id, int(version)
