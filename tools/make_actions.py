"""Writes docs/generated/actions.md: who may do what in which status, from the table of actions."""

from __future__ import annotations

from pathlib import Path

from chalicelib.commands.columns import markdown_table
from chalicelib.domain.directory import Role
from chalicelib.domain.state import Status
from chalicelib.domain.ticket import ACTIONS
from chalicelib.reading import fields_of
from tools.make_states import STATUSES

FILE = Path(__file__).parent.parent / "docs" / "generated" / "actions.md"
ROLES = {
    Role.CITIZEN: "诉求人",
    Role.OPERATOR: "话务员",
    Role.OFFICE: "热线办",
    Role.HANDLER: "承办单位",
    Role.LEADER: "单位领导",
    Role.SUPERVISOR: "督办领导",
    Role.UPPER_OFFICE: "上级机构",
}
HEAD = """# 动作 · Actions

Made by `make schema` from `ACTIONS` in `chalicelib/domain/ticket.py`. A regulation narrows this
further: where its text gives nobody a procedure, the action is refused with a code and an article.
`POST /v1/tickets/{id}/actions/{action}`; a field in bold is always required.
"""


def main() -> None:
    parts = [HEAD, "## 谁能做 · By role\n", by_role(), "\n## 何时能做 · By status\n", by_status()]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n".join(parts) + "\n", encoding="utf-8")


def by_role() -> str:
    rows = [
        [
            one.title,
            f"`{name}`",
            *("●" if role in one.by else "" for role in ROLES),
            _fields(one.command),
        ]
        for name, one in ACTIONS.items()
    ]
    return markdown_table(["动作", "action", *ROLES.values(), "字段 fields"], rows)


def by_status() -> str:
    rows = [
        [one.title, f"`{name}`", *("●" if status in one.when else "" for status in Status)]
        for name, one in ACTIONS.items()
    ]
    return markdown_table(["动作", "action", *(STATUSES[status] for status in Status)], rows)


def _fields(command: type) -> str:
    named = (f"**{name}**" if needed else name for name, _, needed in fields_of(command))
    return ", ".join(named) or "—"


if __name__ == "__main__":
    main()
