"""Files as another system or a spreadsheet would write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]

from moving.importing import Import, Tally
from moving.refused import Refused
from moving.sheets import opened
from tests.application.world import PLACE, Desk

NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)  # a Friday, 9:00 in China
OPEN = {
    "来源编号": "2026-0001",
    "状态": "办理中",
    "登记时间": "2026-03-16 09:00",
    "诉求类别": "投诉",
    "标题": "夜间施工噪声",
    "内容": "夜里十一点后仍在施工",
    "诉求人": "王小明",
    "联系电话": "13800000000",
    "承办单位": "urban-management",
    "派单时间": "2026-03-16 10:00",
    "签收时间": "2026-03-16 11:00",
}
ENDED = {
    **{key: OPEN[key] for key in ("登记时间", "诉求类别", "标题", "内容", "联系电话", "承办单位")},
    "来源编号": "2025-0009",
    "状态": "已办结",
    "登记时间": "2025-11-03 09:00",
    "派单时间": "2025-11-03 10:00",
    "答复时间": "2025-11-10 15:00",
    "答复内容": "已整改",
    "办理结果": "solved",
    "满意度": "满意",
    "办结时间": "2025-11-11 09:00",
}
Rows = Iterable[Mapping[str, Any]]


def table(rows: Rows) -> list[Sequence[Any]]:
    """A header of every column there is, and a line a row."""
    rows = list(rows)
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [header, *([row.get(key, "") for key in header] for row in rows)]


def as_csv(path: Path, rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table(rows))
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_xlsx(path: Path, rows: Rows) -> Path:
    book = Workbook()
    for row in table(rows):
        book.active.append(row)
    book.save(path)
    return path


def desk_of_today(desk: Desk | None = None) -> Desk:
    desk = desk or Desk()
    desk.clock.moment = NOW
    return desk


def brought(
    desk: Desk, path: Path, *, write: bool = True, ignored: frozenset[str] = frozenset()
) -> tuple[Tally, list[Refused]]:
    """What came of a file."""
    refused: list[Refused] = []
    with opened(path) as sheet:
        bringing = Import(desk.ports, PLACE, "old-hotline", write, ignored)
        tallies = list(bringing.run(sheet, refused.append))
    return tallies[-1] if tallies else Tally(), refused
