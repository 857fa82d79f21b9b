"""A running hotline to be a client of."""

from tests.api.conftest import hotline

__all__ = ["hotline"]
