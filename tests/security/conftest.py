"""The edge in process."""

from __future__ import annotations

import pytest

from tests.security.edge import Edge


@pytest.fixture
def edge() -> Edge:
    return Edge.made()
