"""Writes docs/rules.md from docs/rules.toml, the list of every rule of the five regulations."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.commands.columns import markdown_table

DOCS = Path(__file__).parent.parent / "docs"
SOURCE, FILE = DOCS / "rules.toml", DOCS / "rules.md"
DOES = {
    "enforce": "强制",
    "measure": "计量",
    "remind": "提醒",
    "record": "留痕",
    "workflow": "流程",
}
HEAD = """# 规则清单 · The rules of the five regulations

Made from `rules.toml` by `make schema`; change that file, not this one. A rule is held by a module
of `chalicelib/domain/`, or waits for a procedure still to be built. 强制 (enforce): what breaks the
rule is refused. 计量 (measure): timed or counted. 提醒 (remind): somebody is told before or when it
happens. 留痕 (record): kept with the ticket. 流程 (workflow): a step of the way. What is held and
enforced has a test marked with its id.
"""


def main() -> None:
    FILE.write_text(document(tomllib.loads(SOURCE.read_text(encoding="utf-8"))), encoding="utf-8")


def document(listed: Mapping[str, Any]) -> str:
    parts = [HEAD]
    for prefix, place in listed["places"].items():
        rules = [one for one in listed["rules"] if one["id"].startswith(f"{prefix}-")]
        parts += [f"## {place} {prefix}\n", _table(rules, listed["procedures"]), ""]
    return "\n".join(parts)


def _table(rules: list[Mapping[str, Any]], procedures: Mapping[str, str]) -> str:
    rows = [
        [
            one["id"],
            one["article"],
            f"{one['summary']}\n{one['summary_en']}",
            "、".join(DOES[what] for what in one["does"]),
            f"`{one['held_by']}`" if "held_by" in one else f"待建：{procedures[one['waits_for']]}",
        ]
        for one in rules
    ]
    return markdown_table(["规则", "条文", "要点", "软件", "在哪里"], rows)


if __name__ == "__main__":
    main()
