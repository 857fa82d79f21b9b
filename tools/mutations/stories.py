"""The stories that name the rules of a table, told under an altered regulation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest

from chalicelib.domain.regulation import Regulation
from tests.builders import Regulations
from tools.mutations.children import in_children

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "tests" / "stories"
PART = 50


@dataclass(slots=True)
class Stories:
    """A pytest plugin: it collects the stories, and does its own work where they would be run."""

    places: tuple[str, ...]
    work: Callable[[Stories], None]
    items: list[pytest.Item] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    failed: bool = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return False
        self.items = [item for item in session.items if rules_of(item)]
        self.broken = self._broken()
        self.items = [item for item in self.items if item.nodeid not in self.broken]
        self.work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def naming(self, rules: Iterable[str], place: str) -> list[pytest.Item]:
        """The stories that hold one of the rules, those of the place itself first."""
        wanted = set(rules)
        about = [
            (place not in item.path.name, index, item)
            for index, item in enumerate(self.items)
            if wanted & rules_of(item) and not self._of_another(item, place)
        ]
        return [item for _, _, item in sorted(about, key=lambda one: one[:2])]

    def first_failure(
        self, regulations: Mapping[str, Regulation] | None, items: Sequence[pytest.Item]
    ) -> str | None:
        """The first story that does not hold under these regulations."""
        Regulations.current = regulations
        self.failed = False
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return item.nodeid
        return None

    def _of_another(self, item: pytest.Item, place: str) -> bool:
        name = item.path.name
        return place not in name and any(other in name for other in self.places)

    def _broken(self) -> list[str]:
        """The stories that fail anyway: they could notice nothing."""
        parts = [self.items[at : at + PART] for at in range(0, len(self.items), PART)]
        found: list[str] = []
        for answer in in_children(parts, self._failing):
            given_up = [item.nodeid for item in answer.job]
            found += given_up if answer.said is None else answer.said.splitlines()
        return found

    def _failing(self, items: list[pytest.Item]) -> str:
        return "\n".join(item.nodeid for item in items if self.first_failure(None, [item]))


def rules_of(item: pytest.Item) -> set[str]:
    return {str(rule) for mark in item.iter_markers("rule") for rule in mark.args}


def with_stories(plugin: Stories, folder: Path = STORIES) -> str | None:
    """Collect the stories and let the plugin work; what went wrong, in pytest's own words."""
    said = StringIO()
    arguments = ["-q", "-s", "--no-header", "-p", "no:cacheprovider"]
    arguments += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), str(folder)]
    with redirect_stdout(said):
        code = pytest.main(arguments, plugins=[plugin])
    return None if code == pytest.ExitCode.OK else said.getvalue()
