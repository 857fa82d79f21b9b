"""Units and people from an office's table by a command: kept history, a dry run, every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.application.directory_files import UNIT_COLUMNS, rows_of
from chalicelib.application.ports import Ports
from local.keeping import Keeping
from local.seeds import load_seeds
from local.world import new_world
from moving import systems
from tests.store.aws import dynamodb
from tools import put_directory

UNITS = "代码,名称,类型,上级\nparks,园林管理处,部门,\nhotline-2,第二分中心,分中心,\n"
STAFF = "账号,姓名,手机,角色,单位,责任\nli,李小红,13900001111,承办人,parks,热线专人\n"
TABLES = {
    "TICKETS_TABLE": "lianxin-tickets",
    "DEADLINES_TABLE": "lianxin-deadlines",
    "MESSAGES_TABLE": "lianxin-messages",
    "REFERENCE_TABLE": "lianxin-reference",
    "PHONE_SEAL_KEY": "c2VhbHNlYWxzZWFsc2VhbHNlYWxzZWFsc2VhbHNlYWw=",
    "PHONE_INDEX_KEY": "aW5kZXhpbmRleGluZGV4aW5kZXg=",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """What `make run DATA=…` leaves when it stops."""
    world = new_world({one.place: one.directory for one in load_seeds()}, base_url="")
    keeping = Keeping(tmp_path / "data")
    keeping.save(world)
    keeping.release()
    return tmp_path / "data"


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Tables and keys that the environment names."""
    with dynamodb() as made:
        for name, value in TABLES.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture(params=["a run that is stopped", "a deployment"])
def where(request: pytest.FixtureRequest) -> list[str]:
    """The options that lead to a system, of either kind."""
    if request.param == "a deployment":
        request.getfixturevalue("deployed")
        return []
    return ["--data", str(request.getfixturevalue("data"))]


def folder(where: list[str]) -> Path | None:
    return Path(where[1]) if where else None


def kept_in(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def put(where: list[str], which: str, file: str, *more: str) -> int:
    return put_directory.main([which, file, "--place", "zhaoqing", *where, *more])


def units_of(ports: Ports) -> dict[str, str]:
    return {one.id: one.name for one in ports.directories.of("zhaoqing").units.values()}


def test_first_a_dry_run_then_units_then_the_people_in_them(
    where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units, staff = kept_in(tmp_path / "u.csv", UNITS), kept_in(tmp_path / "s.csv", STAFF)
    assert put(where, "units", units) == 0
    assert "试运行" in capsys.readouterr().out
    with systems.ports(folder(where), write=False) as ports:
        assert "parks" not in units_of(ports)
    assert put(where, "staff", staff) == 1, "nobody is of a unit that is not there yet"
    assert put(where, "units", units, "--write") == 0
    assert put(where, "staff", staff, "--write") == 0
    assert "taken in: 1" in capsys.readouterr().out
    with systems.ports(folder(where), write=False) as ports:
        assert units_of(ports)["parks"] == "园林管理处"
        member = ports.staff.get("zhaoqing", "li")
    assert member is not None
    assert (member.name, member.posts[0].unit) == ("李小红", "parks")


def test_what_is_not_in_the_file_stays_and_what_changes_is_remembered(
    where: list[str], tmp_path: Path
) -> None:
    put(where, "units", kept_in(tmp_path / "a.csv", UNITS), "--write")
    renamed = "代码,名称,类型,生效日期\nparks,公园管理中心,部门,2099-01-01\n"
    assert put(where, "units", kept_in(tmp_path / "b.csv", renamed), "--write") == 0
    assert put(where, "units", kept_in(tmp_path / "b.csv", renamed), "--write") == 0
    with systems.ports(folder(where), write=False) as ports:
        assert units_of(ports)["hotline-2"] == "第二分中心"
        record = ports.directories.recorded("zhaoqing")[0]["parks"]
        changes = ports.directories.changes("zhaoqing", None, 100)
    assert [one.name for one in record.spells] == ["园林管理处", "公园管理中心"]
    assert len(changes) == 3, "two were new, one was renamed, and the same again is no change"
    assert all(one.change.by.startswith("command:") for one in changes)


def test_the_history_of_a_directory_is_taken_in_however_old(
    where: list[str], tmp_path: Path
) -> None:
    for name, begins in (("园林所", "1998-05-01"), ("园林管理处", "2011-01-01")):
        row = f"代码,名称,类型,生效日期\nparks,{name},部门,{begins}\n"
        file = kept_in(tmp_path / "u.csv", row)
        assert put(where, "units", file) == 0
        assert put(where, "units", file, "--write") == 0
    with systems.ports(folder(where), write=False) as ports:
        record = ports.directories.recorded("zhaoqing")[0]["parks"]
    assert [one.name for one in record.spells] == ["园林所", "园林管理处"]


def test_refused_rows_are_told_without_their_words(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = STAFF + "wu,吴三,12,承办人,water-company,\n"
    file = kept_in(tmp_path / "s.csv", wrong)
    assert put(["--data", str(data)], "staff", file, "--write") == 1
    out = capsys.readouterr().out
    assert "line 2 unit" in out
    assert "line 3 phone" in out
    assert not any(word in out for word in ("吴三", "李小红", "13900001111"))


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_worksheet_says_what_its_csv_would(tmp_path: Path) -> None:
    day = datetime(2026, 4, 1)
    header = ("代码", "名称", "类型", "生效日期")
    file = workbook(
        tmp_path / "u.xlsx", header, ("parks", "园林\n管理处", "部门", day), (), (2026, "甲", None)
    )
    rows = rows_of(put_directory.as_csv(file), UNIT_COLUMNS)
    assert [(one.line, dict(one.cells)) for one in rows] == [
        (2, {"id": "parks", "name": "园林 管理处", "kind": "部门", "valid_from": "2026-04-01"}),
        (4, {"id": "2026", "name": "甲"}),
    ]


def test_a_worksheet_is_taken_in_like_a_csv(data: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "u.xlsx", ("代码", "名称", "类型"), ("parks", "园林管理处", "部门"))
    assert put(["--data", str(data)], "units", str(file), "--write") == 0
    with systems.ports(data, write=False) as ports:
        assert units_of(ports)["parks"] == "园林管理处"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", "代码,名称,颜色\na,甲,红\n".encode()),
        ("a.csv", b""),
        ("a.xlsx", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_what_is_no_table_changes_nothing(
    data: Path, tmp_path: Path, name: str, raw: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(raw)
    assert put(["--data", str(data)], "units", str(tmp_path / name), "--write") == 2
    assert "not done" in capsys.readouterr().err


def test_a_formula_is_refused_with_the_file(data: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "u.xlsx", ("代码", "名称", "类型"), ("parks", "=1+1", "部门"))
    assert put(["--data", str(data)], "units", str(file), "--write") == 2


def test_a_place_and_a_system_must_be_there(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept_in(tmp_path / "u.csv", UNITS)
    asked = ["units", file, "--data", str(data), "--place"]
    assert put_directory.main([*asked, "nowhere"]) == 2
    assert put_directory.main([*asked, "zhaoqing"]) == 0
    for name in TABLES:
        monkeypatch.delenv(name, raising=False)
    assert put_directory.main(["units", file, "--place", "zhaoqing"]) == 2
    assert put_directory.main(["units", str(tmp_path / "no.csv"), *asked[2:], "zhaoqing"]) == 2
