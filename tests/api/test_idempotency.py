"""The same request sent twice is done once."""

from __future__ import annotations

import threading

from tests.api.conftest import Hotline


def test_the_same_key_and_body_get_the_same_answer(hotline: Hotline) -> None:
    body = hotline.request()
    first = hotline.call("POST", "/v1/tickets", body, "operator", Idempotency_Key="k1")
    again = hotline.call("POST", "/v1/tickets", body, "operator", Idempotency_Key="k1")
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["location"] == first.headers["location"]
    assert len(hotline.call("GET", "/v1/tickets", who="office")["items"]) == 1


def test_the_same_key_with_another_body_is_refused(hotline: Hotline) -> None:
    hotline.call("POST", "/v1/tickets", hotline.request(), "operator", Idempotency_Key="k1")
    other = hotline.request(subject="另一件事")
    reply = hotline.call("POST", "/v1/tickets", other, "operator", Idempotency_Key="k1")
    assert (reply.status, reply.code) == (422, "key_reused")


def test_a_key_belongs_to_one_caller_and_one_path(hotline: Hotline) -> None:
    body = hotline.request()
    one = hotline.call("POST", "/v1/tickets", body, "operator", Idempotency_Key="k1")
    two = hotline.call("POST", "/v1/tickets", body, "office", Idempotency_Key="k1")
    assert one["id"] != two["id"]


def test_a_refusal_is_remembered_too_and_a_day_later_forgotten(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    path = f"/v1/tickets/{ticket['id']}/actions/dispatch"
    body = {"unit": "urban-management"}
    first = hotline.call("POST", path, body, "office", Idempotency_Key="k2")
    assert first.code == "already_dispatched"
    hotline.do(ticket, "withdraw", "operator")
    assert hotline.call("POST", path, body, "office", Idempotency_Key="k2").body == first.body
    hotline.advance("PT24H")
    later = hotline.call("POST", path, body, "office", Idempotency_Key="k2")
    assert later.code == "wrong_state"


def test_a_key_has_a_sensible_length(hotline: Hotline) -> None:
    for key in ("", "k" * 256):
        reply = hotline.call(
            "POST", "/v1/tickets", hotline.request(), "operator", Idempotency_Key=key
        )
        assert reply.status == 400


def test_the_same_request_many_times_at_once_is_done_once(hotline: Hotline) -> None:
    operator = hotline.token("operator")
    replies: list[tuple[int, str | None]] = []

    def file() -> None:
        client = Hotline(hotline.world, hotline.port)
        client.tokens["operator", client.place, client.phone] = operator
        reply = client.call(
            "POST", "/v1/tickets", client.request(), "operator", Idempotency_Key="k3"
        )
        replies.append((reply.status, reply.body.get("id")))
        assert client.connection is not None
        client.connection.close()

    threads = [threading.Thread(target=file) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({made for status, made in replies if status == 201}) == 1
    assert {status for status, _ in replies} <= {201, 409}
    assert len(hotline.call("GET", "/v1/tickets", who="office")["items"]) == 1
