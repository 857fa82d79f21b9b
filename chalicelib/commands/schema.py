"""`schema`: the format of a regulation file as JSON Schema (2020-12), from the types themselves."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.commands.words import label
from chalicelib.domain.regulation import Regulation
from chalicelib.schema import Schema, schema_of


def regulation_schema() -> Schema:
    """What a file under `regulations/` may hold, its keys named in Chinese."""
    definitions: dict[str, Schema] = {}
    root = schema_of(Regulation, definitions)
    for name, definition in definitions.items():
        _entitle(name, definition)
    _entitle(Regulation.__name__, root)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lianxin 连心：一部热线管理办法",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _entitle(owner: str, definition: Schema) -> None:
    properties: dict[str, Any] = definition["properties"]
    for name, described in properties.items():
        known = label(owner, name)
        if known != name:
            properties[name] = {"title": known, **described}


def schema_text() -> str:
    return json.dumps(regulation_schema(), ensure_ascii=False, indent=2) + "\n"
