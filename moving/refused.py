"""Why a row was refused, in both languages; the report of all of them.

The report names rows and columns, never what stood there: it is passed around by mail.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

HEADERS = ("行号 row", "列 column", "代码 code", "说明", "explanation")
WHOLE_ROW = ""

WORDS: Mapping[str, tuple[str, str]] = {
    "required": ("此状态下必填", "required in this status"),
    "not_for_status": ("此状态下不应填写", "does not go with this status"),
    "formula": ("以 = + - @ 开头，可能是公式", "begins with = + - or @, which a spreadsheet would calculate"),
    "not_text": ("表格软件把它变成了日期或数值，请设为文本格式", "the spreadsheet turned it into a date or a number: make the column text"),
    "not_a_moment": ("不是可识别的日期时间", "no date and time that can be read"),
    "out_of_range": ("日期不在2004年至2200年之间", "not a year from 2004 to 2200"),
    "not_a_phone": ("不是完整的电话号码", "no whole phone number"),
    "digits_lost": ("号码存成了数值，可能丢了首位的0，请设为文本格式", "stored as a number, which may have lost its leading zero: make the column text"),
    "not_yes_or_no": ("请填是或否", "neither yes nor no"),
    "not_listed": ("不在该地的列表中", "not in the list of this place"),
    "too_long": ("单元格过长", "the cell is too long"),
    "twice_in_file": ("来源编号在本文件中出现过", "this number stands in the file before"),
    "too_many_cells": ("单元格多于表头的列", "more cells than the header has columns"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing wrong with one row. Rows count from 1, the header's."""

    row: int
    column: str
    code: str
    chinese: str
    english: str

    @classmethod
    def known(cls, row: int, column: str, code: str) -> Refused:
        return cls(row, column, code, *WORDS[code])

    @property
    def cells(self) -> tuple[object, ...]:
        return (self.row, self.column, self.code, self.chinese, self.english)


Write = Callable[[Refused], object]


@contextmanager
def report(path: Path) -> Iterator[Write]:
    """Writes refusals one by one as CSV with a BOM, which Excel opens, or as XLSX by the ending."""
    if path.suffix.lower() == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("refused")
        sheet.append(HEADERS)
        try:
            yield lambda one: sheet.append(one.cells)
        finally:
            book.save(path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        yield lambda one: writer.writerow(one.cells)
