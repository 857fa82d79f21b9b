"""At the end of the run: which transitions of each place's chart it reached, and how often."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pytest import Session, TerminalReporter, hookimpl  # noqa: PT013 - the hooks' arguments

from chalicelib.domain.state import Status
from tests.properties.chart import CHARTS, Transition

SEEN: dict[str, Counter[Transition]] = {}
TOLD = "transitions"


def pytest_sessionfinish(session: Session) -> None:
    """A process that runs a share of the tests tells the one that shows the summary."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[TOLD] = {
            place: [
                (str(one.before), one.event, str(one.after), count) for one, count in seen.items()
            ]
            for place, seen in SEEN.items()
        }


@hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist's, which has no types
    told = getattr(node, "workeroutput", {}).get(TOLD, {})
    for place, seen in told.items():
        SEEN[place] = Counter(
            {Transition(Status(before), event, Status(after)): count
             for before, event, after, count in seen}
        )  # fmt: skip


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    if SEEN:
        terminalreporter.section("transitions reached")
        for line in table(SEEN):
            terminalreporter.write_line(line)


def table(seen: Mapping[str, Counter[Transition]]) -> Iterator[str]:
    """A line a transition, a column a place; a dot where a chart does not have it."""
    yield f"{'':52}" + "".join(f"{place:>10}" for place in seen)
    every = {one for place, counts in seen.items() for one in CHARTS[place] | set(counts)}
    for one in sorted(every):
        cells = (cell(one, place, counts) for place, counts in seen.items())
        yield f"{one!s:52}" + "".join(f"{words:>10}" for words in cells)


def cell(one: Transition, place: str, counts: Counter[Transition]) -> str:
    if one in CHARTS[place]:
        return str(counts[one])
    return f"!{counts[one]}" if counts[one] else "·"
