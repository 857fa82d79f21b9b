"""泰安第十一条、第三十二条: 劝阻、教育和批评，并告知法律后果. Step by step, told, barring nobody.

肇庆第七条（六）不受理恶意攻击、骚扰或无实质诉求内容的事项: the matter is declined, not the person.
"""

from __future__ import annotations

import pytest

from tests.api.conftest import CITIZEN, Hotline, Json, Reply

KINDS = ("fabrication", "occupation", "harassment", "improper_gain", "other_disturbance")
STEPS = ("dissuaded", "warned", "reported")
STRANGER = "+8613900009999"


@pytest.fixture
def taian(hotline: Hotline) -> Hotline:
    hotline.place = "taian"
    return hotline


def on_record(hotline: Hotline, ticket: Json, who: str = "operator") -> Reply:
    return hotline.call("GET", f"/v1/tickets/{ticket['id']}/conduct", who=who)


def steps(reply: Reply) -> list[tuple[str, str, str]]:
    assert reply.status == 200, reply.body
    return [(one["ticket"], one["conduct"], one["step"]) for one in reply["items"]]


def reported(hotline: Hotline, kind: str = "harassment", **but: object) -> Json:
    """A ticket on which the whole way was gone, an hour between the steps."""
    ticket = hotline.file(**but)
    for step in STEPS:
        hotline.do(ticket, "record_conduct", "operator", conduct=kind, step=step)
        hotline.advance("PT1H")
    return ticket


@pytest.mark.rule("TA-07")
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_takes_the_next_request_sees_what_was_said_to_them_before(
    taian: Hotline, kind: str
) -> None:
    before = reported(taian, kind)
    now = taian.file(subject="路灯不亮")
    found = on_record(taian, now)
    assert steps(found) == [(before["id"], kind, step) for step in reversed(STEPS)]
    first = found["items"][0]
    assert first["basis"]["article"] == "第十一条、第三十二条"
    assert first["title"]
    assert first["number"] == before["number"]


@pytest.mark.rule("TA-07")
def test_what_is_on_record_does_not_say_of_whom(taian: Hotline) -> None:
    note = "王小明13800000000又来电辱骂"
    ticket = taian.file(requester={"name": "王小明", "phone": CITIZEN, "confidential": True})
    taian.do(
        ticket, "record_conduct", "operator", conduct="harassment", step="dissuaded", note=note
    )
    told = str(on_record(taian, taian.file()).body)
    assert not any(word in told for word in ("王小明", "13800000000", CITIZEN, "辱骂"))


@pytest.mark.rule("TA-07", "ZQ-09")
@pytest.mark.parametrize("place", ["taian", "zhaoqing"])
def test_who_is_on_record_still_files_and_is_heard(hotline: Hotline, place: str) -> None:
    """Nothing of it happens silently, and nothing shuts them out."""
    hotline.place = place
    before = reported(hotline)
    seen = hotline.call("GET", f"/v1/tickets/{before['id']}/progress", who="citizen")
    texts = [one["text"] for one in seen["items"] if one["type"] == "conduct_recorded"]
    assert len(set(texts)) == 3, "each step is told to them in its own words"
    mine = {"requester": {"name": "王小明"}}
    filed = hotline.call("POST", "/v1/tickets", hotline.request(**mine), "citizen")
    assert filed.status == 201
    ticket = hotline.do(filed.body, "dispatch", "office", unit="urban-management")
    assert ticket["status"] in {"dispatched", "handling"}
    fresh = hotline.file(requester={"name": "李", "phone": STRANGER})
    fresh = hotline.do(fresh, "dispatch", "office", unit="urban-management")
    assert [one["limit"] for one in ticket["deadlines"]] == [
        one["limit"] for one in fresh["deadlines"]
    ], "their matter has the time that anybody's has"


@pytest.mark.rule("TA-07")
def test_on_their_next_ticket_they_are_dissuaded_first_again(taian: Hotline) -> None:
    """The article tells of conduct, not of persons who are warned for good."""
    reported(taian)
    again = taian.file()
    for step in ("warned", "reported"):
        refused = taian.act(again, "record_conduct", "office", conduct="harassment", step=step)
        assert (refused.status, refused.code) == (409, "conduct_order")
        assert refused["basis"]["article"] == "第十一条、第三十二条"


@pytest.mark.rule("ZQ-09")
def test_zhaoqing_declines_the_empty_call_and_takes_the_next_one(hotline: Hotline) -> None:
    reasons = hotline.call("GET", "/v1/jurisdictions/zhaoqing", who="operator")["decline_reasons"]
    sixth = next(one for one in reasons if one["basis"]["article"] == "第七条（六）")
    empty = hotline.file(description="……")
    declined = hotline.do(
        empty, "decline", "operator", reason_code=sixth["code"], explanation="无实质诉求内容"
    )
    assert declined["status"] == "declined"
    assert hotline.file()["status"] == "registered"


def test_others_and_other_places_are_not_mixed_in(hotline: Hotline) -> None:
    reported(hotline)
    other = hotline.file(requester={"name": "李", "phone": STRANGER})
    nameless = hotline.file(requester=None)
    assert steps(on_record(hotline, other)) == steps(on_record(hotline, nameless)) == []
    hotline.place = "taian"
    assert steps(on_record(hotline, hotline.file())) == []


def test_a_nameless_ticket_tells_of_itself(hotline: Hotline) -> None:
    ticket = reported(hotline, requester=None)
    assert [step for _, _, step in steps(on_record(hotline, ticket))] == [*reversed(STEPS)]


def test_a_unit_learns_nothing_of_other_tickets(taian: Hotline) -> None:
    reported(taian)
    ticket = taian.do(taian.file(), "dispatch", "office", unit="urban-management")
    for who in ("handler@urban-management", "leader@urban-management", "citizen", "auditor"):
        assert on_record(taian, ticket, who).status == 403, who
    assert on_record(taian, ticket, "handler@transport").status == 404


def test_a_sub_office_learns_of_those_tickets_only_that_it_sees(taian: Hotline) -> None:
    hidden = reported(taian)
    ticket = taian.do(taian.file(), "dispatch", "office", unit="ningyang-office")
    assert steps(on_record(taian, ticket, "office@ningyang-office")) == []
    assert {one for one, _, _ in steps(on_record(taian, ticket, "office"))} == {hidden["id"]}
