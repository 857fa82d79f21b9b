"""What is told of a commit: a line of what happened, and the figures that follow from it."""

from __future__ import annotations

import logging

from chalicelib.application.ports import Ports
from chalicelib.application.telling_ports import SURVEYS_ENDED
from chalicelib.domain.decision import Decision, Event
from chalicelib.domain.surveys import SurveyNotSent
from chalicelib.domain.verdicts import Rated, SurveyExpired

log = logging.getLogger(__name__)


def tell_of_commit(ports: Ports, decision: Decision) -> None:
    """By the names of the events: what is in them is nobody's business."""
    ticket, events = decision.ticket, [entry.event for entry in decision.entries]
    names = ", ".join(event.name for event in events)
    log.info("%s version %d: %s", ticket.id, ticket.version, names)
    for event in events:
        if outcome := survey_outcome(event):
            ports.telling.tell(SURVEYS_ENDED, of=outcome)


def survey_outcome(event: Event) -> str | None:
    """How the survey ended with this event, if it did."""
    if isinstance(event, SurveyExpired):
        return event.state
    if isinstance(event, SurveyNotSent):
        return event.reason
    return "rated" if isinstance(event, Rated) else None
