"""The port `StaffLists` over DynamoDB: one item a person, one a change.

All of it is sealed. A container believes what it read of a
person for a minute, so that a request does not cost a read more each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.reference import BELIEVED_FOR
from chalicelib.adapters.dynamodb.told_changes import newest, put_together
from chalicelib.adapters.dynamodb.unit_rows import day_of
from chalicelib.application.directory_ports import Changed, Told
from chalicelib.domain.directory import Role
from chalicelib.domain.staff import Post, StaffMember

MOST_BELIEVED = 1_000
Fields = dict[str, Any]


class DynamoStaff:
    def __init__(
        self, calls: Calls, table: str, envelopes: Envelopes, now: Callable[[], datetime]
    ) -> None:
        self._calls, self._table, self._envelopes, self._now = calls, table, envelopes, now
        self._believed: dict[tuple[str, str], tuple[datetime, StaffMember | None]] = {}
        self._lock = Lock()

    def get(self, place: str, staff_id: str) -> StaffMember | None:
        with self._lock:
            known = self._believed.get((place, staff_id))
        if known and self._now() - known[0] < BELIEVED_FOR:
            return known[1]
        member, _ = self.recorded(place, staff_id)
        with self._lock:
            if len(self._believed) >= MOST_BELIEVED:
                self._believed.clear()
            self._believed[place, staff_id] = (self._now(), member)
        return member

    def recorded(self, place: str, staff_id: str) -> tuple[StaffMember | None, int]:
        found = self._calls.get(self._table, keys.directory(place), keys.staff(staff_id))
        if found is None:
            return None, 0
        return self._member(place, staff_id, self._envelopes.opened(found)), int(found["v"])

    def page(self, place: str, after: str | None, limit: int) -> Sequence[StaffMember]:
        rows = self._calls.query(
            self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues={
                ":pk": {"S": keys.directory(place)},
                ":low": {"S": keys.staff(after or "")},
                ":high": {"S": keys.staff(chr(0x10FFFF))},
            },
            ConsistentRead=True,
        )
        behind = (row for row in rows if row["sk"] != keys.staff(after or ""))
        return [
            self._member(
                place, str(row["sk"]).removeprefix(keys.STAFF), self._envelopes.opened(row)
            )
            for row in islice(behind, limit)
        ]

    def commit(self, place: str, change: Changed[StaffMember], expected: int) -> None:
        pk, staff_id, version = keys.directory(place), change.new.id, expected + 1
        entry = self._envelopes.closed(
            {"pk": pk, "sk": keys.staff(staff_id), "v": version}, _plain(change.new)
        )
        told = self._envelopes.closed(
            {"pk": pk, "sk": keys.staff_change(change.at, staff_id, version)},
            {
                "at": change.at.isoformat(),
                "by": change.by,
                "id": staff_id,
                "old": _plain(change.old) if change.old else None,
                "new": _plain(change.new),
            },
        )
        put_together(self._calls, self._table, entry, expected, [told])
        with self._lock:
            self._believed.pop((place, staff_id), None)

    def changes(self, place: str, before: str | None, limit: int) -> Sequence[Told[StaffMember]]:
        pk = keys.directory(place)
        rows = newest(self._calls, self._table, pk, keys.STAFF_CHANGES, before, limit)
        return [
            Told(str(row["sk"]), self._change(place, self._envelopes.opened(row))) for row in rows
        ]

    def _change(self, place: str, fields: Mapping[str, Any]) -> Changed[StaffMember]:
        staff_id, old = fields["id"], fields["old"]
        return Changed(
            at=datetime.fromisoformat(fields["at"]),
            by=fields["by"],
            old=self._member(place, staff_id, old) if old else None,
            new=self._member(place, staff_id, fields["new"]),
        )

    def _member(self, place: str, staff_id: str, fields: Mapping[str, Any]) -> StaffMember:
        name, phone = self._who(place, staff_id, fields)
        posts = tuple(_post(one) for one in fields["posts"])
        return StaffMember(id=staff_id, name=name, phone=phone, posts=posts)

    def _who(self, place: str, staff_id: str, fields: Mapping[str, Any]) -> tuple[str, str | None]:
        """In version 1 these two alone were sealed."""
        if "who" not in fields:
            return fields["name"], fields["phone"]
        name, phone = json.loads(
            self._envelopes.keys.opened(fields["who"], _about(place, staff_id))
        )
        return name, phone


def _plain(member: StaffMember) -> Fields:
    posts = [_plain_post(one) for one in member.posts]
    return {"name": member.name, "phone": member.phone, "posts": posts}


def _about(place: str, staff_id: str) -> str:
    return f"staff#{place}#{staff_id}"


def _plain_post(post: Post) -> list[Any]:
    days = [day.isoformat() if day else None for day in (post.valid_from, post.valid_to)]
    return [sorted(post.roles), post.unit, list(post.duties), *days]


def _post(plain: Sequence[Any]) -> Post:
    roles, unit, duties, valid_from, valid_to = plain
    return Post(
        roles=frozenset(Role(role) for role in roles),
        unit=unit,
        duties=tuple(duties),
        valid_from=day_of(valid_from),
        valid_to=day_of(valid_to),
    )
