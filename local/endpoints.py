"""The `/_local` calls: tokens, the clock, what was sent. Never part of what is deployed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from chalicelib.domain.directory import Role
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import invalid, not_found
from chalicelib.entrypoints.api.views import to_json
from local import sms
from local.asked import Asked, Json
from local.durations import duration
from local.world import World

ZONE = ZoneInfo("Asia/Shanghai")
LATEST = datetime(2150, 1, 1, tzinfo=UTC)
MOBILE = re.compile("1[3-9][0-9]{9}")  # of China; a token may name it without its country
ROLES = [role.value for role in Role if role != Role.SYSTEM]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveClock:
    """Exactly one of the two."""

    now: datetime | None = None
    advance: str | None = None


def get_token(world: World, asked: Asked) -> Json:
    roles = [role for role in asked.query.get("role", "").split(",") if role]
    if not roles or any(role not in ROLES for role in roles):
        raise invalid("/role", f"one of: {', '.join(ROLES)}")
    # A plus sign that was not escaped arrives as a space.
    phone = asked.query.get("phone", "").strip()
    if phone.isdigit() and not MOBILE.fullmatch(phone):
        phone = f"+{phone}"  # in a query a plus sign means a space
    jurisdiction = asked.query.get("jurisdiction") or None
    token = world.issuer.token(roles, jurisdiction, asked.query.get("unit") or None, phone or None)
    return {"token": token}


def get_clock(world: World, asked: Asked) -> Json:  # noqa: ARG001
    return {"now": to_json(world.clock.now(), ZONE), "fired": []}


def post_clock(world: World, asked: Asked) -> Json:
    """Forward only: what has fallen due cannot be taken back."""
    command = as_a(MoveClock, asked.body)
    with world.lock:
        now = world.clock.now()
        target = _target(command, now)
        if target < now:
            raise invalid("/now", f"the clock only moves forward; it is {now.astimezone(ZONE)}")
        if target > LATEST:
            raise invalid("/now", f"not past {LATEST.year}")
        fired = world.move_to(target)
        shown = [{**one, "at": to_json(datetime.fromisoformat(one["at"]), ZONE)} for one in fired]
        return {"now": to_json(world.clock.now(), ZONE), "fired": shown}


def _target(command: MoveClock, now: datetime) -> datetime:
    if (command.now is None) == (command.advance is None):
        raise invalid("", "expected either now or advance")
    if command.now is not None:
        return command.now
    by = duration(command.advance or "")
    if by is None or by > timedelta(days=50_000):
        raise invalid("/advance", "expected an ISO 8601 duration such as PT24H or P30D")
    return now + by


def get_callbacks(world: World, asked: Asked) -> Json:  # noqa: ARG001
    return {"items": []}


Endpoint = Callable[[World, Asked], Json]
ENDPOINTS: Mapping[tuple[str, str], Endpoint] = {
    ("GET", "/_local/token"): get_token,
    ("GET", "/_local/clock"): get_clock,
    ("POST", "/_local/clock"): post_clock,
    ("GET", "/_local/sms"): sms.get_sms,
    ("POST", "/_local/sms"): sms.post_sms,
    ("POST", "/_local/sms/receipts"): sms.post_receipt,
    ("GET", "/_local/callbacks"): get_callbacks,
    ("GET", "/_local/keys"): sms.get_keys,
}


def answer(world: World, method: str, path: str, asked: Asked) -> tuple[int, Json]:
    """The answer of one `_local` call; raises `Problem`."""
    endpoint = ENDPOINTS.get((method, path))
    if endpoint is None:
        raise not_found("no such local call")
    return HTTPStatus.OK, endpoint(world, asked)
