"""What a provider tells became of an SMS of ours."""

from __future__ import annotations

from datetime import datetime

from chalicelib.application import providers
from chalicelib.application.context import system_actor
from chalicelib.application.message_ports import Record
from chalicelib.application.open_surveys import survey_of_message
from chalicelib.application.perform import CONFLICT, perform
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import Receipt
from chalicelib.domain.surveys import MarkSurveyDelivered, MarkSurveyNotSent


def take_receipt(ports: Ports, provider: str, receipt: Receipt) -> bool:
    """Whether it is one of ours. A receipt told again, late or early changes nothing more.

    Before we know the provider's id of a message, its receipt is known by our own, if it has that.
    """
    sent = ports.records.get("sent", f"{provider}#{receipt.provider_id}", ports.clock.now())
    sms = sent.fields["sms"] if sent else receipt.sms
    survey = survey_of_message(sms or "")
    if receipt.state == "taken":
        return sent is not None
    if sent:
        _note_health(ports, provider, receipt, sent)
    if survey is None:
        return sent is not None  # a hint or a list: nothing waits for it
    return _told(ports, receipt, *survey)


def _note_health(ports: Ports, provider: str, receipt: Receipt, sent: Record) -> None:
    sent_at, now = datetime.fromisoformat(sent.fields["at"]), ports.clock.now()
    providers.arrived(ports, provider, sent_at, now, failed=receipt.state == "failed")


def _told(ports: Ports, receipt: Receipt, ticket_id: str, number: int) -> bool:
    ticket = ports.tickets.load(ticket_id)
    if ticket is None:
        return False
    command: object = MarkSurveyDelivered(round=number, provider_at=receipt.at)
    if receipt.state == "failed":
        command = MarkSurveyNotSent(reason="undeliverable", round=number)
    outcome = perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))
    if outcome == CONFLICT:
        raise Conflict  # to be told again
    return True
