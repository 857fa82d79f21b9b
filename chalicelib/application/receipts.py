"""What a provider tells became of an SMS of ours."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.application import providers
from chalicelib.application.context import system_actor
from chalicelib.application.message_ports import Record
from chalicelib.application.open_surveys import survey_of_message
from chalicelib.application.perform import CONFLICT, perform
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import Receipt
from chalicelib.domain.surveys import MarkSurveyDelivered, MarkSurveyNotSent

EARLY_KEPT = timedelta(days=1)  # longer than any answer takes; most of what stays is not ours


def take_receipt(ports: Ports, provider: str, receipt: Receipt) -> bool:
    """Whether it is one of ours. A receipt told again, late or early changes nothing more.

    Before we know the provider's id of a message, its receipt is known by our own, if it has that;
    else it is kept under the id it has, and found by the sender who learns that id.
    """
    sent = _sent(ports, provider, receipt)
    if sent is None and receipt.sms is None and receipt.state != "taken":
        sent = _kept(ports, provider, receipt)
    sms = sent.fields["sms"] if sent else receipt.sms
    survey = survey_of_message(sms or "")
    if receipt.state == "taken":
        return sent is not None
    if sent:
        _note_health(ports, provider, receipt, sent)
    if survey is None:
        return sent is not None  # a hint or a list: nothing waits for it
    return _told(ports, receipt, *survey)


def _sent(ports: Ports, provider: str, receipt: Receipt) -> Record | None:
    """What the sender wrote down of the message; None as long as it has not."""
    key = f"{provider}#{receipt.provider_id}"
    found = ports.records.get("sent", key, ports.clock.now())
    return found if found and "sms" in found.fields else None


def _kept(ports: Ports, provider: str, receipt: Receipt) -> Record | None:
    """Written where the sender will write: whoever of the two is second finds the first."""
    now, early = ports.clock.now(), {"early": receipt.state, "at": receipt.at.isoformat()}
    key, until = f"{provider}#{receipt.provider_id}", now + EARLY_KEPT
    if ports.records.put("sent", key, early, expected=0, now=now, until=until):
        return None
    return _sent(ports, provider, receipt)


def _note_health(ports: Ports, provider: str, receipt: Receipt, sent: Record) -> None:
    sent_at, failed = datetime.fromisoformat(sent.fields["at"]), receipt.state == "failed"
    providers.arrived(ports, provider, sent_at, receipt.at, failed=failed)


def _told(ports: Ports, receipt: Receipt, ticket_id: str, number: int) -> bool:
    ticket = ports.tickets.load(ticket_id)
    if ticket is None:
        return False
    command: object = MarkSurveyDelivered(round=number, provider_at=receipt.at)
    if receipt.state == "failed":
        command = MarkSurveyNotSent(reason="undeliverable", round=number, left=True)
    outcome = perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))
    if outcome == CONFLICT:
        raise Conflict  # to be told again
    return True
