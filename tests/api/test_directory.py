"""Units and staff by API: who may look, who may change, what a citizen sees, what is remembered."""

from __future__ import annotations

import pytest

from tests.api.conftest import Hotline, Json, Reply

PLACE = "/v1/jurisdictions/zhaoqing"
UNITS, STAFF = f"{PLACE}/units", f"{PLACE}/staff"
PARKS: Json = {"name": "园林管理处", "kind": "department"}
LI: Json = {
    "id": "li",
    "name": "李小红",
    "phone": "+8613900001111",
    "roles": ["handler"],
    "unit": "urban-management",
    "duties": ["contact"],
}


def put(hotline: Hotline, unit: str, who: str = "office", /, **given: object) -> Reply:
    return hotline.call("PUT", f"{UNITS}/{unit}", {**PARKS, **given}, who)


def unit(hotline: Hotline, wanted: str, query: str = "") -> Json:
    items = hotline.call("GET", f"{UNITS}?limit=100{query}", who="office")["items"]
    return next(dict(one) for one in items if one["id"] == wanted)


def appoint(hotline: Hotline, who: str = "office", /, **but: object) -> Reply:
    return hotline.call("POST", STAFF, {**LI, **but}, who)


@pytest.mark.rule("XX-01")
def test_the_office_adds_a_unit_and_sends_it_a_ticket(hotline: Hotline) -> None:
    reply = put(hotline, "parks")
    assert (reply.status, reply["in_force"], reply["valid_from"]) == (200, True, "2026-03-02")
    assert hotline.dispatched("parks")["unit"] == "parks"


@pytest.mark.rule("XX-25")
def test_a_renamed_unit_keeps_its_id_and_shows_the_name_of_the_day(hotline: Hotline) -> None:
    was = unit(hotline, "water-company")
    renamed = {"name": "水务集团", "kind": "utility", "valid_from": "2026-03-10"}
    assert put(hotline, "water-company", "supervisor", **renamed).status == 200
    assert unit(hotline, "water-company")["name"] == was["name"]
    assert unit(hotline, "water-company", "&on=2026-03-10")["name"] == "水务集团"
    hotline.advance("P10D")
    assert unit(hotline, "water-company")["name"] == "水务集团"
    assert unit(hotline, "water-company", "&on=2025-01-01")["name"] == was["name"]
    shown = hotline.call("GET", PLACE, who="citizen")["units"]
    assert {"水务集团"} == {one["name"] for one in shown if one["id"] == "water-company"}


@pytest.mark.parametrize("begins", ["2000-01-01", "2025-02-28"])
def test_nobody_renames_what_a_unit_was_more_than_a_year_ago(hotline: Hotline, begins: str) -> None:
    was = unit(hotline, "water-company")
    renamed = {"name": "水务集团", "kind": "utility", "valid_from": begins}
    reply = put(hotline, "water-company", **renamed)
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, "/valid_from")
    assert unit(hotline, "water-company") == was
    assert put(hotline, "water-company", **{**renamed, "valid_from": "2025-03-01"}).status == 200


def test_what_a_unit_was_before_it_was_renamed_stays_so(hotline: Hotline) -> None:
    put(hotline, "parks", valid_from="2026-01-01")
    put(hotline, "parks", valid_from="2026-02-01", name="公园管理中心")
    was = unit(hotline, "parks")
    reply = put(hotline, "parks", valid_from="2026-01-31", name="公园处")
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, "/valid_from")
    assert unit(hotline, "parks") == was
    assert put(hotline, "parks", valid_from="2026-02-01", name="公园处").status == 200
    names = [one["name"] for one in unit(hotline, "parks")["history"]]
    assert names == ["园林管理处", "公园处"]


def test_who_has_the_work_of_a_unit_that_ended_long_ago_may_be_said_late(hotline: Hotline) -> None:
    days = {"valid_from": "2026-03-02", "valid_to": "2026-03-03"}
    put(hotline, "parks", **days)
    hotline.advance("P800D")
    assert put(hotline, "parks", **days, successor="urban-management").status == 200
    assert put(hotline, "parks", **days, name="公园处").status == 422


def test_a_unit_that_ends_hands_its_tickets_over_and_gets_no_more(hotline: Hotline) -> None:
    ticket = hotline.dispatched("water-company")
    end = {"kind": "utility", "valid_to": "2026-03-03", "successor": "urban-management"}
    assert put(hotline, "water-company", **end).status == 200
    assert hotline.get(ticket, "handler@urban-management").status == 404
    hotline.advance("P1D")
    assert hotline.get(ticket, "handler@urban-management").status == 200
    signed = hotline.do(ticket, "sign", "handler@urban-management")
    assert (signed["unit"], signed["status"]) == ("water-company", "handling")
    refused = hotline.act(hotline.file(), "dispatch", "office", unit="water-company")
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/unit")


@pytest.mark.parametrize("who", ["handler@urban-management", "operator", "citizen", "auditor"])
def test_only_the_office_and_its_leadership_change_the_lists(hotline: Hotline, who: str) -> None:
    assert put(hotline, "parks", who).status == 403
    assert appoint(hotline, who).status == 403
    assert hotline.call("GET", f"{UNITS}?limit=100", who=who).status == 200


def test_a_sub_office_changes_nothing_that_is_the_offices(hotline: Hotline) -> None:
    assert put(hotline, "parks", "office@dawang-street").status == 403


def test_another_places_lists_do_not_exist(hotline: Hotline) -> None:
    hotline.place = "taian"
    for path in (UNITS, STAFF, f"{PLACE}/directory/gaps", f"{PLACE}/directory/changes"):
        assert hotline.call("GET", path, who="office").status == 404
    assert put(hotline, "parks").status == 404
    assert appoint(hotline).status == 404


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"kind": "palace"}, "/kind"),
        ({"parent": "nowhere"}, "/parent"),
        ({"valid_to": "2026-03-02"}, "/valid_to"),
        ({"successor": "water-company"}, "/successor"),
        ({"successor": "nowhere", "valid_to": "2026-04-01"}, "/successor"),
        ({"colour": "red"}, "/colour"),
        ({"valid_from": "yesterday"}, "/valid_from"),
    ],
)
def test_what_is_no_unit_is_refused(hotline: Hotline, given: Json, pointer: str) -> None:
    reply = put(hotline, "parks", "office", **given)
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, pointer)
    items = hotline.call("GET", f"{UNITS}?limit=100", who="office")["items"]
    assert "parks" not in {one["id"] for one in items}


def test_no_unit_stands_under_itself(hotline: Hotline) -> None:
    assert put(hotline, "parks", "office", parent="dawang-street").status == 200
    circle = {"name": "大旺街道办事处", "kind": "street", "parent": "parks"}
    reply = put(hotline, "dawang-street", "office", **circle)
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, "/parent")


def test_lists_come_page_by_page(hotline: Hotline) -> None:
    for name in ("an", "bo", "cai"):
        appoint(hotline, id=name)
    for path, who in ((UNITS, "office"), (STAFF, "office"), (STAFF, "citizen")):
        whole = hotline.call("GET", path, who=who)["items"]
        page, found = hotline.call("GET", f"{path}?limit=1", who=who), []
        while page["next_cursor"]:
            found += page["items"]
            page = hotline.call("GET", f"{path}?limit=1&cursor={page['next_cursor']}", who=who)
        assert len(whole) >= 3
        assert found + page["items"] == whole


def test_colleagues_see_people_in_full_and_citizens_see_them_masked(hotline: Hotline) -> None:
    assert appoint(hotline).status == 200
    assert appoint(hotline, id="chen", duties=[]).status == 200
    seen = hotline.call("GET", f"{STAFF}?id=li", who="handler@water-company")["items"]
    assert [(one["id"], one["name"], one["phone"]) for one in seen] == [
        ("li", "李小红", "+8613900001111")
    ]
    (shown,) = hotline.call("GET", f"{STAFF}?unit=urban-management", who="citizen")["items"]
    assert shown["id"] is None
    assert shown["history"] == []
    assert shown["post"]["duties"] == ["contact"]
    assert "小红" not in shown["name"]
    assert shown["phone"] == "139****1111"
    assert hotline.call("GET", f"{STAFF}?id=li", who="citizen").status == 403


def test_what_is_remembered_of_a_request_names_nobody(hotline: Hotline) -> None:
    told = {**LI, "valid_from": "2026-03-01"}
    for _ in range(2):
        reply = hotline.call("POST", STAFF, told, "office", Idempotency_Key="once")
        assert (reply.status, reply["id"], reply["post"]["unit"]) == (200, "li", "urban-management")
        assert "李小红" not in str(reply.body)
        assert "13900001111" not in str(reply.body)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"roles": ["citizen"]}, "/roles"),
        ({"roles": ["emperor"]}, "/roles/0"),
        ({"unit": None}, "/unit"),
        ({"unit": "nowhere"}, "/unit"),
        ({"duties": ["cook"]}, "/duties"),
        ({"phone": "12345"}, "/phone"),
        ({"valid_to": "2026-03-01"}, "/valid_to"),
    ],
)
def test_what_is_nobody_is_refused(hotline: Hotline, given: Json, pointer: str) -> None:
    reply = appoint(hotline, **given)
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, pointer)
    assert hotline.call("GET", f"{STAFF}?id=li", who="office")["items"] == []


@pytest.mark.rule("ZQ-04")
def test_a_unit_without_its_named_person_is_reported(hotline: Hotline) -> None:
    def missing() -> set[str]:
        items = hotline.call("GET", f"{PLACE}/directory/gaps", who="office")["items"]
        assert {one["basis"]["article"] for one in items} == {"第五条（一）"}
        return {one["unit"] for one in items}

    before = missing()
    assert appoint(hotline, valid_to="2026-03-12").status == 200
    assert before - missing() == {"urban-management"}
    hotline.advance("P10D")
    assert missing() == before


@pytest.mark.rule("ZQ-04")
def test_two_named_persons_are_no_breach(hotline: Hotline) -> None:
    """第五条（一）明确专人负责: somebody whose task it is, and it does not say how many."""
    for who in ("li", "wang"):
        assert appoint(hotline, id=who).status == 200
    items = hotline.call("GET", f"{PLACE}/directory/gaps", who="office")["items"]
    assert "urban-management" not in {one["unit"] for one in items}


@pytest.mark.rule("TA-03")
def test_in_taian_the_units_name_somebody_and_the_county_office_need_not(
    hotline: Hotline,
) -> None:
    """第八条（一）明确专（兼）职工作人员: until one is named, the office sees who has none."""
    hotline.place = "taian"
    path = "/v1/jurisdictions/taian"

    def missing() -> set[str]:
        items = hotline.call("GET", f"{path}/directory/gaps", who="office")["items"]
        assert {one["basis"]["article"] for one in items} == {"第八条（一）"}
        return {one["unit"] for one in items}

    before = missing()
    assert "ningyang-housing" in before
    assert "ningyang-office" not in before
    named = {**LI, "unit": "ningyang-housing"}
    assert hotline.call("POST", f"{path}/staff", named, "office").status == 200
    assert before - missing() == {"ningyang-housing"}


@pytest.mark.rule("YY-04")
def test_three_persons_are_asked_of_each_unit(hotline: Hotline) -> None:
    hotline.place = "youyilu"
    items = hotline.call("GET", "/v1/jurisdictions/youyilu/directory/gaps", who="office")["items"]
    assert len({one["unit"] for one in items}) * 3 == len(items)
    names = ["第一责任人", "第二责任人", "具体责任人"]
    assert [one["name"] for one in items][:3] == names


def test_every_change_says_who_made_it_and_what_it_was(hotline: Hotline) -> None:
    put(hotline, "parks")
    put(hotline, "parks", "supervisor", name="公园管理中心", valid_from="2026-04-01")
    put(hotline, "parks", "supervisor", name="公园管理中心", valid_from="2026-04-01")
    appoint(hotline)
    appoint(hotline, phone="+8613900002222")
    path = f"{PLACE}/directory/changes?of="
    last, first = hotline.call("GET", f"{path}units", who="auditor")["items"]
    assert (first["old"], first["by"]) == (None, "office:zhaoqing")
    assert last["by"] == "supervisor:zhaoqing"
    assert last["at"].startswith("2026-03-02T09:0"), "the clock runs on while we ask"
    assert [one["name"] for one in last["new"]["spells"]] == ["园林管理处", "公园管理中心"]
    assert len(last["old"]["spells"]) == 1
    last, first = hotline.call("GET", f"{path}staff", who="office")["items"]
    assert (last["old"]["phone"], last["new"]["phone"]) == (LI["phone"], "+8613900002222")
    page = hotline.call("GET", f"{path}staff&limit=1", who="office")
    assert page["items"] == [last]
    rest = hotline.call("GET", f"{path}staff&limit=1&cursor={page['next_cursor']}", who="office")
    assert (rest["items"], rest["next_cursor"]) == ([first], None)
    assert hotline.call("GET", f"{path}staff", who="operator").status == 403


# --- what the list says of who calls ---


def test_the_list_bounds_what_a_token_claims(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    listed: Json = {"id": "handler:zhaoqing:urban-management", "duties": []}
    assert appoint(hotline, **listed).status == 200
    assert hotline.get(ticket, "handler@urban-management").status == 200
    appoint(hotline, **listed, unit="water-company", valid_from="2026-03-03")
    hotline.advance("P1D")
    assert hotline.get(ticket, "handler@urban-management").status == 404


def test_a_role_that_the_list_does_not_give_is_none(hotline: Hotline) -> None:
    assert put(hotline, "parks").status == 200
    nobody = {"id": "office:zhaoqing", "roles": ["auditor"], "unit": None, "duties": []}
    assert appoint(hotline, "supervisor", **nobody).status == 200
    hotline.advance("PT1M")
    assert put(hotline, "parks").status == 403


# --- two people at the same entry ---


def test_a_change_that_was_made_of_what_stood_there_is_made(hotline: Hotline) -> None:
    seen = hotline.call("GET", f"{UNITS}/water-company", who="office")
    assert seen.headers["etag"] == seen["etag"] == unit(hotline, "water-company")["etag"]
    done = hotline.call(
        "PUT", f"{UNITS}/water-company", PARKS, "office", If_Match=seen.headers["etag"]
    )
    assert (done.status, done["name"]) == (200, PARKS["name"])
    assert done.headers["etag"] != seen.headers["etag"]
    assert unit(hotline, "water-company")["etag"] == done.headers["etag"]


@pytest.mark.parametrize("version", ['"an-older-one"', "W/", "1", "*"])
def test_what_changed_meanwhile_is_not_overwritten(hotline: Hotline, version: str) -> None:
    """`*` means any version of what is there: of a unit that is not, there is none."""
    path = f"{UNITS}/parks"
    reply = hotline.call("PUT", path, PARKS, "office", If_Match=version)
    assert (reply.status, reply.code) == (412, "stale")
    assert hotline.call("GET", path, who="office").status == 404
    assert put(hotline, "parks").status == 200
    renamed = {**PARKS, "name": "公园管理中心"}
    reply = hotline.call("PUT", path, renamed, "office", If_Match=version)
    assert reply.status == (200 if version == "*" else 412)
    assert hotline.call("PUT", path, renamed, "office").status == 200, "it may be left out"


def test_one_of_several_versions_is_enough(hotline: Hotline) -> None:
    etag = unit(hotline, "water-company")["etag"]
    told = f'"another", W/{etag}'
    reply = hotline.call("PUT", f"{UNITS}/water-company", PARKS, "office", If_Match=told)
    assert reply.status == 200


def test_what_is_wrong_is_told_before_what_is_stale(hotline: Hotline) -> None:
    for who, body, status in (
        ("operator", PARKS, 403),
        ("office", {**PARKS, "kind": "palace"}, 422),
        ("office", {**PARKS, "parent": "nowhere"}, 412),
    ):
        reply = hotline.call("PUT", f"{UNITS}/water-company", body, who, If_Match='"older"')
        assert reply.status == status, (who, reply.body)


def test_two_who_appoint_the_same_person_do_not_overwrite_each_other(hotline: Hotline) -> None:
    first = appoint(hotline)
    (seen,) = hotline.call("GET", f"{STAFF}?id=li", who="office")["items"]
    assert seen["etag"] == first.headers["etag"]
    moved = {**LI, "unit": "water-company"}
    done = hotline.call("POST", STAFF, moved, "office", If_Match=seen["etag"])
    assert (done.status, done["post"]["unit"]) == (200, "water-company")
    late = hotline.call("POST", STAFF, {**LI, "duties": []}, "office", If_Match=seen["etag"])
    assert (late.status, late.code) == (412, "stale")
    (now,) = hotline.call("GET", f"{STAFF}?id=li", who="office")["items"]
    assert (now["post"]["unit"], now["etag"]) == ("water-company", done.headers["etag"])


def test_a_citizen_is_given_nothing_to_try_names_with(hotline: Hotline) -> None:
    appoint(hotline)
    (shown,) = hotline.call("GET", f"{STAFF}?unit=urban-management", who="citizen")["items"]
    assert shown["etag"] is None


def test_a_unit_is_put_once_for_its_key_whatever_was_lost(hotline: Hotline) -> None:
    """Whoever hears no answer asks again, and is not told that it changed meanwhile."""
    path, etag = f"{UNITS}/water-company", unit(hotline, "water-company")["etag"]
    for _ in range(2):
        reply = hotline.call("PUT", path, PARKS, "office", If_Match=etag, Idempotency_Key="once")
        assert (reply.status, reply["name"]) == (200, PARKS["name"])
        assert reply.headers["etag"] != etag
    other = hotline.call("PUT", path, {**PARKS, "name": "别处"}, "office", Idempotency_Key="once")
    assert (other.status, other.code) == (422, "key_reused")
    changes = hotline.call("GET", f"{PLACE}/directory/changes?of=units", who="office")["items"]
    assert len(changes) == 1


def test_one_unit_is_shown_as_it_was_on_a_day(hotline: Hotline) -> None:
    was = hotline.call("GET", f"{UNITS}/water-company", who="citizen")
    put(hotline, "water-company", valid_from="2026-03-10", kind="utility")
    path = f"{UNITS}/water-company"
    assert hotline.call("GET", path, who="citizen")["name"] == was["name"]
    assert hotline.call("GET", f"{path}?on=2026-03-10", who="citizen")["name"] == PARKS["name"]
    assert hotline.call("GET", f"{UNITS}/nowhere", who="office").status == 404
