"""When a protected requester did something is told to a unit by the day, in lists as well."""

from __future__ import annotations

import base64
import json

import pytest

from tests.api.conftest import Hotline, Json

UNIT = "urban-management"
HANDLER = f"handler@{UNIT}"


def supplemented(hotline: Hotline, *, confidential: bool) -> Json:
    """At nine, and a word more at 9:13."""
    requester = {"name": "王小明", "phone": hotline.phone, "confidential": confidential}
    ticket = hotline.dispatched(requester=requester)
    hotline.advance("PT13M")
    return hotline.do(ticket, "supplement", "citizen", text="还在施工")


def found_since(hotline: Hotline, since: str, who: str) -> list[str]:
    query = f"unit={UNIT}&updated_since={since.replace('+', '%2B')}"
    reply = hotline.call("GET", f"/v1/tickets?{query}", who=who)
    assert reply.status == 200, reply.body
    return [one["id"] for one in reply["items"]]


DURING = [f"2026-03-02T09:{minute:02}:00+08:00" for minute in (0, 12, 14, 40)]


@pytest.mark.rule("ZQ-47")
def test_no_question_of_that_day_tells_when_it_was(hotline: Hotline) -> None:
    ticket = supplemented(hotline, confidential=True)
    assert [found_since(hotline, one, HANDLER) for one in DURING] == [[ticket["id"]]] * 4
    assert found_since(hotline, "2026-03-03T00:00:00+08:00", HANDLER) == []


@pytest.mark.parametrize(("confidential", "who"), [(False, HANDLER), (True, "office")])
def test_to_others_a_list_is_as_precise_as_it_is_asked(
    hotline: Hotline, who: str, *, confidential: bool
) -> None:
    ticket = supplemented(hotline, confidential=confidential)
    wanted = [[ticket["id"]], [ticket["id"]], [], []]
    assert [found_since(hotline, one, who) for one in DURING] == wanted


def test_page_by_page_nothing_is_missing_and_nothing_comes_twice(hotline: Hotline) -> None:
    tickets = {supplemented(hotline, confidential=one)["id"] for one in (True, False, True)}
    found, cursor = [], ""
    while True:
        since = "2026-03-02T09:00:00%2B08:00"
        query = f"unit={UNIT}&updated_since={since}&limit=1{cursor}"
        page = hotline.call("GET", f"/v1/tickets?{query}", who=HANDLER)
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(found) == sorted(tickets)


def test_a_cursor_can_be_read_by_nobody(hotline: Hotline) -> None:
    tickets = [supplemented(hotline, confidential=True) for _ in range(2)]
    query = f"unit={UNIT}&updated_since=2026-03-02T00:00:00%2B08:00&limit=1"
    cursor = hotline.call("GET", f"/v1/tickets?{query}", who=HANDLER)["next_cursor"]
    layers = [base64.urlsafe_b64decode(cursor)]
    layers.append(base64.b64decode(layers[0][16:]))
    for one in layers:
        assert b"2026" not in one
        assert not any(ticket["id"].encode() in one for ticket in tickets)


@pytest.mark.rule("ZQ-47")
def test_by_no_second_role_a_unit_learns_who_it_is(hotline: Hotline) -> None:
    ticket = supplemented(hotline, confidential=True)
    token = hotline.world.issuer.token(["handler", "office"], hotline.place, UNIT, None)
    both = {"Authorization": f"Bearer {token}"}
    path = f"/v1/tickets/{ticket['id']}"
    shown = hotline.call("GET", path, **both)
    assert shown["requester"]["name"] is None
    assert "T09:13" not in json.dumps(shown.body)
    asked = {"fields": ["phone"], "purpose": "contact"}
    assert hotline.call("POST", f"{path}/reveal", asked, **both).status == 403


@pytest.mark.rule("ZQ-47")
def test_a_report_that_is_called_a_complaint_stays_protected(hotline: Hotline) -> None:
    ticket = hotline.dispatched(category="report")
    told = hotline.do(ticket, "classify", "office", category="complaint")
    assert "whistleblower" not in told["flags"]
    shown = hotline.get(ticket, HANDLER)
    assert shown["requester"]["name"] is None
    asked = {"fields": ["phone"], "purpose": "contact"}
    path = f"/v1/tickets/{ticket['id']}/reveal"
    assert hotline.call("POST", path, asked, HANDLER).status == 403
    assert hotline.call("POST", path, asked, "supervisor").status == 200
