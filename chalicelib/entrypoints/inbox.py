"""What the queue of the inbox starts. Deployed on its own, without app.py."""

from __future__ import annotations

import logging
from typing import Any

from chalice.app import Blueprint

from chalicelib.application.inbox import work
from chalicelib.bootstrap import mail_of, system
from chalicelib.entrypoints.observing import observed

blueprint = Blueprint(__name__)
log = logging.getLogger(__name__)

Event = dict[str, Any]


@blueprint.lambda_function(name="work_inbox")
@observed
def work_inbox(event: Event, context: object) -> Event:  # noqa: ARG001 - called by AWS
    """Work what webhooks filed; what fails goes back into the queue, alone."""
    failed = []
    for record in event["Records"]:
        try:
            ports = system()
            work(ports, mail_of(ports, record["body"]))
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the queue keeps it
            log.error("%s: message %s goes back", type(wrong).__name__, record["messageId"])  # noqa: TRY400 - no traceback: it may quote a citizen's words
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
