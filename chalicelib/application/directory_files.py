"""Lists of units and staff as offices keep them: a CSV from a spreadsheet, in Chinese or English.

Headers and the words in the cells may be of either language, the file in UTF-8 (with or without a
byte order mark) or GB18030. A cell says what the field of the API says; an empty one says nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from chalicelib.domain.directory import Directory, Role, UnitKind
from chalicelib.domain.provisions import NamedPerson
from chalicelib.late import dataclass

MOST_ROWS = 500
UNIT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("代码", "单位代码", "编号"),
    "name": ("名称", "单位名称", "单位"),
    "kind": ("类型", "单位类型"),
    "parent": ("上级", "上级单位"),
    "valid_from": ("生效日期", "起始日期"),
    "valid_to": ("失效日期", "终止日期"),
    "successor": ("承接单位", "接续单位"),
}
STAFF_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("账号", "用户", "编号"),
    "name": ("姓名",),
    "phone": ("电话", "手机", "联系电话"),
    "roles": ("角色", "权限"),
    "unit": ("单位", "单位代码", "所在单位"),
    "duties": ("责任", "职责", "责任人"),
    "valid_from": ("生效日期", "起始日期"),
    "valid_to": ("失效日期", "终止日期"),
}
KINDS: Mapping[str, UnitKind] = {
    "部门": UnitKind.DEPARTMENT,
    "下级热线机构": UnitKind.OFFICE,
    "分中心": UnitKind.OFFICE,
    "公用企业": UnitKind.UTILITY,
    "乡镇街道": UnitKind.STREET,
    "街道": UnitKind.STREET,
    "镇": UnitKind.STREET,
    "居民区": UnitKind.STREET,
}
ROLES: Mapping[str, Role] = {
    "话务员": Role.OPERATOR,
    "热线办": Role.OFFICE,
    "承办人": Role.HANDLER,
    "单位负责人": Role.LEADER,
    "督办": Role.SUPERVISOR,
    "上级热线办": Role.UPPER_OFFICE,
    "审计": Role.AUDITOR,
}
SEVERAL = re.compile(r"[;；、|/\s]+")
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
MOBILE = re.compile(r"1[3-9][0-9]{9}")


class NoTable(ValueError):
    """The file has no rows that can be read; the message says why, without a word of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where it begins in the file, whose header is line 1; empty cells are left out."""

    line: int
    cells: Mapping[str, str]


def rows_of(raw: bytes, columns: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """The rows under the names of their columns; `NoTable` if it is no such table."""
    text = _decoded(raw)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
    try:
        found = [(reader.line_num, cells) for cells in reader]
    except csv.Error as wrong:
        raise NoTable(f"no CSV that can be read, near line {reader.line_num}") from wrong
    if not found:
        raise NoTable("the file is empty")
    names = _names(found[0][1], columns)
    rows = [Row(line, _cells(names, cells)) for line, cells in found[1:]]
    filled = [row for row in rows if row.cells]
    if len(filled) > MOST_ROWS:
        raise NoTable(f"more than {MOST_ROWS} rows: divide the file")
    return filled


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NoTable("expected UTF-8 or GB18030")


def _names(header: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    by_word = {word: name for name, words in columns.items() for word in (name, *words)}
    names = [by_word.get(cell.strip().lower(), "") for cell in header]
    known = "; ".join("/".join((name, *words)) for name, words in columns.items())
    if "" in names:
        raise NoTable(f"column {names.index('') + 1} is unknown; known: {known}")
    if len(set(names)) != len(names):
        raise NoTable("a column stands there twice")
    if not {"id", "name"} <= set(names):
        raise NoTable(f"the columns id and name are needed; known: {known}")
    return names


def _cells(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """What stands behind the last column belongs to none: it is shown as a column of no name."""
    found = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    if any(cell.strip() for cell in cells[len(names) :]):
        found["beyond"] = "…"
    return {name: cell for name, cell in found.items() if cell}


def unit_of(row: Row) -> dict[str, object]:
    """As the API takes a unit, its id besides."""
    given: dict[str, object] = {**row.cells, **_dates(row)}
    kind = row.cells.get("kind")
    return {**given, "kind": KINDS.get(kind, kind)} if kind else given


def member_of(row: Row, directory: Directory, demanded: Sequence[NamedPerson]) -> dict[str, object]:
    """As the API takes a member of staff; a unit or a duty may be told by its name."""
    given: dict[str, object] = {**row.cells, **_dates(row)}
    duties = {one.name: one.duty for one in demanded}
    if "roles" in row.cells:
        given["roles"] = [ROLES.get(one, one) for one in _several(row.cells["roles"])]
    if "duties" in row.cells:
        given["duties"] = [duties.get(one, one) for one in _several(row.cells["duties"])]
    if "unit" in row.cells:
        given["unit"] = _unit_id(row.cells["unit"], directory)
    if MOBILE.fullmatch(row.cells.get("phone", "")):
        given["phone"] = f"+86{row.cells['phone']}"
    return given


def _unit_id(told: str, directory: Directory) -> str:
    named = [one.id for one in directory.units.values() if one.name == told]
    return named[0] if len(named) == 1 and directory.get(told) is None else told


def _several(cell: str) -> list[str]:
    return [one for one in SEVERAL.split(cell) if one]


def _dates(row: Row) -> dict[str, str]:
    """2026/3/2 and 2026年3月2日 are days too."""
    found = {}
    for name in ("valid_from", "valid_to"):
        if match := DATE.fullmatch(row.cells.get(name, "")):
            year, month, day = match.groups()
            found[name] = f"{year}-{month:0>2}-{day:0>2}"
    return found


def parents_first(rows: Sequence[Row]) -> Iterator[Row]:
    """Each unit behind the one it stands under, if that is in the file too; else as they came."""
    by_id = {row.cells.get("id", ""): row for row in rows}
    placed: set[str] = set()
    for row in rows:
        chain, one = [], by_id.get(row.cells.get("id", ""))
        while one is not None and one.cells.get("id", "") not in placed:
            placed.add(one.cells.get("id", ""))
            chain.append(one)
            one = by_id.get(one.cells.get("parent", "-"))
        yield from reversed(chain)
