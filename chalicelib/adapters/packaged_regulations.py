"""The packaged regulations, each place's read when it is first asked for.

A function mostly answers for one place, and to read a text takes longer than many requests. Which
place a file is of its name says: `zhaoqing-2023-09-13.toml`, `taian-undated.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from chalicelib.adapters.memory.reference import UNDATED, MemoryRegulations
from chalicelib.adapters.regulation_files import PACKAGED, RegulationFileError, load_regulation
from chalicelib.domain.errors import FieldError
from chalicelib.domain.regulation import Regulation


class Versions(Mapping[str, Sequence[Regulation]]):
    """By place, oldest first. A file that cannot be carried out fails when it is read."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, list[Path]] = {}
        for file in sorted(folder.glob("*.toml"), key=_order):
            self._files.setdefault(file.stem.partition("-")[0], []).append(file)
        self._read: dict[str, MemoryRegulations] = {}

    def of(self, place: str) -> MemoryRegulations:
        """KeyError for a place that there is not."""
        if place not in self._read:
            found = [_of_place(place, file) for file in self._files[place]]
            self._read[place] = MemoryRegulations({one.id: one for one in found})
        return self._read[place]

    def __getitem__(self, place: str) -> Sequence[Regulation]:
        return self.of(place).versions()[place]

    def __contains__(self, place: object) -> bool:
        return place in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class PackagedRegulations:
    """As `MemoryRegulations` of all the files of a folder."""

    def __init__(self, folder: Path = PACKAGED) -> None:
        self._versions = Versions(folder)

    def get(self, regulation_id: str) -> Regulation:
        """KeyError for one that there is not."""
        return self._versions.of(regulation_id.partition("@")[0]).get(regulation_id)

    def in_force(self, place: str, day: date) -> Regulation | None:
        known = place in self._versions
        return self._versions.of(place).in_force(place, day) if known else None

    def versions(self) -> Mapping[str, Sequence[Regulation]]:
        return self._versions


def _order(file: Path) -> tuple[str, str]:
    """The undated first, then by the day of effect."""
    version = file.stem.partition("-")[2]
    return "" if version == UNDATED else version, file.name


def _of_place(place: str, file: Path) -> Regulation:
    regulation = load_regulation(file)
    if regulation.identity.place != place:
        wrong = FieldError("/identity/place", "not the place that the file is named after")
        raise RegulationFileError(file.name, [wrong])
    return regulation
