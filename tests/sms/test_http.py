"""The client: who listens in is refused, what is too much or too slow is given up."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chalicelib.adapters.http_client import Answered, Http, NoAnswer, NotReached, Request
from chalicelib.adapters.sms.local import self_made
from tests.sms.server import UNCLEAR, Provider, Told, _handler

HTTP = Http(0.3)


def get(url: str) -> Request:
    return Request("GET", url, {"Authorization": "key"}, b"")


def test_a_redirect_is_an_answer_and_not_followed(desk: Provider) -> None:
    desk.answers += [Told(307, b"there", {"Location": desk.url}), Told(200, b"never asked")]
    assert HTTP.ask(get(f"{desk.url}/a?b=c")) == Answered(307, b"there")
    assert [asked.target for asked in desk.asked] == ["/a?b=c"]


@pytest.mark.parametrize("name", ["slow", "gone", "cut short", "endless"])
def test_no_whole_answer_is_no_answer(desk: Provider, name: str) -> None:
    desk.answers.append(UNCLEAR[name])
    with pytest.raises(NoAnswer):
        HTTP.ask(get(desk.url))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "127.0.0.1",
        "http://",
        "http://127.0.0.1.example.com/",
        "http://user@example.com/",
        "https://x.invalid/",
    ],
)
def test_only_https_reaches_anybody_but_ourselves(url: str) -> None:
    with pytest.raises(NotReached):
        HTTP.ask(get(url))


def test_proxies_of_the_environment_are_not_asked(
    desk: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    desk.answers.append(Told(200, b"here"))
    assert HTTP.ask(get(desk.url)).body == b"here"


def test_nothing_of_a_request_or_an_answer_is_shown() -> None:
    shown = repr(Request("POST", "https://h/?phone=138", {"A": "key"}, b"138"))
    assert shown == "Request(method='POST')"
    assert repr(Answered(200, b"138")) == "Answered(status=200)"


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[Provider]:
    """A server that speaks TLS with a certificate nobody vouches for."""
    key, certificate = self_made(datetime.now(UTC))
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = tmp_path / "own.pem"
    chain.write_bytes(own + certificate)
    desk = Provider("", answers=[Told(200, b"trust me")])
    server = HTTPServer(("127.0.0.1", 0), _handler(desk))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    desk.url = f"https://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield desk
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_certificate_nobody_vouches_for_gets_nothing(impostor: Provider) -> None:
    with pytest.raises(NotReached, match="SSLCertVerificationError"):
        HTTP.ask(get(impostor.url))
    assert impostor.asked == []
