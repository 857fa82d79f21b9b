"""JSON Schema (2020-12) of the types that `reading` reads: the same walk, told to others."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Literal, get_args, get_origin

from chalicelib.domain.shape import Items, Range, Text
from chalicelib.reading import Marks, fields_of, unwrapped

Schema = dict[str, Any]
PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def schema_of(cls: Any, definitions: dict[str, Schema] | None = None) -> Schema:
    """The schema of a dataclass. With `definitions`, nested classes go there and are named."""
    defaults = {one.name: one.default for one in fields(cls)}
    properties = {}
    for name, annotation, _ in fields_of(cls):
        described = _schema(annotation, (), definitions)
        default = defaults[name]
        if default is not MISSING and default is not None and not isinstance(default, Enum):
            described = {**described, "default": _plain(default)}
        properties[name] = described
    required = [name for name, _, needed in fields_of(cls) if needed]
    shape: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if required:
        shape["required"] = required
    if cls.__doc__ and not cls.__doc__.startswith(f"{cls.__name__}("):
        shape["description"] = " ".join(cls.__doc__.split())
    return shape


def _schema(annotation: Any, marks: Marks, definitions: dict[str, Schema] | None) -> Schema:
    kind, own, nullable = unwrapped(annotation)
    found = _of_kind(kind, marks + own, definitions)
    if not nullable:
        return found
    if set(found) <= {"$ref"}:
        return {"anyOf": [found, {"type": "null"}]}
    if "enum" in found:
        return {**found, "enum": [*found["enum"], None], "type": ["string", "null"]}
    return {**found, "type": [found["type"], "null"]}


def _of_kind(kind: Any, marks: Marks, definitions: dict[str, Schema] | None) -> Schema:
    if is_dataclass(kind) and isinstance(kind, type):
        return _nested(kind, definitions)
    if get_origin(kind) is tuple:
        return _list(kind, marks, definitions)
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if get_origin(kind) is dict:
        return {"type": "object"}
    found = dict(PLAIN[kind])
    for mark in marks:
        found |= _marked(mark)
    return found


def _nested(kind: type[Any], definitions: dict[str, Schema] | None) -> Schema:
    if definitions is None:
        return schema_of(kind)
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = schema_of(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _list(kind: Any, marks: Marks, definitions: dict[str, Schema] | None) -> Schema:
    arms = get_args(kind)
    if arms[-1] is not Ellipsis:
        entries = [_schema(arm, (), definitions) for arm in arms]
        size = len(arms)
        return {"type": "array", "prefixItems": entries, "minItems": size, "maxItems": size}
    found: Schema = {"type": "array", "items": _schema(arms[0], (), definitions)}
    for mark in marks:
        found |= _marked(mark)
    return found


def _marked(mark: Any) -> Schema:
    if isinstance(mark, Text):
        found: Schema = {"minLength": mark.shortest, "maxLength": mark.longest}
        return found | ({"pattern": f"^{mark.pattern}$"} if mark.pattern else {})
    if isinstance(mark, Range):
        return {"minimum": mark.least, "maximum": mark.most}
    if isinstance(mark, Items):
        return {"minItems": mark.least, "maxItems": mark.most}
    return {}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
