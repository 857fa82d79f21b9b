"""The packaged texts as a function has them, each read when its place is first asked for."""

from datetime import date
from pathlib import Path

import pytest

from chalicelib.adapters.memory.reference import MemoryRegulations
from chalicelib.adapters.packaged_regulations import PackagedRegulations
from chalicelib.adapters.regulation_files import (
    PACKAGED,
    RegulationFileError,
    load_regulations,
)

ALL = load_regulations()
DAY = date(2026, 3, 2)


def test_each_text_is_the_one_that_is_read_with_all_others() -> None:
    packaged, known = PackagedRegulations(), MemoryRegulations(ALL)
    assert {one: packaged.get(one) for one in ALL} == ALL
    assert packaged.versions() == known.versions()
    assert list(packaged.versions()) == list(known.versions())
    for one in ALL.values():
        place = one.identity.place
        assert packaged.in_force(place, DAY) == known.in_force(place, DAY)


def test_a_place_or_version_that_there_is_not_is_none() -> None:
    packaged = PackagedRegulations()
    assert packaged.in_force("atlantis", DAY) is None
    for unknown in ("atlantis@undated", "taian@1999-01-01"):
        with pytest.raises(KeyError):
            packaged.get(unknown)


def test_a_broken_text_of_one_place_does_not_keep_another_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "xixian-undated.toml").write_text("identity = 1", "utf-8")
    _copied("taian-undated.toml", tmp_path / "taian-undated.toml")
    packaged = PackagedRegulations(tmp_path)
    assert packaged.get("taian@undated") == ALL["taian@undated"]
    with pytest.raises(RegulationFileError, match=r"xixian-undated\.toml"):
        packaged.in_force("xixian", DAY)


def test_a_file_named_after_another_place_is_refused(tmp_path: Path) -> None:
    _copied("taian-undated.toml", tmp_path / "xixian-undated.toml")
    with pytest.raises(RegulationFileError, match="/identity/place"):
        PackagedRegulations(tmp_path).in_force("xixian", DAY)


def _copied(name: str, to: Path) -> None:
    to.write_bytes((PACKAGED / name).read_bytes())
