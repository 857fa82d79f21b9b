"""The OpenAPI document as one page of HTML: readable without a script and without another host."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from html import escape
from typing import Any

Json = dict[str, Any]

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
summary{cursor:pointer;padding:.3rem 0}code,pre{font-family:ui-monospace,monospace}
pre{background:#f4f4f4;overflow:auto;padding:.8rem}b.method{display:inline-block;width:4rem}
"""
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


def rendered(document: Json) -> str:
    """Operations, then schemas, each folded away."""
    info = document["info"]
    parts = [
        '<!doctype html><html lang="zh"><meta charset="utf-8">',
        f"<title>{escape(info['title'])}</title>",
        '<meta name="viewport" content="width=device-width">',
        f"<style>{STYLE}</style><h1>{escape(info['title'])}</h1>",
        f'<p>{escape(info["description"])} <a href="openapi.json">openapi.json</a></p>',
        "<h2>接口 · Operations</h2>",
        *_operations(document["paths"]),
        "<h2>结构 · Schemas</h2>",
        *_schemas(document["components"]["schemas"]),
        "</html>",
    ]
    return "\n".join(parts)


def _operations(paths: Json) -> Iterable[str]:
    for path, methods in sorted(paths.items()):
        for method, told in methods.items():
            who = ", ".join(told["x-roles"]) or "无需令牌 · no token"
            yield (
                f'<details><summary><b class="method">{method.upper()}</b> '
                f"<code>{escape(path)}</code> {escape(told['summary'])}</summary>"
                f"<p>角色 · Roles: {escape(who)}</p>{_shown(told)}</details>"
            )


def _schemas(schemas: Json) -> Iterable[str]:
    for name, schema in sorted(schemas.items()):
        yield (
            f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
            f"{_shown(schema)}</details>"
        )


def _shown(value: Json) -> str:
    return f"<pre>{escape(json.dumps(value, ensure_ascii=False, indent=1))}</pre>"
