"""A hotline, and somebody who sends it files as a browser does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.api.conftest import Hotline, Json, Reply, start

BOUNDARY = "----a-browser's-boundary"


@dataclass(frozen=True)
class Sent:
    """What the bucket answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Sender:
    hotline: Hotline
    who: str = "citizen"
    file_first: bool = False

    def of(self, who: str) -> Sender:
        return replace(self, who=who)

    def announce(self, body: bytes, content_type: str, filename: str = "现场") -> Json:
        told = {"filename": filename, "content_type": content_type, "size": len(body)}
        reply = self.hotline.call("POST", "/v1/attachments", told, self.who)
        assert reply.status == 201, reply.body
        return dict(reply.body)

    def send(self, announced: Json, body: bytes, **but: str | None) -> Sent:
        """The form, with some of its fields changed, or left out where they are None."""
        fields = {
            **announced["upload"]["fields"],
            **{n.replace("_", "-"): v for n, v in but.items()},
        }
        text = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
            if value is not None
        )
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        told, file = text.encode(), head.encode() + body + b"\r\n"
        whole = (file + told if self.file_first else told + file) + f"--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("POST", announced["upload"]["url"], whole, {"Content-Type": kind})

    def ask(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Sent:
        """Of the bucket; the test's server has a port of its own."""
        connection = HTTPConnection("127.0.0.1", self.hotline.port, timeout=60)
        connection.request(method, url.removeprefix("http://127.0.0.1"), body, dict(headers or {}))
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        sent = Sent(answer.status, found, answer.read())
        connection.close()
        return sent

    def sent(self, body: bytes, content_type: str, filename: str = "现场") -> str:
        """Announced and sent; the id."""
        announced = self.announce(body, content_type, filename)
        assert self.send(announced, body).status == 204
        return str(announced["id"])

    def look(self, file_id: str, who: str | None = None) -> Reply:
        return self.hotline.call("GET", f"/v1/attachments/{file_id}", who=who or self.who)

    def had(self, file_id: str, who: str | None = None) -> Sent:
        """Downloaded, by the address that the API gives."""
        found: Any = self.look(file_id, who)["download"]
        return self.ask("GET", found["url"])


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()


@pytest.fixture
def sender(hotline: Hotline) -> Sender:
    return Sender(hotline)
