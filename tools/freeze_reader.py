"""Keep what this release reads items with, for the tests of the next one.

`python -m tools.freeze_reader`, once at each release: the modules that a reader imports, and the
regulations, into `tests/golden/last-release.zip`. The next release's items have to be readable by
it, or a deployment could not go back.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
READER = ROOT / "tests" / "infra" / "last_reader.py"
KEPT = ROOT / "tests" / "golden" / "last-release.zip"
SOME_TICKET = ROOT / "tests" / "golden" / "v1" / "zhaoqing-1.json"
PACKAGE = "chalicelib"
# Fixed, so that the same modules are the same file.
MOMENT = (2026, 1, 1, 0, 0, 0)


def imported() -> Iterator[str]:
    """The modules of ours that reading a ticket takes, with every kind of event there is."""
    items = json.loads(SOME_TICKET.read_text("utf-8"))["items"]
    run = subprocess.run(
        [sys.executable, "-I", str(READER), str(ROOT)],
        input=json.dumps(items) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (one for one in json.loads(run.stdout)[-1] if one.split(".")[0] == PACKAGE)


def files() -> Iterator[Path]:
    for module in imported():
        path = ROOT.joinpath(*module.split("."))
        yield path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    yield from (ROOT / PACKAGE / "regulations").glob("*.toml")


def freeze(path: Path = KEPT) -> None:
    with zipfile.ZipFile(path, "w") as kept:
        for file in sorted(set(files())):
            entry = zipfile.ZipInfo(file.relative_to(ROOT).as_posix(), MOMENT)
            kept.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    freeze()
    print(f"{KEPT.relative_to(ROOT)}: {KEPT.stat().st_size / 1e3:,.0f} KB")
