"""The stories that name the rules of a table, told under an altered regulation."""

from __future__ import annotations

import gc
import time
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
FAILED = "failed "


@dataclass(frozen=True, slots=True)
class Story:
    """A test that names rules, and how long it takes."""

    item: pytest.Item
    rules: frozenset[str]
    seconds: float

    @property
    def file(self) -> str:
        return self.item.path.name


@dataclass(slots=True)
class Stories:
    """A pytest plugin: it collects the stories, and does its own work where they would be run."""

    places: tuple[str, ...]
    work: Callable[[Stories], None]
    told: list[Story] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    failed: bool = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return False
        self._tell([item for item in session.items if rules_of(item)])
        gc.freeze()  # what is here stays: a child need not look through it, nor copy it
        self.work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def naming(self, rules: Iterable[str], place: str) -> list[pytest.Item]:
        """The stories that hold one of the rules: those of the place first, the quick first."""
        wanted = frozenset(rules)
        about = [
            one for one in self.told if wanted & one.rules and not self._of_another(one, place)
        ]
        about.sort(key=lambda one: (place not in one.file, one.seconds))
        return [one.item for one in about]

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

    def _of_another(self, story: Story, place: str) -> bool:
        return place not in story.file and any(other in story.file for other in self.places)

    def _tell(self, items: list[pytest.Item]) -> None:
        """Tell each once as things are; what fails anyway could notice nothing."""
        parts = [items[at : at + PART] for at in range(0, len(items), PART)]
        for answer in in_children(parts, self._timed):
            said = (answer.said or FAILED * len(answer.job)).split()
            for item, seconds in zip(answer.job, said, strict=True):
                if seconds == FAILED.strip():
                    self.broken.append(item.nodeid)
                else:
                    self.told.append(Story(item, frozenset(rules_of(item)), float(seconds)))

    def _timed(self, items: list[pytest.Item]) -> str:
        return "".join(self._seconds(item) for item in items)

    def _seconds(self, item: pytest.Item) -> str:
        started = time.perf_counter()
        failed = self.first_failure(None, [item])
        return FAILED if failed else f"{time.perf_counter() - started:.4f} "


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
