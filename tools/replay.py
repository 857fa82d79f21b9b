"""What a dead-letter queue holds, and once more what failed.

python -m tools.replay QUEUE_URL                      how many messages, and why they failed
python -m tools.replay QUEUE_URL --to QUEUE_URL       back into the queue they came from
python -m tools.replay QUEUE_URL --invoke             the functions again, with the same input

Without `--write` nothing is sent and nothing deleted. A message is deleted only once it is handed
on; the work itself is idempotent. No message is shown: it may hold a citizen's words.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

AT_ONCE, HIDDEN_SECONDS, MOST = 10, 120, 10_000
Message = dict[str, Any]
Client = Any  # botocore makes its clients while running, without types


class NotReplayable(ValueError):
    """A message that says neither which function nor with what input."""


@dataclass(frozen=True, slots=True)
class Replay:
    """`hand_on` is None where it is only looked."""

    sqs: Client
    queue: str
    hand_on: Callable[[Message], object] | None

    def run(self, most: int) -> Counter[str]:
        """What became of the messages, by why they had failed. What cannot be replayed stays."""
        found: Counter[str] = Counter()
        for message in self._messages(most):
            if self.hand_on is None:
                found[f"{why(message)}"] += 1
                continue
            try:
                self.hand_on(message)
            except NotReplayable:
                found["不能重放，留在队列 · cannot be replayed, left there"] += 1
                continue
            self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
            found["已重放 · replayed"] += 1
        return found

    def _messages(self, most: int) -> Iterator[Message]:
        """Each once: what was seen is hidden for a while."""
        seen = 0
        while seen < most:
            answer = self.sqs.receive_message(
                QueueUrl=self.queue,
                MaxNumberOfMessages=min(AT_ONCE, most - seen),
                VisibilityTimeout=HIDDEN_SECONDS,
                MessageAttributeNames=["All"],
            )
            found = answer.get("Messages", [])
            if not found:
                return
            seen += len(found)
            yield from found


def why(message: Message) -> str:
    """The kind of failure, as far as AWS wrote it beside the message."""
    attributes = message.get("MessageAttributes", {})
    told = attributes.get("ERROR_CODE", {}).get("StringValue")
    return str(told or _body(message).get("requestContext", {}).get("condition", "?"))


def _body(message: Message) -> dict[str, Any]:
    try:
        body = json.loads(message["Body"])
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def into(sqs: Client, queue: str) -> Callable[[Message], object]:
    return lambda message: sqs.send_message(QueueUrl=queue, MessageBody=message["Body"])


def by_invoking(functions: Client) -> Callable[[Message], object]:
    """A failed invocation as Lambda puts it aside: which function, and what it was given."""

    def hand_on(message: Message) -> object:
        body = _body(message)
        function = body.get("requestContext", {}).get("functionArn")
        if not function or "requestPayload" not in body:
            raise NotReplayable
        payload = json.dumps(body["requestPayload"]).encode()
        return functions.invoke(FunctionName=function, InvocationType="Event", Payload=payload)

    return hand_on


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m tools.replay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("queue", help="URL of the dead-letter queue")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--to", help="URL of the queue that the messages came from")
    how.add_argument("--invoke", action="store_true", help="start the functions again")
    made.add_argument("--write", action="store_true", help="do it")
    made.add_argument("--most", type=int, default=MOST, help="no more messages than these")
    return made


def main(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    sqs = boto3.client("sqs")
    hand_on = None
    if given.write and given.to:
        hand_on = into(sqs, given.to)
    elif given.write and given.invoke:
        hand_on = by_invoking(boto3.client("lambda"))
    try:
        found = Replay(sqs, given.queue, hand_on).run(given.most)
    except (ClientError, BotoCoreError) as wrong:
        print(f"中断，可再运行 · broke off, run it again: {type(wrong).__name__}", file=sys.stderr)
        return 1
    for what, number in sorted(found.items()):
        print(f"{number:>6}  {what}")
    print(f"{found.total():>6}  合计 · in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
