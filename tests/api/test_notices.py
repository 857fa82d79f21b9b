"""通知: what a unit and the office are told of their deadlines."""

from __future__ import annotations

from tests.api.conftest import Hotline, Json

UNIT = "handler@urban-management"


def test_a_unit_is_warned_and_then_told_of_the_breach(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    hotline.advance("P40D")
    told = hotline.call("GET", "/v1/notices", who=UNIT)["items"]
    of_handling = [one for one in told if one["tickets"][0]["deadline"].startswith("handling")]
    assert [one["kind"] for one in of_handling] == [
        "deadline_breached",
        "deadline_warned",
        "deadline_warned",
    ]
    newest = of_handling[0]
    assert newest["count"] == 1
    assert newest["tickets"][0]["ticket"] == ticket["id"]
    assert newest["tickets"][0]["number"] == ticket["number"]
    assert newest["at"] == newest["tickets"][0]["due_at"]
    assert newest["title"] == "1项时限已逾期"


def test_many_at_one_midnight_are_one_notice(hotline: Hotline) -> None:
    filed = {hotline.dispatched()["id"] for _ in range(25)}
    hotline.advance("P40D")
    for who in (UNIT, "office"):
        told = hotline.call("GET", "/v1/notices", who=who)["items"]
        breached = [
            one
            for one in told
            if one["kind"] == "deadline_breached"
            and one["tickets"][0]["deadline"].startswith("handling")
        ]
        assert [one["count"] for one in breached] == [25]
        shown = {one["ticket"] for one in breached[0]["tickets"]}
        assert len(shown) == 20
        assert shown < filed


def test_notices_go_on_page_by_page(hotline: Hotline) -> None:
    hotline.dispatched()
    hotline.advance("P40D")
    whole = hotline.call("GET", "/v1/notices", who=UNIT)["items"]
    paged: list[Json] = []
    asked = "/v1/notices?limit=1"
    cursors = []
    for _ in whole:
        page = hotline.call("GET", asked, who=UNIT)
        assert page.status == 200
        paged += page["items"]
        cursors.append(page["next_cursor"])
        asked = f"/v1/notices?limit=1&cursor={cursors[-1]}"
    assert [one is None for one in cursors] == [*[False] * (len(whole) - 1), True]
    assert paged == whole
    assert len(whole) > 2


def test_nobody_reads_what_another_unit_is_told(hotline: Hotline) -> None:
    hotline.dispatched()
    hotline.advance("P40D")
    other = hotline.call("GET", "/v1/notices", who="handler@market-supervision")
    assert other["items"] == []
    page = hotline.call("GET", "/v1/notices?limit=1", who=UNIT)
    stolen = hotline.call("GET", f"/v1/notices?cursor={page['next_cursor']}", who="office")
    assert stolen.status == 400
    assert hotline.call("GET", "/v1/notices", who="citizen").status == 403
    assert hotline.call("GET", "/v1/notices").status == 401
