"""A scanner has the last word, and its silence is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Literal

import pytest

from chalicelib.adapters.file_settings import with_settings
from chalicelib.adapters.memory.files import MemoryBucket
from chalicelib.adapters.scanning import scanner_of
from chalicelib.application.examining import examine
from chalicelib.application.file_ports import FileRow, NoScanner, Unscanned
from chalicelib.domain.files import MB, Announcer
from chalicelib.reading import Unreadable
from tests.application.world import MORNING, Desk

BY = Announcer(id="a", place="p", unit=None, citizen=True, of_a_unit=False)
ROW = FileRow(
    id="att_1", filename="x.txt", content_type="text/plain", size=2, by=BY, announced_at=MORNING
)
Found = Literal["nothing", "something"]


@dataclass
class Scripted:
    """Finds what it is told to; None: it does not answer."""

    found: Found | None

    def finds(self, body: bytes) -> Found:
        assert body == b"ok"
        if self.found is None:
            raise Unscanned
        return self.found


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.ports.files.rows.announce(ROW)
    return made


def examined(desk: Desk, found: Found | None) -> tuple[str, str | None]:
    desk.swap(files=replace(desk.ports.files, scanner=Scripted(found)))
    bucket = desk.ports.files.bucket
    assert isinstance(bucket, MemoryBucket)
    examine(desk.ports, ROW.id, bucket.put(ROW.id, b"ok"))
    row = desk.ports.files.rows.get_many([ROW.id])[ROW.id]
    return row.state, row.reason


def places(desk: Desk) -> list[str]:
    bucket = desk.ports.files.bucket
    assert isinstance(bucket, MemoryBucket)
    return [where for where, _, _ in bucket.objects]


def test_what_a_scanner_lets_pass_is_kept(desk: Desk) -> None:
    assert examined(desk, "nothing") == ("confirmed", None)
    assert places(desk) == ["clean"]


def test_what_a_scanner_refuses_stays_in_quarantine_for_who_looks_into_it(desk: Desk) -> None:
    assert examined(desk, "something") == ("refused", "scanner")
    assert places(desk) == ["quarantine"]
    assert examined(desk, "nothing") == ("refused", "scanner")  # sent again: it stays refused
    assert places(desk) == ["quarantine", "quarantine"]


def test_what_a_scanner_does_not_answer_to_waits_and_is_tried_again(desk: Desk) -> None:
    with pytest.raises(Unscanned):
        examined(desk, None)
    row = desk.ports.files.rows.get_many([ROW.id])[ROW.id]
    assert (row.state, row.reason) == ("pending", "not_scanned")
    assert places(desk) == ["quarantine"]
    assert examined(desk, "nothing") == ("confirmed", None)


@pytest.mark.parametrize(("code", "found"), [(0, "nothing"), (1, "something")])
def test_a_command_says_it_by_its_status_and_is_given_the_file(code: int, found: str) -> None:
    program = f"import sys; sys.exit({code} if sys.stdin.buffer.read() == b'ok' else 2)"
    assert scanner_of({"command": [sys.executable, "-c", program]}).finds(b"ok") == found


@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", "exit(2)"]])
def test_a_command_that_fails_is_no_answer(command: list[str]) -> None:
    with pytest.raises(Unscanned):
        scanner_of({"command": command}).finds(b"ok")


@contextmanager
def service(status: int, answer: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def _scanned(self) -> None:
            assert self.rfile.read(int(self.headers["Content-Length"])) == b"ok"
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = _scanned  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/scan"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("answer", "found"), [(b'{"found": false}', "nothing"), (b'{"found": true}', "something")]
)
def test_a_service_says_it_in_json(answer: bytes, found: str) -> None:
    with service(200, answer) as url:
        assert scanner_of({"url": url}).finds(b"ok") == found


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, b'{"found": false}'), (200, b"fine"), (200, b"[]"), (200, b'{"found": "no"}')],
)
def test_any_other_answer_of_a_service_is_none(status: int, answer: bytes) -> None:
    with service(status, answer) as url, pytest.raises(Unscanned):
        scanner_of({"url": url}).finds(b"ok")


def test_a_service_that_is_not_there_is_no_answer() -> None:
    with pytest.raises(Unscanned):
        scanner_of({"url": "http://127.0.0.1:9/scan"}).finds(b"ok")


def test_what_is_configured_is_read(desk: Desk) -> None:
    files = with_settings(desk.ports.files, {})
    assert (files.sizes.video, files.sizes.picture) == (100 * MB, 20 * MB)
    assert isinstance(files.scanner, NoScanner)
    files = with_settings(desk.ports.files, {"FILE_SIZES": '{"video": 7}'})
    assert (files.sizes.video, files.sizes.picture) == (7, 20 * MB)


@pytest.mark.parametrize(
    "environment",
    [
        {"FILE_SIZES": '{"film": 7}'},
        {"FILE_SIZES": '{"video": 0}'},
        {"FILE_SCANNER": '{"program": "clamscan"}'},
        {"FILE_SCANNER": "{}"},
        {"FILE_SCANNER": '{"url": "https://s", "command": ["x"]}'},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(desk: Desk, environment: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        with_settings(desk.ports.files, environment)
