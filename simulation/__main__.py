"""`python -m simulation`: many seeds, one seed with its story made short, or the mutants."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from bench.figures import keep
from simulation import story
from simulation.running import SEEDS, Sum, mutants_found, seeds_for, shrunk, told_all

FULL = 100_000
SHOWN = 3  # failing seeds whose stories are told in full


def main() -> int:
    asked = _asked()
    if asked.mutants:
        return _mutants()
    if asked.seed is not None:
        return _one(asked.seed)
    return _many(asked.ops)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--ops", type=int, default=FULL, help="how many operations, in all")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--mutants", action="store_true", help="is each planted defect found?")
    return parser.parse_args()


def _many(operations: int) -> int:
    begun = time.perf_counter()
    total = told_all(seeds_for(operations))
    seconds = time.perf_counter() - begun
    found = _figures(total, seconds)
    for name, value in found.items():
        print(f"  {name:<24}{value}")
    if operations >= FULL:
        keep("simulation", found)
    for failed in total.failed[:SHOWN]:
        _explain(failed)
    return 1 if total.failed else 0


def _figures(total: Sum, seconds: float) -> dict[str, Any]:
    return {
        "seeds": total.seeds,
        "of these on tables": total.on_tables,
        "operations": total.operations,
        "invocations": total.invocations,
        "tickets": total.tickets,
        "faults": total.faults.total(),
        "faults by kind": dict(sorted(total.faults.items())),
        "transitions seen": len(total.transitions),
        "violations": sum(len(one.violations) for one in total.failed),
        "seconds": round(seconds, 1),
        "operations a second": round(total.operations / seconds),
    }


def _one(seed: int) -> int:
    told = story.told(seed)
    print(f"seed {seed} on {told.store}: {len(told.operations)} operations, trace {told.trace}")
    if told.violations:
        _explain(told)
    return 1 if told.violations else 0


def _explain(failed: story.Story) -> None:
    """What is broken, and the shortest way to it."""
    print(f"\nseed {failed.seed} (make simulate SEED={failed.seed}):")
    for violation in failed.violations:
        print(f"  {violation}")
    print("  with no more than these operations:")
    for operation in shrunk(failed):
        print(f"    {operation}")


def _mutants() -> int:
    missed = 0
    for mutant, told in mutants_found():
        missed += told is None
        said = f"seed {told.seed}: {told.violations[0].law}" if told else f"not within {SEEDS}"
        print(f"  {mutant.name:<42}{said}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
