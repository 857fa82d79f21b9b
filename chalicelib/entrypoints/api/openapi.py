"""The OpenAPI 3.1 document, made from the routes and the types they take and give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api.http import JSON, PROBLEM_JSON, Route
from chalicelib.schema import schema_of

Json = dict[str, Any]
ACTION_PATH = "{action}"

PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457. A rule that refuses names its `code` and its `basis`.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "basis": {"$ref": "#/components/schemas/BasisView"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
QUERY: dict[str, Json] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    "class": {"type": "string", "enum": ["open", "overdue", "closed"], "default": "open"},
    "requester": {"type": "string", "enum": ["me"]},
    "due_before": {"type": "string", "format": "date-time"},
    "updated_since": {"type": "string", "format": "date-time"},
}


def document(routes: Iterable[Route]) -> Json:
    """All routes, with the schema of everything they name."""
    definitions: dict[str, Json] = {}
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, definitions)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lianxin 连心",
            "version": "0.1.0",
            "description": "An open platform for China's 12345 citizen hotlines.",
        },
        "paths": paths,
        "components": {
            "schemas": _relocated({**definitions, "Problem": PROBLEM}),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def _operation(route: Route, definitions: dict[str, Json]) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "security": [] if route.open else [{"bearer": []}],
        "parameters": [*_in_path(route), *_in_query(route), *_in_headers(route)],
        "responses": _responses(route, definitions),
    }
    if ACTION_PATH in route.path:
        operation["requestBody"] = _body(_any_action(definitions))
    elif route.takes:
        operation["requestBody"] = _body(_named(route.takes, definitions))
    return operation


def _any_action(definitions: dict[str, Json]) -> Json:
    """The body depends on the action: each by its name, in the order of the list."""
    schemas = {name: _named(action.command, definitions) for name, action in ACTIONS.items()}
    told = "; ".join(
        f"{name} ({action.title}): {schemas[name]['$ref'].rpartition('/')[2]}"
        for name, action in ACTIONS.items()
    )
    return {"anyOf": list(schemas.values()), "description": told}


def _body(schema: Json) -> Json:
    return {"required": True, "content": {JSON: {"schema": _relocated(schema)}}}


def _named(cls: type[Any], definitions: dict[str, Json]) -> Json:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}
        definitions[cls.__name__] = schema_of(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _in_path(route: Route) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "enum": list(ACTIONS)}
            if name == "action"
            else {"type": "string"},
        }
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _in_query(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "query", "schema": QUERY.get(name, {"type": "string"})}
        for name in route.query
    ]


def _in_headers(route: Route) -> list[Json]:
    names = ["Idempotency-Key"] if route.method == "POST" else []
    names += ["If-Match"] if ACTION_PATH in route.path else []
    return [{"name": name, "in": "header", "schema": {"type": "string"}} for name in names]


def _responses(route: Route, definitions: dict[str, Json]) -> Json:
    given = _named(route.gives, definitions) if route.gives else {"type": "object"}
    found: Json = {
        str(route.status): {
            "description": HTTPStatus(route.status).phrase,
            "content": {JSON: {"schema": _relocated(given)}},
        },
        "default": {
            "description": "A problem",
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    }
    return found


def _relocated(schema: Any) -> Any:  # noqa: ANN401 - any JSON value
    """References into `$defs` become references into the document's components."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _relocated(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_relocated(entry) for entry in schema]
    return schema
