"""The edge in process, and behind a real server."""

from __future__ import annotations

import pytest

from tests.api.conftest import hotline
from tests.security.edge import Edge

__all__ = ["hotline"]


@pytest.fixture
def edge() -> Edge:
    return Edge.made()
