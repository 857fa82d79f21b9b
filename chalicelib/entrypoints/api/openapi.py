"""The OpenAPI 3.1 document, made from the routes and the types they take and give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api import headers, problems, queries
from chalicelib.entrypoints.api.examples import example_of, table_for
from chalicelib.entrypoints.api.http import JSON, LONGEST_KEY, Route
from chalicelib.entrypoints.api.permissions import BY_ACTION, BY_ROUTE, SHOWS
from chalicelib.entrypoints.api.views import BasisView
from chalicelib.schema import schema_of

Json = dict[str, Any]
ACTION_PATH = "{action}"
CSV = "text/csv"

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
BEARER = (
    "本地登录系统签发的JWT：sub、roles（群众为citizen）、jurisdiction、phone_number、unit / "
    "a JWT of the place's own sign-in: sub, roles (of the public: citizen), jurisdiction, "
    "phone_number (of the public), unit (of a unit's people)"
)
PAGES = ("docs",)
KEY: Json = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}


def document(routes: Iterable[Route]) -> Json:
    """All routes, with the schema, the roles, the problems and an example of each."""
    definitions: dict[str, Json] = {"BasisView": schema_of(BasisView)}
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, definitions)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lianxin 连心",
            "version": "0.1.0",
            "description": "An open platform for China's 12345 citizen hotlines. "
            "全国12345政务服务便民热线的开放平台。",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _relocated({**definitions, "Problem": PROBLEM}),
            "headers": headers.COMPONENTS,
            "responses": problems.responses(headers.sent_with_problem),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": BEARER,
                }
            },
        },
    }


def _operation(route: Route, definitions: dict[str, Json]) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.summary,
        **({"description": route.about} if route.about else {}),
        "security": [] if route.open else [{"bearer": []}],
        "x-roles": sorted(BY_ROUTE.get(route.name, ())),
        "x-shows": SHOWS.get(route.name, ""),
        "parameters": [*_in_path(route), *queries.parameters(route), *headers.parameters(route)],
        "responses": _responses(route, definitions),
    }
    if ACTION_PATH in route.path:
        operation["requestBody"] = _any_action(definitions)
        operation["x-actions"] = _actions(definitions)
    elif route.takes is bytes:
        operation["requestBody"] = _table(route)
    elif route.takes:
        shown = {"example": example_of(route.takes)}
        operation["requestBody"] = _body(_named(route.takes, definitions), shown)
    return operation


def _actions(definitions: dict[str, Json]) -> Json:
    """By the name in the path: title, who may, and the schema of its body."""
    return {
        name: {
            "title": action.title,
            "x-roles": sorted(BY_ACTION[name]),
            "schema": _relocated(_named(action.command, definitions)),
        }
        for name, action in ACTIONS.items()
    }


def _any_action(definitions: dict[str, Json]) -> Json:
    """The body depends on the action: each by its name, in the order of the list."""
    schemas = {name: _named(action.command, definitions) for name, action in ACTIONS.items()}
    told = "; ".join(
        f"{name} ({action.title}): {schemas[name]['$ref'].rpartition('/')[2]}"
        for name, action in ACTIONS.items()
    )
    examples = {
        name: {"summary": action.title, "value": example_of(action.command)}
        for name, action in ACTIONS.items()
    }
    schema = {"anyOf": list(schemas.values()), "description": told}
    return _body(schema, {"examples": examples})


def _table(route: Route) -> Json:
    """A CSV, as words of the examples show it."""
    described = {"schema": {"type": "string"}, "example": table_for(route.name)}
    return {"required": True, "content": {CSV: described}}


def _body(schema: Json, shown: Json) -> Json:
    return {"required": True, "content": {JSON: {"schema": _relocated(schema), **shown}}}


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
            "schema": {"type": "string", "enum": list(ACTIONS)} if name == "action" else KEY,
        }
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _responses(route: Route, definitions: dict[str, Json]) -> Json:
    return {
        str(route.status): {
            "description": HTTPStatus(route.status).phrase,
            "content": _given(route, definitions),
            "headers": headers.sent_with(route),
        },
        **problems.of(route),
    }


def _given(route: Route, definitions: dict[str, Json]) -> Json:
    if route.name in PAGES:
        return {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>"}}
    if route.gives is None:
        return {JSON: {"schema": {"type": "object"}, "example": {}}}
    schema = _relocated(_named(route.gives, definitions))
    return {JSON: {"schema": schema, "example": example_of(route.gives)}}


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
