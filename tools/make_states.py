"""Writes docs/generated/states.md: what happens to a ticket, as the domain itself answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from chalicelib.adapters.calendar_files import load_calendar
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.commands.columns import markdown_table
from chalicelib.commands.words import word
from chalicelib.domain.state import FINAL, Status
from chalicelib.domain.ticket import ACTIONS
from tools.exploring import Findings, Transition, explore

FILE = Path(__file__).parent.parent / "docs" / "generated" / "states.md"
STATUSES: Mapping[Status, str] = {
    Status.REGISTERED: "已登记",
    Status.DISPATCHED: "已派单",
    Status.HANDLING: "办理中",
    Status.IN_REVIEW: "审核中",
    Status.AWAITING_RATING: "待评价",
    Status.AWAITING_REVISIT: "待回访",
    Status.ADJUDICATION: "责任裁定中",
    Status.RETURNED_UP: "已退回上级",
    Status.ARCHIVED: "已归档",
    Status.DECLINED: "不予受理",
    Status.REFERRED: "已转接引导",
    Status.ANSWERED_DIRECTLY: "已直接答复",
    Status.TERMINATED: "已终止",
    Status.WITHDRAWN: "已撤回",
}
HEAD = """# 工单的状态 · States of a ticket

Made by `make schema`: `tools/exploring.py` tries every action in every situation that a ticket can
reach (up to its second round), by whoever may act, and notes each change of status the domain
answers with. Nothing here is drawn by hand. What changes no status (signing in advance, urging,
a pending request) has no arrow.
"""


def main() -> None:
    calendar = load_calendar()
    regulations = load_regulations()
    findings = {one.identity.name: explore(one, calendar) for one in regulations.values()}
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(document(findings), encoding="utf-8")


def document(findings: Mapping[str, Findings]) -> str:
    everything = {step for one in findings.values() for step in one.transitions}
    parts = [HEAD, "## 各地合计 · All places\n", chart(everything), overview(findings)]
    for place, found in findings.items():
        unused = [one.title for name, one in ACTIONS.items() if name not in found.accepted]
        parts += [f"\n## {place}\n", chart(found.transitions)]
        parts.append(f"\n此地没有或未试到的动作：{'、'.join(unused) or '无'}\n")
    return "\n".join(parts)


def chart(transitions: Iterable[Transition]) -> str:
    """A Mermaid state diagram: one arrow a pair of statuses, labelled with all that leads there."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in sorted(transitions, key=_order):
        arrows.setdefault((step.before, step.after), []).append(title(step.action))
    used = {status for pair in arrows for status in pair}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{STATUSES[one]}" as {one}' for one in Status if one in used]
    lines.append("    [*] --> registered")
    lines += [f"    {a} --> {b}: {'、'.join(names)}" for (a, b), names in arrows.items()]
    lines += [f"    {one} --> [*]" for one in Status if one in used & FINAL]
    return "\n".join([*lines, "```"])


def overview(findings: Mapping[str, Findings]) -> str:
    """Which change happens where."""
    everything = {step for one in findings.values() for step in one.transitions}
    rows = [
        [
            STATUSES[Status(step.before)],
            title(step.action),
            STATUSES[Status(step.after)],
            *("●" if step in one.transitions else "" for one in findings.values()),
        ]
        for step in sorted(everything, key=_order)
    ]
    return "\n" + markdown_table(["从", "动作", "到", *findings], rows)


def title(action: str) -> str:
    """An action of the API by its title; what falls due by the name of its deadline."""
    if action.startswith("due:"):
        return f"{word('Limit', 'kind', action.removeprefix('due:'))}届满"
    return ACTIONS[action].title


def _order(step: Transition) -> tuple[int, int, str]:
    statuses = list(Status)
    return (statuses.index(Status(step.before)), statuses.index(Status(step.after)), step.action)


if __name__ == "__main__":
    main()
