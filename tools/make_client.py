"""Writes clients/python/lianxin_client.py: a typed client, made from the OpenAPI document alone.

`python -m tools.make_client` writes it, `--check` only says whether it is fresh (exit 1 if not).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import app
from chalicelib.entrypoints.api.http import ROUTES
from chalicelib.entrypoints.api.openapi import document

Json = dict[str, Any]
ROOT = Path(__file__).parents[1]
FILE = ROOT / "clients" / "python" / "lianxin_client.py"
HEAD = ROOT / "tools" / "client_head.py.txt"
JSON_TYPE = "application/json"
REQUEST_ID = "X-Request-Id"  # of every method alike: the client keeps that of the last answer
PLAIN = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict[str, Any]",
    "null": "None",
}


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` hold it against what would be written."""
    text = formatted(rendered(document(one for one in ROUTES if one.path in app.routes)))
    if "--check" in arguments:
        fresh = FILE.exists() and FILE.read_text("utf-8") == text
        if not fresh:
            print(f"{FILE.relative_to(ROOT)} is out of date: python -m tools.make_client")
        return 0 if fresh else 1
    FILE.write_text(text, encoding="utf-8")
    return 0


def formatted(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FILE), "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout


def rendered(told: Json) -> str:
    """The whole module: its head as it is, a type for each schema, a method for each operation."""
    schemas = told["components"]["schemas"]
    parts = [HEAD.read_text("utf-8")]
    parts += [_typed(name, schema) for name, schema in schemas.items() if name != "Problem"]
    parts.append('class Client(Caller):\n    """One method a route, one method an action."""\n')
    parts += [
        method
        for path, methods in told["paths"].items()
        for verb, operation in methods.items()
        for method in _methods(path, verb.upper(), operation)
    ]
    return "\n\n".join(parts) + "\n"


def _typed(name: str, schema: Json) -> str:
    """A dictionary with these keys. What is not required may be left out."""
    required = set(schema.get("required", ()))
    fields = [
        f"    {field!r}: {_kind(one) if field in required else f'NotRequired[{_kind(one)}]'},"
        for field, one in schema.get("properties", {}).items()
    ]
    return f"{name} = TypedDict({name!r}, {{\n" + "\n".join(fields) + "\n})"


def _kind(schema: Json) -> str:
    """The Python type of a JSON Schema, forward references as text."""
    if "$ref" in schema:
        return f'"{schema["$ref"].rpartition("/")[2]}"'
    if "anyOf" in schema:
        return _union([_kind(one) for one in schema["anyOf"]])
    if "enum" in schema:
        words = ", ".join(repr(one) for one in schema["enum"] if one is not None)
        return _union([f"Literal[{words}]", *(["None"] if None in schema["enum"] else [])])
    kinds = schema.get("type", "object")
    return _union([_of(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def _of(kind: str, schema: Json) -> str:
    if kind != "array":
        return PLAIN[kind]
    return f"list[{_kind(schema['items']) if 'items' in schema else 'Any'}]"


def _union(kinds: list[str]) -> str:
    """`Union`, for a reference that stands as text knows no `|`."""
    found = list(dict.fromkeys(kinds))
    return found[0] if len(found) == 1 else f"Union[{', '.join(found)}]"


def _methods(path: str, verb: str, operation: Json) -> Iterator[str]:
    if path.startswith("/webhooks/"):
        return  # called by providers
    if "x-actions" not in operation:
        yield _method(operation["operationId"], path, verb, operation, _body_of(operation))
        return
    for name, action in operation["x-actions"].items():
        told = {
            **operation,
            "summary": f"{action['title']}: {', '.join(action['x-roles'])}",
            "parameters": [one for one in operation["parameters"] if one["name"] != "action"],
        }
        yield _method(name, path.replace("{action}", name), verb, told, _kind(action["schema"]))


def _body_of(operation: Json) -> str | None:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return None
    return _kind(content[JSON_TYPE]["schema"]) if JSON_TYPE in content else "str"


def _method(name: str, path: str, verb: str, operation: Json, body: str | None) -> str:
    by_place: dict[str, list[str]] = {"path": [], "query": [], "header": []}
    for one in operation["parameters"]:
        if one["name"] != REQUEST_ID:
            by_place[one["in"]].append(one["name"])
    kinds = {one["name"]: _kind(one["schema"]) for one in operation["parameters"]}
    body, gives = _named(body or ""), _named(_given(operation))
    takes = ["self", *(f"{one}: str" for one in by_place["path"])]
    takes += [f"body: {body}"] if body else []
    named = [f"{_word(one)}: {kinds[one]} | None = None" for one in by_place["query"]]
    named += [f"{_word(one)}: str | None = None" for one in by_place["header"]]
    takes += ["*", *named] if named else []
    filled = re.sub(r"{(\w+)}", r"{quote(\1, safe='')}", path)
    call = [repr(verb), f'f"{filled}"' if "{" in path else repr(path)]
    call += ["body=body"] if body else []
    call += [f"query={{{_pairs(by_place['query'])}}}"] if by_place["query"] else []
    call += [f"headers={{{_pairs(by_place['header'])}}}"] if by_place["header"] else []
    return (
        f"    def {_word(name)}({', '.join(takes)}) -> {gives}:\n"
        f'        """{operation["summary"]}"""\n'
        f'        return cast("{gives}", self._answer({", ".join(call)}))\n'
    )


def _named(kind: str) -> str:
    """Below the types a reference need not stand as text."""
    return kind.replace('"', "")


def _given(operation: Json) -> str:
    """What the one answer that is no problem holds."""
    status = min(one for one in operation["responses"] if one.startswith("2"))
    content = operation["responses"][status]["content"]
    return _kind(content[JSON_TYPE]["schema"]) if JSON_TYPE in content else "str"


def _pairs(names: list[str]) -> str:
    return ", ".join(f"{one!r}: {_word(one)}" for one in names)


def _word(name: str) -> str:
    """As Python names it: `If-Match` is `if_match`, `class` is `class_`."""
    word = name.replace("-", "_").lower()
    return f"{word}_" if word in {"class", "from", "import"} else word


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
