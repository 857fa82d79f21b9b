"""`POST /v1/tickets/{id}/erasure`, as the app, the office and everybody else finds it."""

from __future__ import annotations

import pytest

from tests.api.conftest import Hotline, Json

ERASED = "已删除"


@pytest.fixture
def over(hotline: Hotline) -> Json:
    return hotline.do(hotline.dispatched(), "withdraw", "operator", reason="自行解决")


def erased(hotline: Hotline, ticket: Json, who: str = "office", **headers: str) -> tuple[int, Json]:
    path = f"/v1/tickets/{ticket['id']}/erasure"
    reply = hotline.call("POST", path, {"reason": "request"}, who, **headers)
    return reply.status, reply.body


def test_it_is_gone_for_everybody(hotline: Hotline, over: Json) -> None:
    status, body = erased(hotline, over)
    assert (status, body["status"], body["version"]) == (200, "withdrawn", over["version"] + 1)
    shown = hotline.call("GET", f"/v1/tickets/{over['id']}/events", who="office").body
    for told in (body, hotline.get(over, "office").body, shown):
        assert "施工" not in str(told)
        assert "大旺" not in str(told)
    assert ERASED in str(body)
    assert hotline.get(over, "citizen").status == 404, "nobody's any more"
    last = shown["items"][-1]
    assert (last["type"], last["basis"]["article"]) == ("personal_data_erased", "第四十七条")


def test_its_dates_and_its_unit_stay(hotline: Hotline, over: Json) -> None:
    _, body = erased(hotline, over)
    for name in ("number", "category", "unit", "registered_at", "dispatched_at", "status"):
        assert body[name] == over[name]


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 200), ("operator", 403), ("auditor", 403), ("handler@urban-management", 403)],
)
def test_who_may(hotline: Hotline, over: Json, who: str, status: int) -> None:
    assert erased(hotline, over, who)[0] == status


def test_what_is_still_handled_is_refused(hotline: Hotline) -> None:
    status, body = erased(hotline, hotline.dispatched())
    assert (status, body["code"]) == (409, "wrong_state")


def test_a_stale_version_is_refused(hotline: Hotline, over: Json) -> None:
    assert erased(hotline, over, If_Match=f'"{over["version"] - 1}"')[0] == 412
    assert erased(hotline, over, If_Match=f'"{over["version"]}"')[0] == 200


def test_the_same_key_is_answered_the_same_way(hotline: Hotline, over: Json) -> None:
    first = erased(hotline, over, Idempotency_Key="k-1")
    assert first == erased(hotline, over, Idempotency_Key="k-1")
    other = hotline.call(
        "POST",
        f"/v1/tickets/{over['id']}/erasure",
        {"reason": "retention"},
        "office",
        Idempotency_Key="k-1",
    )
    assert other.status == 422


def test_a_reason_is_a_code_for_words_would_stay(hotline: Hotline, over: Json) -> None:
    path = f"/v1/tickets/{over['id']}/erasure"
    for wrong in ({"reason": "张三要求"}, {"reason": "restored"}, {}, {"reason": None}):
        assert hotline.call("POST", path, wrong, "office").status == 422


def test_an_answer_given_before_is_not_given_again_in_clear(hotline: Hotline) -> None:
    """Of an answer only the version is kept: it is told anew from what remains."""
    keyed = {"Idempotency_Key": "k-2"}
    body = hotline.request()
    filed = hotline.call("POST", "/v1/tickets", body, "operator", **keyed).body
    hotline.do(filed, "withdraw", "operator", reason="自行解决")
    erased(hotline, filed)
    again = hotline.call("POST", "/v1/tickets", body, "operator", **keyed)
    assert again.status == 201
    assert "施工" not in str(again.body)


def test_it_falls_due_by_itself_after_three_years(hotline: Hotline, over: Json) -> None:
    hotline.advance("P1097D")
    assert hotline.get(over, "office").body["subject"] == ERASED


# --- what leads from it to other tickets of the same person ---


def events(hotline: Hotline, ticket: Json) -> str:
    return str(hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who="office").body)


def test_of_a_repeat_it_is_told_that_it_was_one_and_not_of_what(hotline: Hotline) -> None:
    first, second = hotline.dispatched(), hotline.dispatched()
    linked = hotline.act(second, "link_repeat", "office", to=first["id"], reason="同一事项")
    assert first["id"] in events(hotline, second)
    hotline.do(second, "withdraw", "operator", reason="自行解决")
    status, body = erased(hotline, second)
    assert status == 200
    assert "repeat" in body["flags"]
    assert body["repeat_count"] == linked["repeat_count"]
    assert first["id"] not in str(body) + events(hotline, second)


def test_a_split_ticket_names_its_parts_no_more_and_they_go_on(hotline: Hotline) -> None:
    whole = hotline.file()
    parts = [
        {"unit": unit, "subject": "部分", "description": "一部分"}
        for unit in ("urban-management", "market-supervision")
    ]
    split = hotline.do(whole, "split", "office", parts=parts)
    status, body = erased(hotline, whole)
    told = str(body) + events(hotline, whole)
    assert (status, len(body["parts"])) == (200, len(split["parts"]))
    for part in split["parts"]:
        assert part not in told
        assert hotline.get({"id": part}, "office")["subject"] == "部分"
    number = hotline.get({"id": split["parts"][0]}, "office")["number"]
    assert number not in told


def test_a_file_of_a_split_stays_as_long_as_a_part_has_it(hotline: Hotline) -> None:
    file = {"filename": "现场.jpg", "content_type": "image/jpeg", "size": 9}
    announced = hotline.call("POST", "/v1/attachments", file, "operator")["id"]
    whole = hotline.file(attachments=[announced])
    parts = [{"unit": "urban-management", "subject": "部分", "description": "一部分"}] * 2
    first, second = hotline.do(whole, "split", "office", parts=parts)["parts"]

    def status() -> int:
        return hotline.call("GET", f"/v1/attachments/{announced}", who="office").status

    erased(hotline, whole)
    for part in (first, second):
        assert status() == 200
        hotline.do({"id": part}, "withdraw", "operator", reason="自行解决")
        erased(hotline, {"id": part})
    assert status() == 404


def test_a_part_names_the_whole_no_more(hotline: Hotline) -> None:
    whole = hotline.file()
    parts = [{"unit": "urban-management", "subject": "部分", "description": "一部分"}] * 2
    split = hotline.do(whole, "split", "office", parts=parts)
    part = {"id": split["parts"][0]}
    hotline.do(part, "withdraw", "operator", reason="自行解决")
    _, body = erased(hotline, part)
    assert whole["id"] not in str(body) + events(hotline, part)
