"""The hotline over HTTP, for what an export must agree with."""

from tests.api.conftest import hotline

__all__ = ["hotline"]
