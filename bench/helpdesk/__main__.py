"""Take turns, compare, print, store and judge: `python -m bench.helpdesk`."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import median

from bench.figures import keep
from bench.helpdesk.contender import Site, Work
from bench.helpdesk.ours import Hotline, deployed, single_machine
from bench.helpdesk.postgres import program
from bench.helpdesk.theirs import Helpdesk, helpdesk

ROUNDS, CREATED, LISTS = 5, 80, 12
WARMING = 60
PROGRAMS = ("initdb", "postgres", "pg_isready")
THEIRS, OURS, WHOLE = "django-helpdesk", "as deployed", "single machine"
CREATE, LIST, DISPATCH, SIGN = "create", "list of 50", "dispatch", "sign"
# At most this part of what theirs takes: of their cheapest way to create, of their list as JSON.
BARS = {(OURS, CREATE): 0.25, (OURS, LIST): 0.1, (WHOLE, CREATE): 1.0}
AS_JSON = f"{LIST} by API"

Works = Mapping[str, Work]
Figures = dict[str, dict[str, float]]


def works_of(theirs: Helpdesk) -> Works:
    """Each end by each of their ways: `create by form`."""
    ways = {CREATE: theirs.ways_to_create(), LIST: theirs.ways_to_list()}
    return {f"{end} by {way}": work for end, by in ways.items() for way, work in by.items()}


def works_of_ours(hotline: Hotline) -> Works:
    return {
        CREATE: hotline.create,
        DISPATCH: hotline.dispatch,
        SIGN: hotline.sign,
        LIST: hotline.list,
    }


def warm(site: Site, works: Works) -> None:
    """What is worked out once has been, and there are fifty to list."""
    for work, asked in works.items():
        site.cpu_ms(LISTS // 4 if work.startswith(LIST) else WARMING, asked)


def rounds(contenders: Mapping[str, tuple[Site, Works]]) -> Figures:
    """The median of each, in ms of processor time; in turns, so that a busy moment meets all."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, (site, works) in contenders.items():
            for work, asked in works.items():
                times = LISTS if work.startswith(LIST) else CREATED
                found[name, work].append(site.cpu_ms(times, asked))
    figures: Figures = defaultdict(dict)
    for (name, work), measured in found.items():
        figures[name][work] = round(median(measured), 2)
    return dict(figures)


def ratios(figures: Figures) -> dict[str, float]:
    """Ours to theirs, by each of their ways."""
    return {
        f"{name}, {end} to {way}": round(figures[name][end] / ms, 3)
        for name, end in BARS
        for way, ms in figures[THEIRS].items()
        if way.startswith(end)
    }


def missed(figures: Figures) -> Iterator[str]:
    for (name, end), bar in BARS.items():
        ways = {way: ms for way, ms in figures[THEIRS].items() if way.startswith(end)}
        ratio = figures[name][end] / ways.get(AS_JSON, min(ways.values()))
        if ratio > bar:
            yield f"{name}, {end}: {ratio:.2f} of theirs; {bar:g} at most"


def main() -> int:
    """Without PostgreSQL nothing is measured, and that is said."""
    if lacking := [name for name in PROGRAMS if program(name) is None]:
        print(f"not measured: no {', '.join(lacking)} (Debian: apt-get install postgresql)")
        return 0
    with helpdesk() as theirs, deployed() as ours, single_machine() as whole:
        contenders = {
            THEIRS: (theirs.site, works_of(theirs)),
            OURS: (ours.site, works_of_ours(ours)),
            WHOLE: (whole.site, works_of_ours(whole)),
        }
        for site, works in contenders.values():
            warm(site, works)
        figures = rounds(contenders)
        version = theirs.version
    told(figures)
    keep("helpdesk", {"ms": figures, "ratios": ratios(figures), "version": version})
    wrong = list(missed(figures))
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


def told(figures: Figures) -> None:
    for name, works in figures.items():
        for work, ms in works.items():
            print(f"  {name:<18}{work:<26}{ms:>8.1f} ms")
    for name, ratio in ratios(figures).items():
        print(f"  {name:<58}{ratio:>8.2f}")


if __name__ == "__main__":
    sys.exit(main())
