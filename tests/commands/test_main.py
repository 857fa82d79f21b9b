"""The command line, as staff use it."""

import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.adapters.regulation_files import PACKAGED
from chalicelib.commands.main import main

ZHAOQING = (PACKAGED / "zhaoqing-2023-09-13.toml").read_text("utf-8")
Captured = pytest.CaptureFixture[str]


def test_explain_prints_a_place_and_a_version_of_it_alike(capsys: Captured) -> None:
    assert main(["explain", "zhaoqing"]) == 0
    by_place = capsys.readouterr().out
    assert main(["explain", "zhaoqing@2023-09-13"]) == 0
    assert capsys.readouterr().out == by_place
    assert "自派单起15个工作日" in by_place


def test_explain_prints_a_draft_that_is_not_packaged(tmp_path: Path, capsys: Captured) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(ZHAOQING.replace('"2023-09-13"', '"2026-09-13"', 1), encoding="utf-8")
    assert main(["explain", str(draft), "--format", "markdown"]) == 0
    assert "zhaoqing@2026-09-13" in capsys.readouterr().out


def test_diff_lays_two_places_side_by_side(capsys: Captured) -> None:
    assert main(["diff", "zhaoqing", "xixian"]) == 0
    assert "zhaoqing@2023-09-13 ↔ xixian@undated" in capsys.readouterr().out


def test_a_place_nobody_knows_is_answered_with_those_there_are(capsys: Captured) -> None:
    assert main(["explain", "atlantis"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "zhaoqing@2023-09-13" in captured.err


def test_check_takes_a_file_that_can_be_carried_out(capsys: Captured) -> None:
    assert main(["check", str(PACKAGED / "zhaoqing-2023-09-13.toml")]) == 0
    assert "可以使用" in capsys.readouterr().out


def test_check_names_file_key_and_what_was_expected_of_every_error(
    tmp_path: Path, capsys: Captured
) -> None:
    draft = tmp_path / "draft.toml"
    wrong = ZHAOQING.replace('effect = "shortens"', 'effect = "halves"')
    draft.write_text(wrong.replace("allowed = true", "allowd = true"), encoding="utf-8")
    assert main(["check", str(draft)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "draft.toml\t/platform_limit/effect\texpected one of: replaces, shortens"
    assert [line.split("\t")[1] for line in lines[1:]] == [
        "/withdrawal/allowd",
        "/withdrawal/allowed",
    ]


def test_check_names_what_reads_well_and_cannot_work(tmp_path: Path, capsys: Captured) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(ZHAOQING.replace('id = "survey-reply"', 'id = "revisit"'), encoding="utf-8")
    assert main(["check", str(draft)]) == 1
    assert "/id\trevisit is there twice" in capsys.readouterr().err


def test_check_of_no_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == 2


def test_it_is_started_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chalicelib", "schema"], capture_output=True, check=True
    )
    assert done.stdout.startswith(b"{")
