"""Tickets as they were: `python -m tools.put_back RESTORED LIVE MESSAGES tkt_…`

For each ticket named, all its items in the table LIVE become those of RESTORED; what it has got
since is gone, and MESSAGES no longer says that this was delivered. Without `--write` it only says
what differs. Stop the functions before you write, so that nobody changes the ticket meanwhile. The
ticket's due work is found again by the reconciliation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, client
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.ports import Unavailable

Items = Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Difference:
    """Sort keys that are put, and those that go."""

    put: Items
    gone: tuple[str, ...]

    def __str__(self) -> str:
        told = [f"    放回 · put    {sk}" for sk in self.put]
        told += [f"    删除 · delete {sk}" for sk in self.gone]
        return "\n".join(told) or "    相同 · the same"


def items_of(calls: Calls, table: str, ticket: str) -> Items:
    found = calls.query(
        table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.ticket(ticket)}},
        ConsistentRead=True,
    )
    return {str(item["sk"]): item for item in found}


def difference(restored: Items, live: Items) -> Difference:
    put = {sk: item for sk, item in restored.items() if live.get(sk) != item}
    return Difference(put, tuple(sk for sk in live if sk not in restored))


def put_back(calls: Calls, live: str, ticket: str, found: Difference) -> None:
    """The header last: until then whoever reads sees that parts do not fit, and reads again."""
    for sk in sorted(found.put, key=lambda one: one == keys.HEADER):
        calls.put(live, to_wire(found.put[sk]))
    for sk in found.gone:
        calls.delete(live, keys.ticket(ticket), sk)


def undeliver(calls: Calls, messages: str, ticket: str, version: int) -> None:
    """What comes after the version that is back has yet to be delivered."""
    known = calls.get(messages, keys.ticket(ticket), keys.DELIVERED)
    if known is not None and int(known["v"]) > version:
        calls.put(messages, to_wire({**known, "v": version}))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.put_back", description=__doc__)
    parser.add_argument("restored", help="name of the restored table of tickets")
    parser.add_argument("live", help="name of the table in use")
    parser.add_argument("messages", help="name of the table of messages in use")
    parser.add_argument("tickets", nargs="+", metavar="tkt_…")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    calls, missing = Calls(client()), 0
    try:
        for ticket in given.tickets:
            restored = items_of(calls, given.restored, ticket)
            missing += not restored
            if not restored:
                print(f"{ticket}: 恢复的表中没有 · not in {given.restored}")
                continue
            found = difference(restored, items_of(calls, given.live, ticket))
            print(f"{ticket}\n{found}")
            if given.write:
                put_back(calls, given.live, ticket, found)
                undeliver(calls, given.messages, ticket, int(restored[keys.HEADER]["v"]))
    except (Unavailable, ClientError, BotoCoreError) as wrong:
        print(f"中断，可再运行 · broke off, run it again: {type(wrong).__name__}", file=sys.stderr)
        return 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
