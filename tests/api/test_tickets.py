"""A ticket over HTTP: filed, seen by those who may, moved on, read again."""

from __future__ import annotations

import threading
from typing import Any

import jsonschema
import pytest

from tests.api.conftest import CITIZEN, Hotline


def test_a_citizen_files_a_ticket_and_the_token_fills_in_the_phone(hotline: Hotline) -> None:
    given = hotline.request(requester={"name": "王小明"}, channel="app")
    reply = hotline.call("POST", "/v1/tickets", given, "citizen")
    assert reply.status == 201
    assert reply.headers["location"] == f"/v1/tickets/{reply['id']}"
    assert reply["requester"]["phone"] == CITIZEN
    assert reply["number"].startswith("ZQ20260302-")
    assert reply["regulation"] == "zhaoqing@2023-09-13"
    assert reply["registered_at"].endswith("+08:00")
    assert hotline.call("GET", reply.headers["location"], who="citizen").body == reply.body


def test_a_citizen_files_only_for_themselves_and_where_the_token_says(hotline: Hotline) -> None:
    other = hotline.request(requester={"phone": "+8613900000000"})
    assert hotline.call("POST", "/v1/tickets", other, "citizen").code == "forbidden"
    elsewhere = hotline.request(jurisdiction="taian")
    assert hotline.call("POST", "/v1/tickets", elsewhere, "citizen").code == "forbidden"


@pytest.mark.parametrize(
    "dated",
    [
        {"source": {"platform": "shaanxi", "reference": "1", "due_at": "2030-01-01T00:00:00Z"}},
        {"statutory_due_at": "2026-03-02T10:00:00+08:00"},
    ],
    ids=["platform", "law"],
)
def test_a_citizen_sets_no_date_that_binds_a_unit(hotline: Hotline, dated: dict[str, Any]) -> None:
    reply = hotline.call("POST", "/v1/tickets", hotline.request(**dated), "citizen")
    assert (reply.status, reply.code) == (422, "invalid_field")
    assert hotline.call("POST", "/v1/tickets", hotline.request(**dated), "operator").status == 201


@pytest.mark.parametrize("who", ["handler@urban-management", "leader", "supervisor", "auditor"])
def test_only_who_takes_requests_files_them(hotline: Hotline, who: str) -> None:
    assert hotline.call("POST", "/v1/tickets", {"nonsense": 1}, who).status == 403


def test_the_ticket_is_as_the_contract_shows_it(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    handling = next(one for one in ticket["deadlines"] if one["kind"] == "handling")
    assert (handling["due_at"], handling["due_on"]) == ("2026-03-24T00:00:00+08:00", "2026-03-23")
    assert handling["limit"] == {"amount": 15, "unit": "working_day"}
    assert handling["basis"]["article"] == "第十一条（三）"
    assert "2026-03-23" in handling["explanation"]
    windows = {one["action"]: one["closes_at"] for one in ticket["windows"]}
    assert windows == {
        "request_return": "2026-03-05T00:00:00+08:00",
        "request_extension": "2026-03-22T00:00:00+08:00",
    }
    assert (ticket["status"], ticket["round"], ticket["version"]) == ("dispatched", 1, 2)


def test_who_may_not_see_a_ticket_learns_nothing_of_it(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    assert hotline.get(ticket, "handler@urban-management").status == 200
    assert hotline.get(ticket, "handler@market-supervision").code == "not_found"
    assert hotline.get(ticket, "leader@market-supervision").code == "not_found"
    hotline.phone = "+8613911112222"
    assert hotline.get(ticket, "citizen").code == "not_found"
    hotline.place = "taian"
    for who in ("office", "supervisor", "auditor", "handler@urban-management"):
        assert hotline.get(ticket, who).code == "not_found"
        assert hotline.act(ticket, "decline", who, nonsense=1).code == "not_found"


def test_only_the_lead_unit_acts_and_a_co_handler_contributes(hotline: Hotline) -> None:
    ticket = hotline.file()
    helpers = ["market-supervision"]
    hotline.do(ticket, "dispatch", "office", unit="urban-management", co_handlers=helpers)
    helper = "handler@market-supervision"
    assert hotline.get(ticket, helper)["actions"] == ["contribute"]
    assert hotline.act(ticket, "sign", helper).code == "forbidden"
    hotline.do(ticket, "contribute", helper, text="已核实营业执照")


def test_a_refusal_cites_its_article_and_changes_nothing(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    reply = hotline.act(ticket, "request_return", "handler@urban-management", reason="不是我局")
    assert (reply.status, reply.code) == (409, "no_reason_or_basis")
    assert reply["basis"]["article"] == "第十条（二）"
    assert reply["errors"] == [
        {"pointer": "/basis", "detail": reply["errors"][0]["detail"]},
    ]
    assert hotline.get(ticket, "office")["version"] == ticket["version"]


def test_an_action_on_a_version_that_is_gone_is_refused(hotline: Hotline) -> None:
    ticket = hotline.file()
    seen = hotline.get(ticket, "office")
    path = f"/v1/tickets/{ticket['id']}/actions/dispatch"
    body = {"unit": "urban-management"}
    assert hotline.call("POST", path, body, "office", If_Match='"99"').status == 412
    assert hotline.call("POST", path, body, "office", If_Match="rubbish").status == 412
    # What is wrong with the request itself comes first.
    assert hotline.call("POST", path, {}, "office", If_Match='"99"').status == 422
    etag = seen.headers["etag"]
    done = hotline.call("POST", path, body, "office", If_Match=etag)
    assert done.status == 200
    assert done.headers["etag"] != etag
    # ... and what the state refuses comes last.
    assert hotline.call("POST", path, body, "office", If_Match=etag).code == "stale"
    assert hotline.call("POST", path, body, "office").code == "already_dispatched"


def test_what_may_be_done_now_comes_with_its_schema(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    path = f"/v1/tickets/{ticket['id']}/actions"
    items = hotline.call("GET", path, who="handler@urban-management")["items"]
    assert {"sign", "request_return", "request_extension", "submit_answer"} <= {
        one["name"] for one in items
    }
    answer = next(one for one in items if one["name"] == "submit_answer")
    assert answer["schema"]["required"] == ["outcome"]
    assert answer["title"] == "提交答复"
    assert "solved" in answer["schema"]["properties"]["outcome"]["enum"]
    extension = next(one for one in items if one["name"] == "request_extension")
    ground = extension["schema"]["properties"]["ground"]
    assert {"complex", None} <= set(ground["enum"])
    for one in items:
        jsonschema.Draft202012Validator.check_schema(one["schema"])


def test_a_request_stands_in_pending_until_each_step_is_decided(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    unit = "urban-management"
    more_time = {"ground": "complex", "reason": "需鉴定", "amount": 15, "form": "att_1"}
    ticket = hotline.do(ticket, "request_extension", f"handler@{unit}", **more_time)
    (pending,) = ticket["pending"]
    assert pending["decided_by"] == "leader"
    assert "confirm" not in hotline.get(ticket, f"handler@{unit}")["actions"]
    assert "decide_extension" not in hotline.get(ticket, "office")["actions"]
    assert hotline.act(ticket, "confirm", "leader@market-supervision", approve=True).status == 404
    assert "confirm" in hotline.get(ticket, f"leader@{unit}")["actions"]
    ticket = hotline.do(ticket, "confirm", f"leader@{unit}", request=pending["id"], approve=True)
    assert "decide_extension" in hotline.get(ticket, "office")["actions"]
    ticket = hotline.do(ticket, "decide_extension", "office", approve=True)
    assert ticket["pending"] == []
    assert ticket["flags"] == ["extended"]
    assert [one["state"] for one in ticket["deadlines"] if one["kind"] == "handling"] == [
        "replaced",
        "running",
    ]


def test_the_requester_of_a_report_is_hidden_from_the_unit(hotline: Hotline) -> None:
    ticket = hotline.dispatched(category="report")
    assert "whistleblower" in ticket["flags"]
    assert ticket["requester"]["phone"] == "138****0000"
    hidden = hotline.get(ticket, "handler@urban-management")
    assert (hidden["requester"]["name"], hidden["requester"]["phone"]) == (None, None)
    path = f"/v1/tickets/{ticket['id']}/events"
    told = hotline.call("GET", path, who="handler@urban-management")
    assert CITIZEN not in str(told.body)
    assert hotline.get(ticket, "auditor")["requester"]["phone"] == "138****0000"


def test_the_history_tells_who_did_what_by_which_rule(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    path = f"/v1/tickets/{ticket['id']}/events"
    whole = hotline.call("GET", path, who="office")
    assert [one["seq"] for one in whole["items"]] == list(range(1, len(whole["items"]) + 1))
    assert whole["items"][0]["type"] == "registered"
    assert "dispatched" in {one["type"] for one in whole["items"]}
    read: list[Any] = []
    cursor = ""
    while True:
        page = hotline.call("GET", f"{path}?limit=2{cursor}", who="office")
        read += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert read == whole["items"]


def test_a_split_archives_the_whole_and_files_its_parts(hotline: Hotline) -> None:
    whole = hotline.file()
    parts = [
        {"unit": "urban-management", "subject": "噪声", "description": "夜间施工"},
        {"unit": "water-company", "subject": "积水", "description": "路面积水"},
    ]
    whole = hotline.do(whole, "split", "office", parts=parts)
    assert (whole["status"], whole["outcome"], len(whole["parts"])) == ("archived", "split", 2)
    for part_id, part in zip(whole["parts"], parts, strict=True):
        found = hotline.get({"id": part_id}, f"handler@{part['unit']}")
        assert found["status"] == "dispatched"
        assert (found["subject"], found["unit"]) == (part["subject"], part["unit"])
        assert found["parent"] == whole["id"]
        assert found["registered_at"] == whole["registered_at"]
        assert any(one["kind"] == "handling" for one in found["deadlines"])


def test_a_sub_office_passes_on_what_it_was_sent_and_the_clocks_go_on(hotline: Hotline) -> None:
    hotline.place = "taian"
    ticket = hotline.file(category="help")
    assert hotline.get(ticket, "office@ningyang-office").status == 404
    sent = hotline.do(ticket, "dispatch", "office", unit="ningyang-office")
    assert "dispatch" in hotline.get(ticket, "office@ningyang-office")["actions"]
    assert hotline.act(ticket, "dispatch", "office", unit="urban-management").status == 409
    out = hotline.act(ticket, "dispatch", "office@ningyang-office", unit="urban-management")
    assert out.status == 422
    sub_office = "office@ningyang-office"
    passed_on = hotline.do(ticket, "dispatch", sub_office, unit="ningyang-housing")
    assert passed_on["unit"] == "ningyang-housing"
    assert passed_on["dispatched_at"] == sent["dispatched_at"]
    assert hotline.get(ticket, sub_office).status == 200
    assert hotline.get(ticket, "handler@ningyang-housing").status == 200


def test_a_platform_sees_what_platforms_sent(hotline: Hotline) -> None:
    source = {"platform": "guangdong", "reference": "GD-1", "kind": "national_message"}
    sent = hotline.file("platform@guangdong", source=source)
    assert hotline.get(sent, "platform@guangdong").status == 200
    assert hotline.get(sent, "platform@hunan").status == 404
    assert hotline.get(hotline.file(), "platform@guangdong").status == 404


def test_many_at_once_neither_lose_nor_double_anything(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    path = f"/v1/tickets/{ticket['id']}/actions/urge"
    office = hotline.token("office")
    statuses: list[int] = []

    def urge_often() -> None:
        client = Hotline(hotline.world, hotline.port)
        client.tokens["office", client.place, client.phone] = office
        statuses.extend(client.call("POST", path, {}, "office").status for _ in range(10))
        assert client.connection is not None
        client.connection.close()

    threads = [threading.Thread(target=urge_often) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = statuses.count(200)
    assert made + statuses.count(409) == 100
    stored = hotline.world.ports.tickets.load(ticket["id"])
    assert stored is not None
    assert (stored.urged, stored.version) == (made, ticket["version"] + made)
