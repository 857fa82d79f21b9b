"""The inbox as a queue: a webhook only files, a function of its own works it off.

The queue keeps what could not be worked, and after some tries puts it aside for people. A message
is sealed: what a citizen wrote is nowhere to be read on its way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.application.message_ports import Seals
from chalicelib.application.ports import Ports, Unavailable
from chalicelib.application.sms_ports import LookupAsked, Mail, Receipt, Reply
from chalicelib.late import dataclass

Brought = Receipt | Reply | LookupAsked
Client = Any  # botocore makes its clients while running, without types
# Of what a message may hold, 256 KiB, with room for what surrounds the entries, once it is sealed
# and in Base64, which makes four bytes of three.
MOST_BYTES = 180_000
ABOUT = "inbox"
IN_A_MESSAGE = 100
# A provider that waits for its answer too long tells everything again.
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 1, 2, 2


@cache
def _client() -> Client:
    """Made when there is something to file: most functions never do."""
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - half of a cold start
    from botocore.config import Config  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    )
    return boto3.client("sqs", config=config)


@dataclass(frozen=True, slots=True)
class SqsInbox:
    """`queue` is its URL."""

    queue: str
    client: Callable[[], Client] = _client

    def put(self, ports: Ports, mail: Mail) -> None:
        from botocore.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
            BotoCoreError,
            ClientError,
        )

        for one in _in_messages(mail):
            try:
                body = ports.seals.sealed(told(one), ABOUT)
                self.client().send_message(QueueUrl=self.queue, MessageBody=body)
            except (BotoCoreError, ClientError) as failure:
                raise Unavailable from failure


def _in_messages(mail: Mail) -> Iterator[Mail]:
    """A provider may tell of hundreds at once; a message of the queue has its limit."""
    part, size = Mail(provider=mail.provider), 0
    brought: list[Brought] = [*mail.receipts, *mail.replies, *mail.lookups]
    for one in brought:
        more = len(_json(asdict(one)))
        if _entries(part) == IN_A_MESSAGE or size + more > MOST_BYTES:
            yield part
            part, size = Mail(provider=mail.provider), 0
        part, size = _with(part, one), size + more
    if size:
        yield part


def _entries(mail: Mail) -> int:
    return len(mail.receipts) + len(mail.replies) + len(mail.lookups)


def _with(mail: Mail, one: Brought) -> Mail:
    if isinstance(one, Receipt):
        return replace(mail, receipts=(*mail.receipts, one))
    if isinstance(one, LookupAsked):
        return replace(mail, lookups=(*mail.lookups, one))
    return replace(mail, replies=(*mail.replies, one))


def told(mail: Mail) -> str:
    """As text, with instants in RFC 3339."""
    return _json(asdict(mail))


def _json(data: Mapping[str, Any]) -> str:
    """In ASCII: there are characters that a citizen may send and a queue does not take."""
    return json.dumps(data, default=datetime.isoformat)


def opened(body: str, seals: Seals) -> Mail:
    """What a message of the queue holds; one of an earlier release is not sealed."""
    return read(body if body.startswith("{") else seals.opened(body, ABOUT))


def read(text: str) -> Mail:
    """The mail that was told."""
    whole: Mapping[str, Any] = json.loads(text)
    return Mail(
        provider=whole["provider"],
        replies=tuple(Reply(**_with_moment(one)) for one in whole["replies"]),
        receipts=tuple(Receipt(**_with_moment(one)) for one in whole["receipts"]),
        # A message that an earlier release left in the queue has none.
        lookups=tuple(LookupAsked(**_with_moment(one)) for one in whole.get("lookups", ())),
    )


def _with_moment(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "at": datetime.fromisoformat(fields["at"])}
