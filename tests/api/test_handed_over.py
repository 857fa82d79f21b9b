"""西咸第十七条: 承办单位名称或职责调整后及时报备，避免因部门职能调整出现承办主体不明确的情况.

A unit is renamed, merged or wound up while it has work: somebody has that work from the first day
on, finds it without knowing how the unit was called before, and does with it all that it could.
"""

from __future__ import annotations

import pytest

from tests.api.conftest import Hotline, Json, Reply

pytestmark = pytest.mark.rule("XX-25")

OLD, NEW = "market-supervision", "urban-management"
OLD_OFFICE, NEW_OFFICE = "fengdong-office", "qinhan-office"


@pytest.fixture
def xixian(hotline: Hotline) -> Hotline:
    hotline.place = "xixian"
    return hotline


def ids(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [one["id"] for one in reply["items"]]


def listed(hotline: Hotline, who: str, query: str = "") -> list[str]:
    return ids(hotline.call("GET", f"/v1/tickets{query}", who=who))


def put(hotline: Hotline, unit: str, /, **given: object) -> None:
    path = f"/v1/jurisdictions/{hotline.place}/units/{unit}"
    reply = hotline.call("PUT", path, {"kind": "department", **given}, "office")
    assert reply.status == 200, reply.body


def merged(hotline: Hotline, unit: str = OLD, into: str = NEW, **but: object) -> None:
    """The unit ends tonight, and the other goes on with what it has."""
    put(hotline, unit, name="原单位", valid_to="2026-03-03", successor=into, **but)
    hotline.advance("PT15H")


def sent_to(hotline: Hotline, unit: str, **but: object) -> Json:
    return hotline.do(hotline.file(**but), "dispatch", "office", unit=unit)


def test_a_renamed_unit_has_its_queue_as_before(xixian: Hotline) -> None:
    ticket = sent_to(xixian, OLD)
    put(xixian, OLD, name="行政审批局")
    assert listed(xixian, f"handler@{OLD}") == [ticket["id"]]
    assert xixian.do(ticket, "sign", f"handler@{OLD}")["unit"] == OLD


def test_what_a_merged_unit_had_lies_in_the_queue_of_its_successor(xixian: Hotline) -> None:
    own, theirs = sent_to(xixian, NEW), sent_to(xixian, OLD)
    assert listed(xixian, f"handler@{NEW}") == [own["id"]]
    merged(xixian)
    whole = {own["id"], theirs["id"]}
    for who in (f"handler@{NEW}", f"leader@{NEW}"):
        assert set(listed(xixian, who)) == whole
        assert set(listed(xixian, who, f"?unit={NEW}")) == whole
    assert set(listed(xixian, "office", f"?holder={NEW}")) == whole
    assert listed(xixian, "office", f"?holder={OLD}") == [theirs["id"]]


def test_until_the_day_of_the_merger_each_has_its_own(xixian: Hotline) -> None:
    theirs = sent_to(xixian, OLD)
    put(xixian, OLD, name="原单位", valid_to="2026-03-03", successor=NEW)
    assert listed(xixian, f"handler@{NEW}") == []
    assert listed(xixian, f"handler@{OLD}") == [theirs["id"]]


def test_two_queues_are_one_list_in_the_order_in_which_tickets_fall_due(xixian: Hotline) -> None:
    tickets = [sent_to(xixian, unit) for unit in (OLD, NEW, NEW, OLD, NEW, OLD)]
    both = xixian.file()
    xixian.do(both, "dispatch", "office", unit=OLD, co_handlers=[NEW])
    merged(xixian)
    for query in ("", f"?unit={NEW}"):
        whole = listed(xixian, f"handler@{NEW}", query)
        assert len(whole) == len(set(whole)), "a ticket of both is there once"
        assert {one["id"] for one in tickets} <= set(whole)
        paged: list[str] = []
        more = "limit=2"
        while more:
            path = f"/v1/tickets{query}{'&' if query else '?'}{more}"
            page = xixian.call("GET", path, who=f"handler@{NEW}")
            paged += ids(page)
            more = f"limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        assert paged == whole


def test_the_successor_goes_on_with_the_ticket_to_its_answer(xixian: Hotline) -> None:
    ticket = sent_to(xixian, OLD)
    merged(xixian)
    handler = f"handler@{NEW}"
    for action, body in (
        ("sign", {}),
        ("record_contact", {"reached": True}),
        ("submit_answer", xixian.answer()),
    ):
        ticket = xixian.do(ticket, action, handler, **body)
    if ticket["pending"]:
        (asked,) = ticket["pending"]
        ticket = xixian.do(ticket, "confirm", f"leader@{NEW}", request=asked["id"], approve=True)
    assert (ticket["unit"], ticket["answered_at"] is not None) == (OLD, True)
    started = [one["starts_at"] for one in ticket["deadlines"]]
    assert min(started).startswith("2026-03-02"), "no clock begins anew with the merger"


def test_nobody_else_comes_into_what_the_unit_left(xixian: Hotline) -> None:
    ticket = sent_to(xixian, OLD)
    merged(xixian)
    stranger = "handler@water-company"
    assert xixian.get(ticket, stranger).status == 404
    assert listed(xixian, stranger) == []
    assert xixian.call("GET", f"/v1/tickets?unit={OLD}", who=stranger).status == 403
    assert xixian.act(xixian.file(), "dispatch", "office", unit=OLD).status == 422


def test_the_successor_is_told_of_the_deadlines_that_it_inherited(xixian: Hotline) -> None:
    def told(who: str) -> set[str]:
        items = xixian.call("GET", "/v1/notices", who=who)["items"]
        return {one["ticket"] for notice in items for one in notice["tickets"]}

    before = sent_to(xixian, OLD)
    xixian.advance("PT3H")  # to be signed within two hours
    merged(xixian)
    own = sent_to(xixian, NEW)
    xixian.advance("PT3H")
    assert told(f"handler@{NEW}") == {before["id"], own["id"]}
    assert told("handler@water-company") == set()


# --- a sub-office that is wound up ---


@pytest.fixture
def wound_up(xixian: Hotline) -> tuple[Hotline, Json]:
    """沣东's office hands over to that of 秦汉, with a ticket that it has not passed on yet."""
    put(xixian, NEW_OFFICE, name="秦汉协管办", kind="office")
    put(xixian, "qinhan-water", name="秦汉水务", parent=NEW_OFFICE)
    ticket = sent_to(xixian, OLD_OFFICE)
    merged(xixian, OLD_OFFICE, NEW_OFFICE, kind="office")
    return xixian, ticket


@pytest.mark.parametrize("unit", ["fengdong-urban", "qinhan-water"])
def test_what_a_sub_office_held_its_successor_passes_on(
    wound_up: tuple[Hotline, Json], unit: str
) -> None:
    """To a unit under itself, or to one that stood under the office before."""
    hotline, ticket = wound_up
    office = f"office@{NEW_OFFICE}"
    assert listed(hotline, office) == [ticket["id"]]
    passed = hotline.do(ticket, "dispatch", office, unit=unit)
    assert passed["unit"] == unit
    assert hotline.get(ticket, office).status == 200
    assert ticket["id"] in listed(hotline, f"handler@{unit}")


def test_it_passes_nothing_on_to_those_who_do_not_stand_under_it(
    wound_up: tuple[Hotline, Json],
) -> None:
    hotline, ticket = wound_up
    office = f"office@{NEW_OFFICE}"
    for unit in ("water-company", NEW_OFFICE):
        assert hotline.act(ticket, "dispatch", office, unit=unit).status == 422
    assert hotline.act(ticket, "dispatch", "office", unit=NEW).code == "held_by_sub_office"


def test_an_office_does_not_grant_itself_the_return_of_what_it_took_over(xixian: Hotline) -> None:
    put(xixian, NEW_OFFICE, name="秦汉协管办", kind="office")
    ticket, old = sent_to(xixian, OLD_OFFICE), f"handler@{OLD_OFFICE}"
    xixian.do(ticket, "sign", old)
    reasons = {"reason": "不属于本单位职责", "basis": "三定方案"}
    ticket = xixian.do(ticket, "request_return", old, **reasons)
    merged(xixian, OLD_OFFICE, NEW_OFFICE, kind="office")
    (asked,) = ticket["pending"]
    if asked["decided_by"] == "leader":
        xixian.do(ticket, "confirm", f"leader@{NEW_OFFICE}", request=asked["id"], approve=True)
    mine = xixian.act(ticket, "decide_return", f"office@{NEW_OFFICE}", approve=True)
    assert mine.status == 403
    assert xixian.do(ticket, "decide_return", "office", approve=True)["unit"] is None
