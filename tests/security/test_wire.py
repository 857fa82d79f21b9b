"""What an honest client never sends, sent to the running server byte by byte."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from tests.api.conftest import Hotline, start

PROBLEM = "application/problem+json"
SIX_MB = 6 * 1024 * 1024


@pytest.fixture(scope="module")
def hotline() -> Iterator[Hotline]:
    """One for all: nothing here is to change anything."""
    yield from start()


def sent(hotline: Hotline, raw: bytes) -> tuple[int, str, bytes]:
    """Status, head and body of the first answer to these bytes."""
    with socket.create_connection(("127.0.0.1", hotline.port), timeout=10) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), head.decode("latin-1"), body


def post(hotline: Hotline, headers: str, body: bytes) -> tuple[int, str, bytes]:
    token = hotline.token("operator")
    head = f"POST /v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{headers}\r\n"
    return sent(hotline, head.encode() + body)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", "X" * 200, "QUERY"])
def test_an_unknown_method_is_a_problem_document(hotline: Hotline, method: str) -> None:
    status, head, body = sent(hotline, f"{method} /v1/tickets HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert status == 405
    assert PROBLEM in head
    assert json.loads(body)["status"] == 405


@pytest.mark.parametrize("method", ["OPTIONS", "PATCH", "DELETE"])
def test_a_method_that_a_route_lacks_is_told_with_those_it_has(
    hotline: Hotline, method: str
) -> None:
    """No answer says that a page from elsewhere may call us."""
    reply = hotline.call(method, "/v1/tickets", None, "office", Origin="https://evil.example")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, POST")
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_head_tells_what_get_would_without_its_body(hotline: Hotline) -> None:
    status, head, body = sent(hotline, b"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (status, body) == (200, b"")
    assert "Content-Length: 15" in head


@pytest.mark.parametrize(
    "path",
    [
        "/v1/%2e%2e/v1/tickets",
        "/v1/../v1/tickets",
        "/v1/./tickets",
        "/v1//tickets",
        "//v1/tickets",
        "///v1/tickets",
        "/v1/tickets%2f",
        "/V1/TICKETS",
        "/v1/tickets/..%2f..%2fetc%2fpasswd",
        "/v1/tickets/%2e%2e%2f%2e%2e",
        "/v1/tickets/%00",
        "/v1/tickets/tkt_1%00.json",
        "/v1/tickets/%c0%ae%c0%ae",
        "/v1/tickets/;a=b",
        "/v1/tickets;a=b",
        "/v1/tickets/%0d%0aSet-Cookie:%20a=b",
        "/v1/tickets/" + "x" * 5_000,
        "/v1/jurisdictions/..;/",
    ],
)
def test_no_path_leads_around_the_routes(hotline: Hotline, path: str) -> None:
    reply = hotline.call("GET", path, who="supervisor")
    assert reply.status == 404
    assert reply.headers["content-type"] == PROBLEM
    assert "set-cookie" not in reply.headers


def test_what_is_said_back_opens_no_header(hotline: Hotline) -> None:
    head = (
        "Idempotency-Key: a\r\n b\r\nX-Request-Id: x%0d%0aSet-Cookie: a=b\r\nContent-Length: 2\r\n"
    )
    status, answered, _ = post(hotline, head, b"{}")
    assert status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "Set-Cookie" not in answered


def test_six_megabytes_and_a_byte_are_too_much(hotline: Hotline) -> None:
    status, head, _ = post(
        hotline, f"Content-Length: {SIX_MB + 1}\r\n", b'"' + b"a" * (SIX_MB - 1) + b'"'
    )
    assert status == 413
    assert PROBLEM in head


def test_too_much_in_chunks_is_too_much(hotline: Hotline) -> None:
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    status, head, _ = post(hotline, "Transfer-Encoding: chunked\r\n", chunk * 7 + b"0\r\n\r\n")
    assert status == 413
    assert PROBLEM in head


def test_a_body_in_chunks_is_read(hotline: Hotline) -> None:
    raw = json.dumps(hotline.request()).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (raw[:9], raw[9:]))
    head = "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n"
    status, _, _ = post(hotline, head, chunks + b"0\r\n\r\n")
    assert status == 201


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "²", "9" * 30, "5, 5"])
def test_a_length_that_is_none_ends_the_connection(hotline: Hotline, length: str) -> None:
    status, head, _ = post(hotline, f"Content-Length: {length}\r\n", b"{}")
    assert status in {400, 413}
    assert "Connection: close" in head


def test_two_ways_to_say_where_a_body_ends_are_refused(hotline: Hotline) -> None:
    """Or what follows is a request that somebody else is blamed for."""
    both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    status, head, _ = post(hotline, both, b"0\r\n\r\nGET /health HTTP/1.1\r\n\r\n")
    assert status == 400
    assert "Connection: close" in head
    status, head, _ = post(hotline, "Content-Length: 2\r\nContent-Length: 9\r\n", b"{}")
    assert status == 400


def test_a_compressed_body_is_refused(hotline: Hotline) -> None:
    status, _, _ = post(hotline, "Content-Encoding: gzip\r\nContent-Length: 3\r\n", b"\x1f\x8b\x08")
    assert status == 415


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"rubbish\r\n\r\n", 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/9.0\r\n\r\n", 505),
    ],
    ids=["rubbish", "a long line", "a long header", "many headers", "another version"],
)
def test_what_is_no_http_is_told_in_json(hotline: Hotline, raw: bytes, expected: int) -> None:
    status, head, body = sent(hotline, raw)
    assert status == expected
    assert PROBLEM in head
    assert b"<" not in body


def test_a_cut_off_body_is_waited_for_and_then_refused(hotline: Hotline) -> None:
    status, _, _ = post(hotline, "Content-Length: 100\r\n", b'{"a": ')
    assert status == 400
