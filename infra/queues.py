"""The queue between webhooks and their work, and those where what failed waits for people.

They are encrypted by SQS's own keys: then no sender needs a permission on a key, and what a
failed webhook held is still not in the clear.
"""

from __future__ import annotations

from infra.intrinsics import Resource, Resources, arn, named, only_by_tls, policy, ref

INBOX, DEAD_INBOX = "Inbox", "InboxDlq"
DEAD_COMMITS, DEAD_SCHEDULES, DEAD_INVOCATIONS = "CommitsDlq", "SchedulesDlq", "InvocationsDlq"
# Each dead-letter queue, its name, and what it holds.
DEAD_LETTERS = {
    DEAD_INBOX: "inbox-dlq",
    DEAD_COMMITS: "commits-dlq",
    DEAD_SCHEDULES: "schedules-dlq",
    DEAD_INVOCATIONS: "invocations-dlq",
}
DAY = 24 * 3600
KEPT, DEAD_KEPT = 4 * DAY, 14 * DAY
TRIES = 5
# Six times as long as the function that empties it may take, and a little.
INVISIBLE_SECONDS = 400


def queues() -> Resources:
    found = {one: _queue(name, DEAD_KEPT) for one, name in DEAD_LETTERS.items()}
    found[INBOX] = _queue("inbox", KEPT)
    found[INBOX]["Properties"] |= {
        "VisibilityTimeout": INVISIBLE_SECONDS,
        "RedrivePolicy": {"deadLetterTargetArn": arn(DEAD_INBOX), "maxReceiveCount": TRIES},
    }
    return found | {f"{one}Policy": _policy(one) for one in (INBOX, *DEAD_LETTERS)}


def _queue(name: str, kept_seconds: int) -> Resource:
    return {
        "Type": "AWS::SQS::Queue",
        "Properties": {
            "QueueName": named(name),
            "MessageRetentionPeriod": kept_seconds,
            "SqsManagedSseEnabled": True,
        },
    }


def _policy(queue: str) -> Resource:
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [ref(queue)],
            "PolicyDocument": policy(only_by_tls("sqs:*", arn(queue))),
        },
    }
