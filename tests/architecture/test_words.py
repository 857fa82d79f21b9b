"""No file names the machine it was written on: whoever clones the project has another one."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Put together here, so that this file may be read like every other.
FORBIDDEN = re.compile(
    "|".join([r"(?<![\w.~-])/(?:work|root|home)" + "/", re.escape("../" + "shared")])
)

# Left out where there is no git to ask: what `make` and the tools create.
MADE = {".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv"}
MADE |= {".venv-conformance", "__pycache__", "build", "data"}


def tracked(root: Path) -> list[Path]:
    """The files a clone has, or soon will: git's own and the new ones it would not ignore."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if asked.returncode != 0:
        return sorted(walked(root))
    return sorted(root / os.fsdecode(name) for name in asked.stdout.split(b"\0") if name)


def walked(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in MADE]
        yield from (Path(folder, name) for name in names)


def text_of(path: Path) -> str:
    """A file's text; nothing for a file that is no text, or is just being moved."""
    try:
        return path.read_text("utf-8")
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return ""


def machine_words(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if FORBIDDEN.search(line)]


def test_no_file_names_the_machine_it_was_written_on() -> None:
    found = {str(path.relative_to(ROOT)): machine_words(text_of(path)) for path in tracked(ROOT)}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "work/notes.md",
        'open("/' + 'home/me/x")',
        "PATH=/" + "root/bin",
        "../" + "shared/x",
    ],
)
def test_a_path_of_one_machine_is_found(line: str) -> None:
    assert machine_words(f"fine\n{line}\n") == [line]


@pytest.mark.parametrize("line", ["GET /v1/work/queue", "https://gov.example/home/", "~/work/x"])
def test_a_path_of_everybody_is_left_alone(line: str) -> None:
    assert machine_words(line) == []


def test_where_there_is_no_git_the_files_are_walked(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "made.txt").touch()
    (tmp_path / "written.txt").touch()
    assert list(walked(tmp_path)) == [tmp_path / "written.txt"]
