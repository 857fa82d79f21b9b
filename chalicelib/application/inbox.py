"""What the webhooks brought, worked behind their answer; as often as it takes, to one effect."""

from __future__ import annotations

from typing import Literal

from chalicelib.application import lookup, providers, receipts, replying
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import Mail


def file(ports: Ports, mail: Mail) -> None:
    """Keep what a webhook brought; from now on it is we who are late with it."""
    _pass_on(ports, mail, "filed")
    ports.inbox.put(ports, mail)


def work(ports: Ports, mail: Mail) -> None:
    """Each finds what it is about; what fails is to be brought again."""
    for receipt in mail.receipts:
        receipts.take_receipt(ports, mail.provider, receipt)
    for reply in mail.replies:
        replying.take_reply(ports, mail.provider, reply)
    for asked in mail.lookups:
        lookup.send_code(ports, asked)
    _pass_on(ports, mail, "worked")


def _pass_on(ports: Ports, mail: Mail, what: Literal["filed", "worked"]) -> None:
    providers.passed_on(ports, mail.provider, (one.at for one in mail.receipts), what)


class WorkedAtOnce:
    """On one machine, without a queue: a webhook that fails is told again by its provider."""

    def put(self, ports: Ports, mail: Mail) -> None:
        work(ports, mail)
