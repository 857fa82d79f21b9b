"""What is said about the API itself: that it runs, what it can do, and the same as a page."""

from __future__ import annotations

from functools import cache
from typing import Any

from chalice.app import Blueprint

from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.http import ROUTES, Answer, Call, Html

blueprint = Blueprint(__name__)


@http.route(blueprint, "GET", "/health", open_to_all=True, linked=True, gives=views.HealthView)
def health(call: Call) -> Answer:  # noqa: ARG001
    """Whether the system answers."""
    return Answer({"status": "ok"})


@http.route(blueprint, "GET", "/openapi.json", open_to_all=True)
def openapi(call: Call) -> Answer:  # noqa: ARG001
    """The OpenAPI 3.1 document of everything here."""
    return Answer(_document())


@http.route(blueprint, "GET", "/docs", open_to_all=True, linked=True)
def docs(call: Call) -> Answer:  # noqa: ARG001
    """The same document as a page to read: no script, nothing from elsewhere."""
    from chalicelib.entrypoints.api import page  # noqa: PLC0415 - only who reads it needs it

    return Answer(
        Html(page.rendered(_document())),
        headers={"Content-Type": http.HTML, **page.HEADERS},
    )


@cache
def _document() -> dict[str, Any]:
    """Made when it is first asked for: by then every route is registered."""
    from chalicelib.entrypoints.api.openapi import document  # noqa: PLC0415 - as above

    return document(ROUTES)
