"""How long a cold start imports: every handler of the packaged zip, in fresh processes.

`python -m bench.cold_import` packages the project, unpacks the zip into an empty folder and imports
each handler there beside Lambda's boto3, with nothing else on the path. As in Lambda, whose
`/var/task` nobody can write, our code has no bytecode: it is compiled each time. Processor time of
this machine; what Lambda gives a function depends on its memory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import keep
from infra.functions import FUNCTIONS
from infra.packaging import CODE, merged, staged
from infra.targets import target
from tests.infra.containers import runtime

TIMES = 7
MOST_MS = 1_500.0
PROGRAM = """
import sys, time
sys.path[:0] = sys.argv[2:]
begun = time.process_time()
__import__(sys.argv[1])
print((time.process_time() - begun) * 1000)
"""


def handlers(template: Mapping[str, Any]) -> dict[str, str]:
    """The module of each function's handler, by the function."""
    functions = [(one, template["Resources"][one.logical_id]) for one in FUNCTIONS]
    return {one.name: made["Properties"]["Handler"].rpartition(".")[0] for one, made in functions}


def unpacked(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The handlers' modules, and Lambda's path to them."""
    project, out, task = folder / "project", folder / "out", folder / "task"
    project.mkdir()
    out.mkdir()
    staged(project)
    template = merged(target("prod", "aws"), out, project)
    with zipfile.ZipFile(out / CODE) as code:
        code.extractall(task)
    return handlers(template), [str(task), str(runtime(folder / "runtime"))]


def import_ms(module: str, path: list[str]) -> float:
    """Of one fresh process."""
    command = [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, module, *path]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(run.stdout)


def measured(modules: Mapping[str, str], path: list[str]) -> dict[str, float]:
    """The median of each function, in ms; in turns, so that a busy moment meets all alike."""
    rounds = [{name: import_ms(one, path) for name, one in modules.items()} for _ in range(TIMES)]
    return {name: round(median(one[name] for one in rounds), 1) for name in modules}


def missed(figures: Mapping[str, float]) -> Iterator[str]:
    for name, ms in figures.items():
        if ms > MOST_MS:
            yield f"{name} imports for {ms} ms; {MOST_MS} at most"


def main() -> int:
    """Print, store, and judge."""
    with tempfile.TemporaryDirectory() as folder:
        modules, path = unpacked(Path(folder))
        figures = measured(modules, path)
    print(f"processor time of importing a handler, ms, median of {TIMES} fresh processes")
    for name, ms in figures.items():
        print(f"  {name:<24}{modules[name]:<36}{ms:>8.1f}")
    keep("cold_import", {"p50_ms": figures})
    wrong = list(missed(figures))
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
