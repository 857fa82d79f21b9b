"""Change every value of every regulation, one at a time: some test must notice.

`python -m tools.mutate_regulations [PLACE …] [--table returns] [--list]`. A change that loading
refuses is noticed. Any other must break a story that names a rule of the table it stands in; a
change that breaks none survives: that value could be wrong in the file and nobody would know.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.adapters.regulation_files import (
    PACKAGED,
    RegulationFileError,
    parse_regulation,
)
from chalicelib.domain.regulation import Regulation
from tools.mutations.children import in_children
from tools.mutations.stories import STORIES, Stories, with_stories
from tools.mutations.values import Mutation, mutations

REFUSED, SAME, SURVIVED, NOTICED = "refused at loading", "the same", "SURVIVED", "noticed"
TOO_LONG = "took too long"


@dataclass(frozen=True, slots=True)
class File:
    """A regulation's file: its document as written and as read."""

    name: str
    document: Mapping[str, Any]
    regulation: Regulation

    @property
    def place(self) -> str:
        return self.regulation.identity.place

    def altered(self, table: str | None) -> list[Mutation]:
        every = mutations(Regulation, self.document)
        return [one for one in every if table in (None, one.path[0])]


@dataclass(slots=True)
class Result:
    """What became of the altered values of one file."""

    counts: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutation] = field(default_factory=list)


def packaged() -> list[File]:
    found = []
    for path in sorted(PACKAGED.glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        found.append(File(path.name, document, parse_regulation(document, path.name)))
    return found


@dataclass(slots=True)
class Campaign:
    """Every value of the chosen files, altered; the other files stay in force as they are."""

    every: list[File]
    chosen: list[File]
    table: str | None
    found: dict[str, Result] = field(default_factory=dict)

    def run(self, stories: Stories) -> None:
        self.found = {file.name: Result() for file in self.chosen}
        jobs = ((file, one) for file in self.chosen for one in file.altered(self.table))
        for answer in in_children(jobs, lambda job: self.outcome(stories, *job)):
            file, mutation = answer.job
            result = self.found[file.name]
            result.counts[answer.said or TOO_LONG] += 1
            if answer.said == SURVIVED:
                result.survivors.append(mutation)

    def outcome(self, stories: Stories, file: File, mutation: Mutation) -> str:
        """What one altered value does; in a child, whose regulations may be spoilt."""
        try:
            altered = parse_regulation(mutation.applied(file.document), file.name)
        except RegulationFileError:
            return REFUSED
        if altered == file.regulation:
            return SAME
        regulations = {one.regulation.id: one.regulation for one in self.every}
        regulations[file.regulation.id] = altered
        told = stories.naming(mutation.rules, file.place)
        return NOTICED if stories.first_failure(regulations, told) else SURVIVED


def report(found: Mapping[str, Result]) -> Iterator[str]:
    """A line a file, and under it what survived."""
    yield f"{'file':34}{'values':>8}{REFUSED:>20}{'noticed by a test':>20}{SURVIVED:>10}"
    for name, result in found.items():
        counts = result.counts
        values = counts.total() - counts[SAME]
        noticed = counts[NOTICED] + counts[TOO_LONG]
        yield f"{name:34}{values:>8}{counts[REFUSED]:>20}{noticed:>20}{counts[SURVIVED]:>10}"
    for name, result in found.items():
        if result.survivors:
            yield f"\n{name}: no test that names the rule notices"
            survivors = sorted(result.survivors, key=lambda one: [str(key) for key in one.path])
            yield from (f"  {one}" for one in survivors)


def main(arguments: list[str]) -> int:
    """1 when a value survives, 2 when the stories cannot be told."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutate_regulations", description=__doc__)
    parser.add_argument("places", nargs="*", metavar="PLACE", help="all of them by default")
    parser.add_argument("--table", help="only the values of this table: returns, limits …")
    parser.add_argument("--list", action="store_true", help="only say what would be altered")
    parser.add_argument("--stories", type=Path, default=STORIES, help="the folder of the stories")
    options = parser.parse_args(arguments)
    every = packaged()
    places = [one.place for one in every]
    if unknown := set(options.places) - set(places):
        parser.error(f"{', '.join(sorted(unknown))}: there are {', '.join(places)}")
    chosen = [one for one in every if not options.places or one.place in options.places]
    if options.list:
        listed = (f"{one.name}{each}" for one in chosen for each in one.altered(options.table))
        print("\n".join(listed))
        return 0
    return told(Campaign(every, chosen, options.table), options.stories)


def told(campaign: Campaign, folder: Path) -> int:
    """Run the campaign over the stories of a folder and say what came of it."""
    started = time.monotonic()
    stories = Stories(tuple(one.place for one in campaign.every), campaign.run)
    wrong = with_stories(stories, folder)
    if wrong is not None:
        print(wrong, file=sys.stderr)
        return 2
    print("\n".join(report(campaign.found)))
    print(f"\n{len(stories.told)} stories, {time.monotonic() - started:.0f} s")
    if stories.broken:
        print("left out, they fail with the regulations as they are:", *stories.broken, sep="\n  ")
    survived = any(result.survivors for result in campaign.found.values())
    return 1 if survived or stories.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
