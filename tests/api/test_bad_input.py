"""Whatever a caller sends, the answer is a problem document and the ticket is as it was."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest

from tests.api.conftest import Hotline, Json, Reply

BAD_TICKETS: list[tuple[Json, str]] = [
    ({"colour": "red"}, "/colour"),
    ({"category": 5}, "/category"),
    ({"category": "no such"}, "/category"),
    ({"category": None}, "/category"),
    ({"subject": ""}, "/subject"),
    ({"subject": "   "}, "/subject"),
    ({"subject": "长" * 201}, "/subject"),
    ({"subject": "\u0001\u202e"}, "/subject"),
    ({"description": "长" * 1_000_000}, "/description"),
    ({"description": ["text"]}, "/description"),
    ({"channel": "fax"}, "/channel"),
    ({"complexity": "hard"}, "/complexity"),
    ({"urgency": True}, "/urgency"),
    ({"source": {"platform": "p"}}, "/source/reference"),
    ({"source": {"platform": "p", "reference": "r", "kind": "x"}}, "/source/kind"),
    ({"directly_answerable": "yes"}, "/directly_answerable"),
    ({"statutory_due_at": "2026-02-30T09:00:00+08:00"}, "/statutory_due_at"),
    ({"statutory_due_at": "2026-03-02T09:00:00"}, "/statutory_due_at"),
    ({"statutory_due_at": 1_770_000_000}, "/statutory_due_at"),
    ({"requester": {"phone": "13800000000"}}, "/requester/phone"),
    ({"requester": {"phone": "+86138٠0000000"}}, "/requester/phone"),
    ({"requester": {"confidential": 1}}, "/requester/confidential"),
    ({"requester": []}, "/requester"),
    ({"location": {"lat": 91}}, "/location/lat"),
    ({"location": {"lat": "23"}}, "/location/lat"),
    ({"attachments": "att_1"}, "/attachments"),
    ({"attachments": [1]}, "/attachments/0"),
    ({"a/b": 1}, "/a/b"),
]


@pytest.mark.parametrize(("but", "pointer"), BAD_TICKETS, ids=lambda value: str(value)[:40])
def test_a_wrong_field_is_named(hotline: Hotline, but: Json, pointer: str) -> None:
    reply = hotline.call("POST", "/v1/tickets", hotline.request(**but), "operator")
    assert (reply.status, reply.code) == (422, "invalid_field")
    assert pointer in {one["pointer"] for one in reply["errors"]}


@pytest.mark.parametrize("name", ["jurisdiction", "category", "subject", "description"])
def test_a_missing_field_is_named(hotline: Hotline, name: str) -> None:
    body = {key: value for key, value in hotline.request().items() if key != name}
    reply = hotline.call("POST", "/v1/tickets", body, "operator")
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, f"/{name}")


BAD_BYTES: list[tuple[str, bytes, int]] = [
    ("cut off", b'{"reason_code": ', 400),
    ("no JSON", b"reason_code=other", 400),
    ("not a number", b'{"reason_code": NaN}', 400),
    ("infinite", b'{"reason_code": -Infinity}', 400),
    ("a key twice", b'{"reason_code": "a", "reason_code": "b"}', 400),
    ("half a character", b'{"reason_code": "\\ud83d"}', 400),
    ("half a character in a key", b'{"\\ud83d": 1}', 400),
    ("no UTF-8", b'{"reason_code": "\xff"}', 400),
    ("UTF-16", '{"reason_code": "a"}'.encode("utf-16"), 400),
    ("deep lists", b"[" * 100_000 + b"]" * 100_000, 400),
    ("deep objects", b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
    ("a long number", b'{"reason_code": ' + b"9" * 5_000 + b"}", 400),
    ("a list", b"[]", 422),
    ("a text", b'"decline"', 422),
    ("nothing", b"null", 422),
    ("a number of 39 digits", b'{"reason_code": ' + b"9" * 39 + b"}", 400),
    ("beyond any float", b'{"reason_code": 1e400}', 400),
    ("empty", b"", 422),
    ("too much", b'{"reason_code": "' + b"a" * 6_300_000 + b'"}', 413),
]


@pytest.mark.parametrize(
    ("raw", "status"), [case[1:] for case in BAD_BYTES], ids=[case[0] for case in BAD_BYTES]
)
def test_a_body_that_cannot_be_read_changes_nothing(
    hotline: Hotline, raw: bytes, status: int
) -> None:
    ticket = hotline.file()
    reply = send(hotline, f"/v1/tickets/{ticket['id']}/actions/decline", raw, "office")
    assert (reply.status, reply["status"]) == (status, status)
    assert reply.headers["content-type"] == "application/problem+json"
    assert hotline.get(ticket, "operator").body == ticket


def test_only_json_is_taken_however_it_is_written(hotline: Hotline) -> None:
    ticket = hotline.file()
    path = f"/v1/tickets/{ticket['id']}/actions/urge"
    form = send(hotline, path, b"reason=now", "office", "application/x-www-form-urlencoded")
    assert form.status == 415
    for media_type in ("Application/JSON", "application/json; charset=utf-8"):
        reply = send(hotline, path, b'{"reason": "\xe5\xbf\xab"}', "office", media_type)
        assert reply.code == "wrong_state"


def test_the_refusals_come_in_their_order(hotline: Hotline) -> None:
    ticket = hotline.file()
    path = f"/v1/tickets/{ticket['id']}/actions/sign"
    rubbish = b'{"rubbish'
    assert send(hotline, path, rubbish, None).status == 401
    assert send(hotline, path, rubbish, "handler@urban-management").status == 404
    assert send(hotline, path, rubbish, "office").status == 403
    assert send(hotline, path.replace("sign", "dispatch"), rubbish, "office").status == 400
    assert send(hotline, path.replace("sign", "dispatch"), b"{}", "office").status == 422
    assert send(hotline, path.replace("sign", "urge"), b"{}", "office").status == 409


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer x",
        "Bearer a.b.c",
        "Basic dXNlcjpwYXNz",
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
        "Bearer " + "x" * 20_000,
    ],
)
def test_without_a_valid_token_nothing_is_told(hotline: Hotline, authorization: str) -> None:
    ticket = hotline.file()
    for path in (f"/v1/tickets/{ticket['id']}", "/v1/tickets", "/v1/jurisdictions"):
        reply = hotline.call("GET", path, None, None, Authorization=authorization)
        assert (reply.status, reply.code) == (401, "unauthenticated")
        assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/tickets/tkt_1/nothing", 404),
        ("GET", "/v1/tickets/tkt_unknown", 404),
        ("GET", "/v1/jurisdictions/atlantis", 404),
        ("POST", "/v1/tickets/tkt_unknown/actions/urge", 404),
        ("PUT", "/v1/calendars/abc", 404),
        ("DELETE", "/v1/tickets", 405),
        ("OPTIONS", "/v1/tickets", 405),
        ("GET", "/_local/nothing", 404),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    hotline: Hotline, method: str, path: str, status: int
) -> None:
    reply = hotline.call(method, path, None, "office")
    assert (reply.status, reply["instance"]) == (status, path)
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("colour=red", 422),
        ("class=late", 422),
        ("holder=office&unit=urban-management", 422),
        ("requester=me&class=open", 422),
        ("requester=you", 422),
        ("due_before=tomorrow", 422),
        ("due_before=2026-03-02T09:00:00Z&updated_since=2026-03-02T09:00:00Z", 422),
        ("limit=0", 422),
        ("limit=101", 422),
        ("limit=ten", 422),
        ("limit=5&limit=6", 422),
        ("cursor=x", 400),
        ("cursor=AAAA", 400),
    ],
)
def test_a_list_that_is_not_kept_is_refused(hotline: Hotline, query: str, status: int) -> None:
    reply = hotline.call("GET", f"/v1/tickets?{query}", who="office")
    assert reply.status == status


def test_what_no_route_names_is_asked_of_none(hotline: Hotline) -> None:
    """A filter that is misspelt must not look as if it had found everything."""
    place = "/v1/jurisdictions/zhaoqing"
    paths = (
        "/v1/jurisdictions",
        place,
        f"{place}/directory/gaps",
        "/v1/tickets/T",
        "/openapi.json",
    )
    for path in paths:
        reply = hotline.call("GET", f"{path}?colour=red", who="office")
        assert (reply.status, reply.code) == (422, "unsupported_filter"), path
        assert reply["errors"][0]["pointer"] == "/colour"
    reply = hotline.call("POST", "/v1/tickets?colour=red", hotline.request(), "operator")
    assert reply.status == 422
    assert hotline.call("GET", "/v1/jurisdictions?colour=red").status == 401


def test_a_strangers_link_may_carry_what_it_likes(hotline: Hotline) -> None:
    assert hotline.call("GET", "/health?from=wechat&from=sms").status == 200
    assert hotline.call("GET", "/v1/ratings/no-such-link?from=wechat").status == 404
    line = HTTPConnection("127.0.0.1", hotline.port, timeout=60)
    line.request("GET", "/docs?from=wechat")
    assert line.getresponse().status == 200
    line.close()


BAD_ATTACHMENTS: list[Json] = [
    {},
    {"filename": "../../etc/passwd", "content_type": "image/png", "size": 1},
    {"filename": "a.png", "content_type": "text/html", "size": 1},
    {"filename": "a.png", "content_type": "image/png", "size": 0},
    {"filename": "a.png", "content_type": "image/png", "size": 10**12},
]


@pytest.mark.parametrize("body", BAD_ATTACHMENTS, ids=str)
def test_a_file_that_is_not_taken(hotline: Hotline, body: Json) -> None:
    assert hotline.call("POST", "/v1/attachments", body, "citizen").status == 422


def test_a_bound_is_told_to_the_last_figure(hotline: Hotline) -> None:
    file = {"filename": "a.png", "content_type": "image/png", "size": 10**12}
    reply = hotline.call("POST", "/v1/attachments", file, "citizen")
    assert reply["errors"][0]["detail"] == "expected 1 to 209715200"
    where = {"address": "大旺大道20号", "lat": 90.5, "lon": 0}
    reply = hotline.call("POST", "/v1/tickets", hotline.request(location=where), "operator")
    assert reply["errors"][0]["detail"] == "expected -90 to 90"


def send(
    hotline: Hotline,
    path: str,
    raw: bytes,
    who: str | None,
    content_type: str = "application/json",
) -> Reply:
    headers = {"Content-Type": content_type}
    if who:
        headers["Authorization"] = f"Bearer {hotline.token(who)}"
    return hotline.send("POST", path, raw, headers)
