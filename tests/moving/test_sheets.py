"""A table is read whatever program wrote it, and what is none says so."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from moving import sheets
from moving.sheets import MOST_UNPACKED, NoSheet, opened
from moving.values import Mark
from tests.moving.files import OPEN, as_csv

FIRST_SHEET = "xl/worksheets/sheet1.xml"
ROWS_OF_XML = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + b"<row><c><v>1</v></c></row>" * 10_000
    + b"</sheetData></worksheet>"
)


def rows(path: Path) -> list[list[object]]:
    with opened(path) as sheet:
        return [list(row) for _, row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_a_spreadsheet_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = as_csv(tmp_path / "a.csv", [OPEN], encoding, delimiter)
    assert rows(path) == [list(OPEN), list(OPEN.values())]


def test_rare_letters_of_gb18030_are_kept(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", [{"诉求人": "王𬎆㛃"}], "gb18030")
    assert rows(path)[1] == ["王𬎆㛃"]


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", [{"内容": '一\n二，"三"'}])
    assert rows(path)[1] == ['一\n二，"三"']


def test_dates_numbers_and_formulas_of_a_workbook_are_told_apart(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["=1+1", datetime(2026, 3, 2, 9), 13800000000, "0758", None])
    book.save(tmp_path / "a.xlsx")
    found = rows(tmp_path / "a.xlsx")
    assert found == [[Mark.FORMULA, datetime(2026, 3, 2, 9), 13800000000, "0758", None]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_letter_without_a_meaning_leaves_the_other_rows_readable(
    tmp_path: Path, encoding: str
) -> None:
    path = as_csv(tmp_path / "a.csv", [{"诉求人": "王\0"}, {"诉求人": "李"}], encoding)
    assert rows(path) == [["诉求人"], ["王\0"], ["李"]]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xff", b"\x81", b"\0\0,b\n1,2\n", "a,b\n1,2\n".encode("utf-16-le")]
)
def test_what_is_no_text_is_no_table(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(NoSheet):
        rows(path)


def test_a_packed_file_that_is_no_workbook_is_no_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr("a.txt", "b")
    with pytest.raises(NoSheet, match="no workbook"):
        rows(tmp_path / "a.xlsx")


def test_a_file_that_is_not_there_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(NoSheet, match="No such file"):
        rows(tmp_path / "none.csv")


def test_a_file_too_large_to_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_csv(tmp_path / "a.csv", [OPEN])
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    with pytest.raises(NoSheet, match="split it"):
        rows(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100)
    with pytest.raises(NoSheet, match="unpacks"):
        rows(tmp_path / "a.xlsx")


def with_first_sheet(path: Path, xml: bytes) -> Path:
    Workbook().save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {one.filename: packed.read(one) for one in packed.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in (parts | {FIRST_SHEET: xml}).items():
            packed.writestr(name, part)
    return path


def test_a_small_file_of_much_xml_is_refused_before_any_of_it_is_read(tmp_path: Path) -> None:
    path, megabyte = tmp_path / "a.xlsx", b"<c/>" * (1024**2 // 4)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(FIRST_SHEET, "w") as part,
    ):
        for _ in range(MOST_UNPACKED // len(megabyte) + 1):
            part.write(megabyte)
    assert path.stat().st_size < MOST_UNPACKED / 100
    with pytest.raises(NoSheet, match="unpacks to more than 256 MB: split it"):
        rows(path)


def test_a_part_that_says_it_is_smaller_than_it_is_is_read_no_further(tmp_path: Path) -> None:
    path = with_first_sheet(tmp_path / "a.xlsx", ROWS_OF_XML)
    said, less = (size.to_bytes(4, "little") for size in (len(ROWS_OF_XML), 200))
    path.write_bytes(path.read_bytes().replace(said, less))
    with pytest.raises(NoSheet, match="broken"):
        rows(path)


def test_a_workbook_whose_rows_are_no_xml_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(NoSheet, match="broken"):
        rows(with_first_sheet(tmp_path / "a.xlsx", ROWS_OF_XML[:-20]))


def test_more_rows_than_a_worksheet_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_csv(tmp_path / "a.csv", [OPEN, OPEN])
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(NoSheet, match="more than 2 rows"):
        rows(path)
