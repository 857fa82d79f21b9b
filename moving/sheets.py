"""Reads a CSV or XLSX file row by row, whatever a spreadsheet made of its letters."""

from __future__ import annotations

import codecs
import csv
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # nosec B405 - the name of an error

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.datetime import WINDOWS_EPOCH  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from moving.values import LONGEST_CELL, Cell, Mark

MOST_BYTES = 500 * 1024 * 1024
# Of all parts together: a row, and all the texts that cells share, are held whole.
MOST_UNPACKED = 256 * 1024 * 1024
MOST_ROWS = 1_048_576  # of a worksheet
BLOCK = 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
BROKEN = (EOFError, ParseError, zipfile.BadZipFile, zlib.error)


class NoSheet(Exception):
    """A file that cannot be read as a table; the message says why, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are numbered as the spreadsheet numbers them; the first is the header."""

    rows: Iterator[tuple[int, Sequence[Cell]]]
    epoch: datetime


@contextmanager
def opened(path: Path) -> Iterator[Sheet]:
    """The first worksheet of an XLSX file, or a CSV file. Raises `NoSheet`."""
    try:
        size = path.stat().st_size
    except OSError as wrong:
        raise NoSheet(f"{path}: {wrong.strerror}") from None
    if size > MOST_BYTES:
        raise NoSheet(f"{path}: larger than {MOST_BYTES // 1024**2} MB: split it")
    with _workbook(path) if zipfile.is_zipfile(path) else _text(path) as sheet:
        yield sheet


@contextmanager
def _workbook(path: Path) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(path) as packed:
            # A part that is larger than it says is cut there, and found to be broken.
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise NoSheet(f"{path}: unpacks to more than {MOST_UNPACKED // 1024**2} MB: split it")
        book = load_workbook(path, read_only=True)
    except (InvalidFileException, KeyError, ValueError, *BROKEN):
        raise NoSheet(f"{path}: no workbook of Excel, or a broken one") from None
    try:
        yield Sheet(_cells(book.worksheets[0]), book.epoch)
    finally:
        book.close()


def _cells(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:  # noqa: ANN401 - openpyxl has no types
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > MOST_ROWS:
                raise NoSheet(f"more than {MOST_ROWS} rows: split the file")
            yield number, [Mark.FORMULA if one.data_type == "f" else one.value for one in row]
    except BROKEN:
        raise NoSheet("a broken workbook: save it anew") from None


@contextmanager
def _text(path: Path) -> Iterator[Sheet]:
    encoding = _encoding(path)
    csv.field_size_limit(4 * LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        if "\0" in first:  # in a row below it is that row's own trouble
            raise NoSheet(f"{path}: no text, or UTF-16 without its mark")
        file.seek(0)
        delimiter = max(DELIMITERS, key=first.count)
        yield Sheet(_lines(csv.reader(file, delimiter=delimiter)), WINDOWS_EPOCH)


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise NoSheet(f"more than {MOST_ROWS} rows: split the file")
            yield number, row
    except csv.Error as wrong:
        raise NoSheet(f"no table: {wrong}") from None


def _encoding(path: Path) -> str:
    """As Excel writes: UTF-8, with a mark or without, GB18030, or UTF-16 with its mark."""
    with path.open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ENCODINGS:
        if _reads_as(path, encoding):
            return encoding
    raise NoSheet(f"{path}: neither UTF-8 nor GB18030")


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
