"""The inbox as a queue: a webhook only files, a function of its own works it off.

The queue keeps what could not be worked, and after some tries puts it aside for people.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.application.ports import Ports, Unavailable
from chalicelib.application.sms_ports import Mail, Receipt, Reply

Client = Any  # botocore makes its clients while running, without types
IN_A_MESSAGE = 100


@cache
def _client() -> Client:
    """Made when there is something to file: most functions never do."""
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - half of a cold start

    return boto3.client("sqs")


@dataclass(frozen=True, slots=True)
class SqsInbox:
    """`queue` is its URL. What is in it is encrypted by the queue's own key."""

    queue: str
    client: Callable[[], Client] = _client

    def put(self, ports: Ports, mail: Mail) -> None:  # noqa: ARG002 - worked elsewhere
        from botocore.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
            BotoCoreError,
            ClientError,
        )

        for one in _in_messages(mail):
            try:
                self.client().send_message(QueueUrl=self.queue, MessageBody=told(one))
            except (BotoCoreError, ClientError) as failure:
                raise Unavailable from failure


def _in_messages(mail: Mail) -> list[Mail]:
    """A provider may tell of hundreds at once; a message of the queue has its limit."""
    brought = [*mail.receipts, *mail.replies]
    return [
        Mail(
            provider=mail.provider,
            replies=tuple(one for one in part if isinstance(one, Reply)),
            receipts=tuple(one for one in part if isinstance(one, Receipt)),
        )
        for start in range(0, len(brought), IN_A_MESSAGE)
        if (part := brought[start : start + IN_A_MESSAGE])
    ]


def told(mail: Mail) -> str:
    """As text, with instants in RFC 3339."""
    return json.dumps(asdict(mail), ensure_ascii=False, default=datetime.isoformat)


def read(text: str) -> Mail:
    """The mail that was told."""
    whole: Mapping[str, Any] = json.loads(text)
    return Mail(
        provider=whole["provider"],
        replies=tuple(Reply(**_with_moment(one)) for one in whole["replies"]),
        receipts=tuple(Receipt(**_with_moment(one)) for one in whole["receipts"]),
    )


def _with_moment(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "at": datetime.fromisoformat(fields["at"])}
