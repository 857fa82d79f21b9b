"""What is said about the API itself: that it runs, and what it can do."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.http import ROUTES, Answer, Call
from chalicelib.entrypoints.api.openapi import document

blueprint = Blueprint(__name__)


@http.route(blueprint, "GET", "/health", open_to_all=True, gives=views.HealthView)
def health(call: Call) -> Answer:  # noqa: ARG001
    """Whether the system answers."""
    return Answer({"status": "ok"})


@http.route(blueprint, "GET", "/openapi.json", open_to_all=True)
def openapi(call: Call) -> Answer:  # noqa: ARG001
    """The OpenAPI 3.1 document of everything here."""
    return Answer(document(ROUTES))
