"""What the webhooks brought, worked behind their answer; as often as it takes, to one effect."""

from __future__ import annotations

from chalicelib.application import receipts, replying
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import Mail


def work(ports: Ports, mail: Mail) -> None:
    """Each reply and receipt finds what it is about; what fails is to be brought again."""
    for receipt in mail.receipts:
        receipts.take_receipt(ports, mail.provider, receipt)
    for reply in mail.replies:
        replying.take_reply(ports, mail.provider, reply)


class WorkedAtOnce:
    """On one machine, without a queue: a webhook that fails is told again by its provider."""

    def put(self, ports: Ports, mail: Mail) -> None:
        work(ports, mail)
