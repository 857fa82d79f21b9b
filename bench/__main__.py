"""Run every benchmark, then show all figures as one table: `make bench`."""

import json
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")

# In the order they run. A list, not a search: what is measured is a decision.
BENCHMARKS = (
    "bench.working_days",
    "bench.life",
    "bench.stretch",
    "bench.growth",
    "bench.thirty_days",
    "bench.storage",
    "bench.breach",
    "bench.due_work",
    "bench.surveys",
    "bench.cpu",
    "bench.sealing",
    "bench.cold_import",
    "bench.first_request",
    "bench.herd",
    "bench.herd_processes",
)


def run(name: str) -> bool:
    """Run one benchmark; True if its figures are as they must be."""
    print(f"== {name}", flush=True)
    status: int = import_module(name).main()
    return status == 0


def rows(figures: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Flatten nested figures to one row each, named by its path."""
    for name, value in figures.items():
        path = f"{prefix} / {name}" if prefix else name
        if isinstance(value, Mapping):
            yield from rows(value, path)
        else:
            yield path, readable(value)


def readable(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.4g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def table(figures: Mapping[str, object]) -> str:
    lines = list(rows(figures))
    width = max((len(path) for path, _ in lines), default=0)
    return "\n".join(f"{path:<{width}}  {value:>14}" for path, value in lines)


def main() -> int:
    """Run them all even if one fails: the other figures are still worth having."""
    failed = [name for name in BENCHMARKS if not run(name)]
    print(f"\n{table(json.loads(RESULTS.read_text('utf-8')))}")
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
