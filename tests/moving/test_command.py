"""`python -m moving` on the state of a run that is stopped, as a cloud team tries it first."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from local.keeping import Keeping
from local.seeds import load_seeds
from local.world import new_world
from moving.__main__ import main
from tests.api.conftest import MONDAY_MORNING
from tests.moving.exports import rows
from tests.moving.files import ENDED, OPEN, as_csv

INTO = ("--place", "zhaoqing", "--system", "old-hotline")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """What `make run DATA=…` leaves when it stops, on the Monday two weeks after the tickets."""
    world = new_world({one.place: one.directory for one in load_seeds()}, base_url="")
    world.clock.go_ahead(MONDAY_MORNING.replace(day=30) - world.clock.now())
    keeping = Keeping(tmp_path / "data")
    keeping.save(world)
    keeping.release()
    return tmp_path / "data"


def statuses(data: Path, to: Path) -> list[str]:
    assert main(["export", "--to", str(to), "--data", str(data)]) == 0
    return sorted(one["status"] for one in rows(to, "tickets")) if (to / "tickets").exists() else []


def test_first_a_dry_run_then_the_import_then_the_same_again(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["import", str(as_csv(tmp_path / "a.csv", [OPEN, ENDED])), *INTO, "--data", str(data)]
    assert main(asked) == 0
    assert "试运行" in capsys.readouterr().out
    assert statuses(data, tmp_path / "before") == []
    assert main([*asked, "--write"]) == 0
    assert statuses(data, tmp_path / "after") == ["archived", "handling"]
    capsys.readouterr()
    assert main([*asked, "--write"]) == 0
    assert "there before: 2" in capsys.readouterr().out
    assert statuses(data, tmp_path / "again") == ["archived", "handling"]


def test_refused_rows_stand_in_a_report_beside_and_in_the_exit_code(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = as_csv(tmp_path / "a.csv", [OPEN, {**ENDED, "联系电话": "1"}])
    assert main(["import", str(path), *INTO, "--data", str(data), "--write"]) == 1
    assert "not_a_phone: 1" in capsys.readouterr().out
    with (tmp_path / "a.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert row[:3] == ["3", "联系电话", "not_a_phone"]
    assert statuses(data, tmp_path / "after") == ["handling"]


def test_the_report_is_a_workbook_if_it_is_called_one(data: Path, tmp_path: Path) -> None:
    path, beside = as_csv(tmp_path / "a.csv", [{**OPEN, "标题": ""}]), tmp_path / "b.xlsx"
    main(["import", str(path), *INTO, "--data", str(data), "--report", str(beside)])
    found = [list(row) for row in load_workbook(beside).active.iter_rows(values_only=True)]
    assert found[1][:3] == [2, "标题", "required"]


def test_personal_data_leaves_only_with_its_flag(data: Path, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", [OPEN])
    main(["import", str(path), *INTO, "--data", str(data), "--write"])
    for name, flags in (("without", []), ("with", ["--with-personal-data"])):
        to = tmp_path / name
        asked = ["export", "--to", str(to), "--format", "jsonl", "--data", str(data), *flags]
        assert main(asked) == 0
        text = "".join(path.read_text("utf-8") for path in to.rglob("*.jsonl"))
        assert ("13800000000" in text, "王小明" in text) == (bool(flags), bool(flags))
        assert json.loads((to / "manifest.json").read_text())["rows"]["tickets"] == 1


@pytest.mark.parametrize(
    "asked",
    [
        ["import", "none.csv", *INTO, "--data", "{data}"],
        ["import", "{file}", "--place", "nowhere", "--system", "x", "--data", "{data}"],
        ["import", "{file}", *INTO, "--data", "{tmp}/no-run"],
        ["import", "{file}", *INTO, "--data", "{tmp}"],
        ["import", "{file}", *INTO],
        ["export", "--to", "{data}", "--data", "{data}"],
        ["export", "--to", "{tmp}/out", "--from-dump", "{data}"],
        ["export", "--to", "{tmp}/out"],
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    data: Path,
    tmp_path: Path,
    asked: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TICKETS_TABLE", "DEADLINES_TABLE", "MESSAGES_TABLE", "REFERENCE_TABLE"):
        monkeypatch.delenv(name, raising=False)
    before = (data / "state.jsonl").read_bytes()
    file = as_csv(tmp_path / "a.csv", [OPEN])
    filled = [one.format(data=data, tmp=tmp_path, file=file) for one in asked]
    assert main(filled) == 2
    assert "not done" in capsys.readouterr().err
    assert (data / "state.jsonl").read_bytes() == before


def test_a_run_that_goes_on_is_not_touched(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeping = Keeping(data)
    try:
        assert main(["export", "--to", str(tmp_path / "out"), "--data", str(data)]) == 2
        assert "in use" in capsys.readouterr().err
    finally:
        keeping.release()


def test_the_program_starts_by_its_name() -> None:
    asked = [sys.executable, "-m", "moving", "import", "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert "--write" in told.stdout
