"""Writes docs/generated/moving.md: every column of imports and exports, from the code.

python -m tools.make_moving_page
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chalicelib.domain.state import Status
from moving.columns import COLUMNS, ENDED, EVERY, OPEN, STATUS_WORDS
from moving.layout import FORMAT_VERSION, TABLES, Kind, TableName
from moving.refused import WORDS

PAGE = Path(__file__).parents[1] / "docs" / "generated" / "moving.md"
ATHENA: Mapping[Kind, str] = {
    "text": "string",
    "texts": "array<string>",
    "integer": "bigint",
    "number": "double",
    "yes_no": "boolean",
    "instant": "timestamp",
    "day": "date",
}


def page() -> str:
    parts = (_head(), _columns(), _statuses(), _codes(), *map(_table_of, TABLES))
    return "\n".join(line for part in parts for line in part)


def _head() -> Iterator[str]:
    yield "# 导入导出的列 · Columns of imports and exports"
    yield ""
    yield "由 `python -m tools.make_moving_page` 生成。Made from the code; how to use them:"
    yield "[../moving.md](../moving.md)."
    yield ""


def _columns() -> Iterator[str]:
    yield "## 导入 · Import"
    yield ""
    rows = [
        (one.header, f"`{one.key}`", _words(one.needed_for), _words(one.only_for), one.words)
        for one in COLUMNS
    ]
    yield from _table(
        ("表头 · header", "或 · or", "必填 · needed for", "可填 · may be filled for", ""), rows
    )


def _words(statuses: frozenset[Status]) -> str:
    named = {
        EVERY: "全部 · all",
        ENDED: "已结束 · ended",
        OPEN: "未结束 · open",
    }
    each = (words[0] for status, words in STATUS_WORDS.items() if status in statuses)
    return named.get(statuses, "、".join(each))


def _statuses() -> Iterator[str]:
    yield "## 状态 · Statuses"
    yield ""
    rows = [
        (" / ".join(words), f"`{status}`", "已结束 · ended" if status.final else "未结束 · open")
        for status, words in STATUS_WORDS.items()
    ]
    yield from _table(("填 · write", "或 · or", ""), rows)


def _codes() -> Iterator[str]:
    yield "## 拒绝的代码 · Codes of refusals"
    yield ""
    rows = [(f"`{code}`", *words) for code, words in WORDS.items()]
    yield from _table(("", "", ""), rows)
    yield "其余代码出自办法的规则，说明里有条文。"
    yield "Other codes are those of the rules, with the article."
    yield ""


def _table_of(table: TableName) -> Iterator[str]:
    yield f"## 导出：{table} · Export, format {FORMAT_VERSION}"
    yield ""
    rows = [
        (
            f"`{one.name}`",
            ATHENA[one.kind],
            "个人信息 · personal" if one.personal else "",
            one.words,
        )
        for one in TABLES[table]
    ]
    yield from _table(("", "类型 · type", "", ""), rows)
    yield "```sql"
    yield from ddl(table)
    yield "```"
    yield ""


def ddl(table: TableName) -> Iterator[str]:
    """For Athena, over an export without personal data."""
    plain = [f"  `{one.name}` {ATHENA[one.kind]}" for one in TABLES[table] if not one.personal]
    yield f"CREATE EXTERNAL TABLE lianxin_{table} ("
    yield ",\n".join(plain)
    yield ") PARTITIONED BY (`jurisdiction` string, `month` string)"
    yield f"STORED AS PARQUET LOCATION 's3://BUCKET/export/{table}/';"
    yield f"MSCK REPAIR TABLE lianxin_{table};"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
