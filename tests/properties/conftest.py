"""At the end of the run: which transitions of each place's chart it reached, and how often."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pytest import TerminalReporter  # noqa: PT013 - the hook's argument

from tests.properties.chart import CHARTS, Transition

SEEN: dict[str, Counter[Transition]] = {}


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
