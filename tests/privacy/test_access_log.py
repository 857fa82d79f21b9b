"""Who read what of whom: a row a reading, for those who watch, of their own place."""

from __future__ import annotations

import pytest

from chalicelib.bootstrap import Misconfigured, accesses_kept
from tests.api.conftest import Hotline, Json

UNIT = "urban-management"


def rows(hotline: Hotline, query: str = "", who: str = "auditor") -> list[Json]:
    reply = hotline.call("GET", f"/v1/access-log{query}", who=who)
    assert reply.status == 200, reply.body
    return [one for one in reply["items"] if one["fields"] != ["log"]]


def test_every_reading_by_staff_is_one_row(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    before = len(rows(hotline))
    unit = f"handler@{UNIT}"
    hotline.get(ticket, unit)
    hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who=unit)
    hotline.call("GET", "/v1/tickets", who=unit)
    found = rows(hotline)[: len(rows(hotline)) - before]
    assert len(found) == 3
    assert all(one["tickets"] == [ticket["id"]] for one in found)
    assert all(one["fields"] == ["place", "words"] for one in found)
    assert {one["role"] for one in found} == {"handler"}


def test_a_list_is_one_row_with_all_it_showed(hotline: Hotline) -> None:
    tickets = {hotline.file()["id"] for _ in range(3)}
    hotline.call("GET", "/v1/tickets", who="office")
    newest = rows(hotline)[0]
    assert set(newest["tickets"]) >= tickets


def test_ones_own_and_what_shows_nobody_are_no_readings(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    before = rows(hotline)
    hotline.get(ticket, "citizen")
    hotline.call("GET", "/v1/tickets?requester=me", who="citizen")
    hotline.call("GET", f"/v1/tickets/{ticket['id']}/progress", who="office")
    hotline.call("GET", "/v1/notices", who="office")
    hotline.act(ticket, "record_contact", "office", reached=True)
    hotline.get(ticket, "handler@market-supervision")
    assert rows(hotline) == before


def test_who_sees_only_the_street_has_read_words(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    hotline.get(ticket, "supervisor")
    assert rows(hotline)[0]["fields"] == ["words"]


def test_reading_the_log_is_in_the_log(hotline: Hotline) -> None:
    hotline.call("GET", "/v1/access-log?ticket=tkt_1", who="supervisor")
    reply = hotline.call("GET", "/v1/access-log", who="auditor")
    reader, before = reply["items"][:2]
    assert (reader["fields"], reader["role"], reader["tickets"]) == (["log"], "auditor", [])
    assert (before["role"], before["tickets"]) == ("supervisor", ["tkt_1"])


@pytest.mark.parametrize(
    "who", ["citizen", "operator", "office", "upper_office", f"handler@{UNIT}", "platform"]
)
def test_only_who_watches_reads_it(hotline: Hotline, who: str) -> None:
    assert hotline.call("GET", "/v1/access-log", who=who).status == 403


def test_another_place_has_its_own(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    hotline.get(ticket, "office")
    hotline.place = "taian"
    assert all(ticket["id"] not in one["tickets"] for one in rows(hotline))


def test_it_is_filtered_by_ticket_by_reader_and_by_day(hotline: Hotline) -> None:
    first, second = hotline.dispatched(), hotline.dispatched()
    hotline.get(first, "office")
    hotline.advance("P1D")
    hotline.get(second, "office")
    assert {one["tickets"][0] for one in rows(hotline, f"?ticket={first['id']}")} == {first["id"]}
    by = rows(hotline)[0]["by"]
    assert {one["by"] for one in rows(hotline, f"?by={by}")} == {by}
    tuesday = rows(hotline, "?from=2026-03-03&to=2026-03-03")
    assert [one["tickets"] for one in tuesday] == [[second["id"]]]


@pytest.mark.parametrize(
    "query", ["?from=2026-02-01&to=2026-03-31", "?from=2026-03-03&to=2026-03-02", "?from=march"]
)
def test_days_that_are_none_or_too_many_are_refused(hotline: Hotline, query: str) -> None:
    assert hotline.call("GET", f"/v1/access-log{query}", who="auditor").status == 422


def test_pages_go_on_where_the_last_one_ended(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    for _ in range(5):
        hotline.get(ticket, "office")
    expected = rows(hotline, f"?ticket={ticket['id']}")
    found: list[Json] = []
    path = f"/v1/access-log?ticket={ticket['id']}&limit=2"
    cursor: str | None = ""
    while cursor is not None:
        page = hotline.call("GET", path + (f"&cursor={cursor}" if cursor else ""), who="auditor")
        found += page["items"]
        cursor = page["next_cursor"]
    assert [one for one in found if one["fields"] != ["log"]] == expected
    altered = hotline.call("GET", "/v1/access-log?cursor=AAAA", who="auditor")
    assert altered.status == 400


@pytest.mark.parametrize("days", ["182", "0", "-1", "soon", "1e3", "9999999"])
def test_a_log_that_is_kept_for_less_than_six_months_is_refused(
    monkeypatch: pytest.MonkeyPatch, days: str
) -> None:
    monkeypatch.setenv("ACCESS_LOG_DAYS", days)
    with pytest.raises(Misconfigured):
        accesses_kept()


@pytest.mark.parametrize(("days", "kept"), [("183", 183), ("", 400), ("800", 800)])
def test_how_long_it_is_kept_is_the_deployments_to_say(
    monkeypatch: pytest.MonkeyPatch, days: str, kept: int
) -> None:
    monkeypatch.setenv("ACCESS_LOG_DAYS", days)
    assert accesses_kept().days == kept
