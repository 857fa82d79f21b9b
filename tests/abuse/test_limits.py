"""TA-07, ZQ-09(6): whoever asks too often is told so and may come again; nobody is shut out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.ledger import Ledger
from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.limits import DynamoLimits
from chalicelib.application.limiting import (
    ADDRESS,
    CITIZEN,
    CODES,
    FILINGS,
    LOOKUPS,
    REVEALS,
    SECOND,
    wait,
)
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.rates import Rate
from tests.api.conftest import Hotline, Reply
from tests.application.world import MORNING, PHONE, PLACE, Desk, actor
from tests.docs.pages import DOCS

NOBODY = Actor("nobody", frozenset(), "")
CITIZEN_OF_PHONE = Actor("app-7", frozenset({Role.CITIZEN}), PLACE, None, PHONE)
ASKED = "GET /v1/tickets"


class Told:
    """Limits that remember for whom they were asked."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def take(self, key: str, rate: Rate, now: datetime) -> timedelta | None:  # noqa: ARG002 - as the port says
        self.keys.append(key)
        return None


@pytest.fixture
def desk(aws: Client) -> Desk:
    desk = Desk()
    desk.swap(limits=DynamoLimits(Calls(aws), tables.MESSAGES))
    return desk


def exhaust(desk: Desk, who: Actor, address: str, times: int, path: str = ASKED) -> None:
    assert {wait(desk.ports, who, address, path) for _ in range(times)} == {None}
    assert wait(desk.ports, who, address, path) is not None


def asked(hotline: Hotline, who: str, times: int) -> list[Reply]:
    return [hotline.call("GET", "/v1/tickets", who=who) for _ in range(times)]


# --- over HTTP ---


@pytest.mark.rule("TA-07", "ZQ-09")
def test_a_citizen_who_asks_too_often_is_told_when_to_come_again(limited: Hotline) -> None:
    limited.world.clock.hold(MORNING)
    assert {one.status for one in asked(limited, "citizen", CITIZEN.at_once)} == {200}
    refused = limited.call("GET", "/v1/tickets", who="citizen")
    assert (refused.status, refused.code) == (429, "too_many_requests")
    assert refused.headers["retry-after"] == "1"
    assert limited.call("GET", "/v1/tickets", who="office").status == 200
    limited.world.clock.hold(MORNING.replace(second=1))
    assert limited.call("GET", "/v1/tickets", who="citizen").status == 200


def test_an_unknown_token_is_401_and_never_counted(limited: Hotline) -> None:
    limited.world.clock.hold(MORNING)
    wrong = [
        limited.call("GET", "/v1/tickets", Authorization="Bearer no").status
        for _ in range(ADDRESS.at_once + 1)
    ]
    assert set(wrong) == {401}
    assert limited.call("GET", "/v1/tickets", who="citizen").status == 200


def test_health_is_told_to_everybody_always(limited: Hotline) -> None:
    limited.world.clock.hold(MORNING)
    told = {limited.call("GET", "/health").status for _ in range(ADDRESS.at_once + 1)}
    assert told == {200}


def test_open_routes_are_counted_by_address(limited: Hotline) -> None:
    limited.world.clock.hold(MORNING)
    told = [limited.call("GET", "/v1/ratings/x").status for _ in range(ADDRESS.at_once + 1)]
    assert told == [404] * ADDRESS.at_once + [429]


def test_with_limits_off_nobody_is_counted(hotline: Hotline) -> None:
    hotline.world.clock.hold(MORNING)
    assert {one.status for one in asked(hotline, "citizen", CITIZEN.at_once + 1)} == {200}


def test_looking_up_is_counted_by_address_over_http(limited: Hotline) -> None:
    limited.world.clock.hold(MORNING)
    told = [
        limited.call("POST", f"/v1/lookups/lkp_{one}", {"code": "000000"}).status
        for one in range(LOOKUPS.at_once + 1)
    ]
    assert told == [404] * LOOKUPS.at_once + [429]


@pytest.mark.rule("TA-07", "ZQ-09")
def test_who_floods_the_hotline_with_requests_waits_and_may_still_read(limited: Hotline) -> None:
    limited.world.clock.hold(datetime(2026, 3, 3, tzinfo=UTC))  # a span of a day begins
    for _ in range(FILINGS.at_once):
        limited.file("citizen")
    flood = limited.call("POST", "/v1/tickets", limited.request(), "citizen")
    assert (flood.status, flood.headers["retry-after"]) == (429, "600")
    assert len(limited.call("GET", "/v1/tickets?requester=me", who="citizen")["items"]) == 6
    limited.file("operator")  # by phone, somebody listens
    limited.world.clock.hold(datetime(2026, 3, 3, 0, 10, tzinfo=UTC))
    limited.file("citizen")


# --- who is counted as whom ---


def test_one_number_is_one_citizen_whatever_application_asks(desk: Desk) -> None:
    exhaust(desk, CITIZEN_OF_PHONE, "192.0.2.1", CITIZEN.at_once)
    other_app = replace(CITIZEN_OF_PHONE, id="web-1")
    assert wait(desk.ports, other_app, "192.0.2.2", ASKED) is not None
    somebody_else = replace(CITIZEN_OF_PHONE, phone="+8613800000001")
    assert wait(desk.ports, somebody_else, "192.0.2.1", ASKED) is None


def test_who_has_a_network_of_addresses_counts_once(desk: Desk) -> None:
    exhaust(desk, NOBODY, "2001:db8::1", LOOKUPS.at_once, "POST /v1/lookups")
    assert wait(desk.ports, NOBODY, "2001:db8::ffff:2", "POST /v1/lookups/{lookup_id}") is not None
    assert wait(desk.ports, NOBODY, "2001:db8:0:1::1", "POST /v1/lookups") is None
    assert wait(desk.ports, NOBODY, "192.0.2.1", "POST /v1/lookups") is None


def test_looking_up_is_counted_apart_from_rating(desk: Desk) -> None:
    exhaust(desk, NOBODY, "192.0.2.1", LOOKUPS.at_once, "POST /v1/lookups")
    assert wait(desk.ports, NOBODY, "192.0.2.1", "GET /v1/ratings/{token}") is None


@pytest.mark.parametrize("role", [one for one in Role if one != Role.CITIZEN])
def test_whom_the_place_knows_by_name_is_not_counted(desk: Desk, role: Role) -> None:
    many = CITIZEN.at_once + 1
    assert {wait(desk.ports, actor(role), "192.0.2.1", ASKED) for _ in range(many)} == {None}


# --- what is kept of it, and what it costs ---


def test_neither_numbers_nor_addresses_are_kept(desk: Desk, aws: Client) -> None:
    wait(desk.ports, CITIZEN_OF_PHONE, "192.0.2.1", ASKED)
    wait(desk.ports, NOBODY, "192.0.2.1", ASKED)
    kept = str(aws.scan(TableName=tables.MESSAGES)["Items"])
    assert kept.count("n_taken") == 2
    assert PHONE.removeprefix("+") not in kept
    assert "192.0.2" not in kept


def test_the_store_is_told_nothing_that_could_be_tried_out(desk: Desk) -> None:
    """There are few numbers and addresses: a digest without a key would tell them."""
    told = Told()
    desk.swap(limits=told)
    wait(desk.ports, CITIZEN_OF_PHONE, "192.0.2.1", ASKED)
    other = Desk()
    other.swap(limits=told)
    wait(other.ports, CITIZEN_OF_PHONE, "192.0.2.1", ASKED)
    assert len(set(told.keys)) == 2
    assert not any(PHONE in one for one in told.keys)


def test_a_bucket_ends_by_itself(desk: Desk, aws: Client) -> None:
    wait(desk.ports, CITIZEN_OF_PHONE, "", ASKED)
    (item,) = aws.scan(TableName=tables.MESSAGES)["Items"]
    assert int(item["ttl"]["N"]) == CITIZEN.ends(desk.clock.now()).timestamp()


def test_a_request_costs_one_write_unit_refused_or_not(desk: Desk, aws: Client) -> None:
    ledger = Ledger()
    ledger.attach(aws)
    exhaust(desk, CITIZEN_OF_PHONE, "", CITIZEN.at_once)
    total = ledger.total()
    assert (total.wcu, total.rcu) == (CITIZEN.at_once + 1, 0)


def test_the_page_says_how_often() -> None:
    """The table of docs/abuse.md, row by row."""
    page = (DOCS / "abuse.md").read_text("utf-8")
    rows = re.findall(r"^\| .* \| ([0-9]+) \| .* \| ([0-9]+) \|$", page, re.MULTILINE)
    rates = (CITIZEN, FILINGS, ADDRESS, LOOKUPS, REVEALS, CODES)
    whole = [one.filled(MORNING.replace(hour=0) + one.span - SECOND / 1000) for one in rates]
    assert [(int(start), int(most)) for start, most in rows] == [
        (one.at_once, most) for one, most in zip(rates, whole, strict=True)
    ]
