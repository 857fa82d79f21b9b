"""Reads the regulations' files: strictly, and only what the procedures can carry out.

A file that says something the program cannot do fails here, with the file, the key and what was
expected, never later with a citizen's ticket in hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters.regulation_checks import contradictions
from chalicelib.domain.errors import FieldError
from chalicelib.domain.regulation import Regulation
from chalicelib.reading import Unreadable, read

PACKAGED = Path(__file__).parent.parent / "regulations"


class RegulationFileError(ValueError):
    """A file that cannot be carried out: which file, which key, what was expected."""

    def __init__(self, file: str, errors: Iterable[FieldError]) -> None:
        self.file = file
        self.errors = tuple(errors)
        lines = (f"{file}: {one.pointer or '/'}: {one.detail}" for one in self.errors)
        super().__init__("\n".join(lines))


def load_regulations(*folders: Path) -> dict[str, Regulation]:
    """Every regulation version of the folders (the packaged ones by default), by its id."""
    found: dict[str, Regulation] = {}
    for folder in folders or (PACKAGED,):
        for file in sorted(folder.glob("*.toml")):
            regulation = load_regulation(file)
            prefix = regulation.identity.number_prefix
            if any(
                one.identity.number_prefix == prefix
                and one.identity.place != regulation.identity.place
                for one in found.values()
            ):
                raise RegulationFileError(
                    file.name, [FieldError("/identity/number_prefix", f"{prefix} is another's")]
                )
            if regulation.id in found:
                raise RegulationFileError(
                    file.name, [FieldError("/identity", f"{regulation.id} is there already")]
                )
            found[regulation.id] = regulation
    return found


def load_regulation(file: Path) -> Regulation:
    """One file; raises `RegulationFileError`."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise RegulationFileError(file.name, [FieldError("", str(wrong))]) from wrong
    return parse_regulation(document, file.name)


def parse_regulation(document: Mapping[str, Any], file: str) -> Regulation:
    """A decoded document as a regulation; raises `RegulationFileError`."""
    try:
        regulation = read(Regulation, document)
    except Unreadable as wrong:
        raise RegulationFileError(file, wrong.errors) from wrong
    errors = list(contradictions(regulation))
    if errors:
        raise RegulationFileError(file, errors)
    return regulation
