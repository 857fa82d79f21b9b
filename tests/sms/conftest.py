"""A provider on this machine, for one test."""

from collections.abc import Iterator

import pytest

from tests.sms.server import Provider, provider


@pytest.fixture
def desk() -> Iterator[Provider]:
    with provider() as made:
        yield made
