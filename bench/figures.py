"""Where the figures of the benchmarks are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


def keep(name: str, figures: Mapping[str, object], path: Path = RESULTS) -> None:
    """Put the figures beside those of the other benchmarks."""
    results = json.loads(path.read_text("utf-8")) if path.exists() else {}
    results[name] = figures
    path.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")
