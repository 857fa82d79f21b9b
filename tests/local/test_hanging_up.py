"""A client that hangs up is no fault of the server, and leaves no trace of one."""

from __future__ import annotations

import socket
import struct
import time

import pytest

from tests.api.conftest import Hotline
from tests.api.conftest import hotline as hotline  # noqa: PLC0414 - the fixture


def test_a_client_that_resets_its_connection_makes_no_noise(
    hotline: Hotline, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(("127.0.0.1", hotline.port)) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 200"
        # Closed with an answer half read, the other side is told by a reset.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)
    assert hotline.call("GET", "/health", who=None).status == 200
    assert "Traceback" not in capfd.readouterr().err
