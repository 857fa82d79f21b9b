"""What every source of calendars and directories must do; and what only DynamoDB's can."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bench.ledger import Ledger
from chalicelib.adapters.calendar_years import Years
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.reference import DynamoCalendars, DynamoDirectories
from chalicelib.adapters.dynamodb.tables import REFERENCE
from chalicelib.adapters.dynamodb.wire import from_wire, size
from chalicelib.adapters.memory.reference import MemoryCalendars, MemoryDirectories
from chalicelib.application.ports import (
    CalendarRejected,
    Calendars,
    Conflict,
    Directories,
    Unavailable,
)
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.directory import Directory, Unit, UnitKind
from local.seeds import load_seeds
from tests.application.world import PLACE, UNITS, StandingClock
from tests.store.aws import dynamodb
from tests.store.faults import (
    Fault,
    Faults,
    broken,
    faults,
    throttled,
    timeout_after,
    timeout_before,
)
from tests.store.golden import GOLDEN, as_wire

PACKAGED = Years.packaged()
NEXT = PACKAGED.calendar.published_through.year + 1
NEW_YEAR, LABOUR_DAY = date(NEXT, 1, 1), date(NEXT, 5, 1)
Json = dict[str, Any]


def document(year: int, *holidays: date) -> Json:
    return {
        "year": year,
        "published": {"first": f"{year}-01-01", "last": f"{year}-12-31"},
        "notices": ["国办发明电〔2026〕7号"],
        "holidays": {str(day): "假日" for day in holidays},
        "make_up_days": {},
        "decisions": {},
    }


def names(calendar: Calendar, *days: date) -> list[str | None]:
    return [calendar.day_name(day) for day in days]


def calendars_over(client: Client, clock: StandingClock | None = None) -> DynamoCalendars:
    """As a container of its own has them."""
    calls = Calls(client, lambda _: None)
    return DynamoCalendars(calls, REFERENCE, (clock or StandingClock()).now, PACKAGED)


def directories_over(client: Client, clock: StandingClock | None = None) -> DynamoDirectories:
    return DynamoDirectories(
        Calls(client, lambda _: None), REFERENCE, (clock or StandingClock()).now
    )


# --- calendars, wherever they are ---


@pytest.fixture(params=["memory", "dynamodb"])
def calendars(request: pytest.FixtureRequest) -> Calendars:
    if request.param == "memory":
        return MemoryCalendars.packaged()
    return calendars_over(request.getfixturevalue("aws"))


def test_the_packaged_years_are_there_from_the_start(calendars: Calendars) -> None:
    assert calendars.current().version == PACKAGED.calendar.version
    assert list(calendars.years()) == list(PACKAGED.in_order)


def test_an_imported_year_is_added(calendars: Calendars) -> None:
    calendars.put(NEXT, document(NEXT, NEW_YEAR))
    assert calendars.current().published_through == date(NEXT, 12, 31)
    assert names(calendars.current(), NEW_YEAR) == ["假日"]
    assert [one.first.year for one in calendars.years()][-2:] == [NEXT - 1, NEXT]


def test_an_imported_year_replaces_what_was_there(calendars: Calendars) -> None:
    packaged, day = NEXT - 1, date(NEXT - 1, 8, 3)
    calendars.put(packaged, document(packaged, day))
    calendars.put(NEXT, document(NEXT, NEW_YEAR))
    calendars.put(NEXT, document(NEXT, LABOUR_DAY))
    assert names(calendars.current(), day, NEW_YEAR, LABOUR_DAY) == ["假日", None, "假日"]
    years = [one.first for one in calendars.years()]
    assert all(one.year + 1 == other.year for one, other in pairwise(years))


@pytest.mark.parametrize(
    ("year", "given", "pointer"),
    [
        (NEXT, {**document(NEXT), "holidays": {f"{NEXT}-02-30": "元旦"}}, "/holidays"),
        (NEXT, {**document(NEXT), "year": NEXT + 1}, "/year"),
        (NEXT, {**document(NEXT), "more": 1}, "/more"),
        (NEXT, [], ""),
        (NEXT + 1, document(NEXT + 1), "/published"),
    ],
    ids=["no such day", "another year", "unknown key", "no object", "a gap"],
)
def test_what_is_no_year_is_rejected_and_changes_nothing(
    calendars: Calendars, year: int, given: object, pointer: str
) -> None:
    before = calendars.current().version
    with pytest.raises(CalendarRejected) as rejected:
        calendars.put(year, given)
    assert rejected.value.pointer.startswith(pointer)
    assert calendars.current().version == before
    calendars.put(NEXT, document(NEXT, NEW_YEAR))
    assert calendars.current().published_through == date(NEXT, 12, 31)


# --- directories, wherever they are ---


@pytest.fixture(params=["memory", "dynamodb"])
def planted(request: pytest.FixtureRequest) -> Callable[[Directory], Directories]:
    def plant(directory: Directory) -> Directories:
        if request.param == "memory":
            return MemoryDirectories({PLACE: directory})
        directories = directories_over(request.getfixturevalue("aws"))
        directories.put(PLACE, directory)
        return directories

    return plant


def test_the_units_of_a_place_are_those_that_were_planted(
    planted: Callable[[Directory], Directories],
) -> None:
    office = Unit("sub-office", "分中心", UnitKind.OFFICE)
    street = Unit("street", "街道办事处", UnitKind.STREET, parent="sub-office")
    units = Directory({one.id: one for one in (office, street)})
    directories = planted(units)
    assert directories.of(PLACE) == units
    assert directories.of(PLACE).is_under("street", "sub-office")
    assert list(directories.of(PLACE).units) == ["sub-office", "street"]


def test_a_place_without_units_has_an_empty_directory(
    planted: Callable[[Directory], Directories],
) -> None:
    assert planted(UNITS).of("elsewhere") == Directory()


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
DIRECTORIES = st.lists(
    st.builds(Unit, id=TEXT, name=TEXT, kind=st.sampled_from(UnitKind), parent=st.none() | TEXT),
    max_size=40,
).map(lambda units: Directory({one.id: one for one in units}))


@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(many=st.lists(DIRECTORIES, min_size=5, max_size=15))
def test_any_directory_is_read_as_it_was_put(many: list[Directory]) -> None:
    with dynamodb() as client:
        for directory in many:
            directories_over(client).put(PLACE, directory)
            assert directories_over(client).of(PLACE) == directory


# --- containers ---


def test_what_one_container_imports_another_knows_within_a_minute(aws: Client) -> None:
    clock = StandingClock()
    one, other = calendars_over(aws, clock), calendars_over(aws, clock)
    assert one.current().version == other.current().version
    one.put(NEXT, document(NEXT, NEW_YEAR))
    assert names(one.current(), NEW_YEAR) == ["假日"]
    clock.pass_by(seconds=59)
    assert names(other.current(), NEW_YEAR) == [None]
    clock.pass_by(seconds=1)
    assert names(other.current(), NEW_YEAR) == ["假日"]


def test_units_planted_elsewhere_are_known_within_a_minute(aws: Client) -> None:
    clock = StandingClock()
    one, other = directories_over(aws, clock), directories_over(aws, clock)
    assert other.of(PLACE) == Directory()
    one.put(PLACE, UNITS)
    assert one.of(PLACE) == UNITS
    assert other.of(PLACE) == Directory()
    clock.pass_by(minutes=1)
    assert other.of(PLACE) == UNITS


def test_a_container_reads_once_a_minute_and_makes_nothing_anew_that_did_not_change(
    aws: Client,
) -> None:
    clock = StandingClock()
    calendars = calendars_over(aws, clock)
    calendars.put(NEXT, document(NEXT, NEW_YEAR))
    ledger = Ledger()
    ledger.attach(aws)
    first = calendars.current()
    for _ in range(30):
        clock.pass_by(seconds=10)
        assert calendars.current() is first
    assert (ledger.total().rcu, len(ledger.rows)) == (5, 5)


def test_an_import_of_another_container_is_not_lost(aws: Client) -> None:
    """Both knew the same years before; the later one reads again before it writes."""
    one, other = calendars_over(aws), calendars_over(aws)
    one.current(), other.current()
    one.put(NEXT, document(NEXT, NEW_YEAR))
    other.put(NEXT + 1, document(NEXT + 1))
    fresh = calendars_over(aws).current()
    assert fresh.published_through == date(NEXT + 1, 12, 31)
    assert names(fresh, NEW_YEAR) == ["假日"]


def test_of_two_imports_at_once_none_is_lost(aws: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reads before the first has written: its put is refused, and made again."""
    one, other = calendars_over(aws), calendars_over(aws)
    put_item, waiting = aws.put_item, [True]

    def after_the_other(**given: Json) -> Json:
        if waiting:
            waiting.clear()
            other.put(NEXT, document(NEXT, NEW_YEAR))
        return dict(put_item(**given))

    monkeypatch.setattr(aws, "put_item", after_the_other)
    one.put(NEXT - 1, document(NEXT - 1, date(NEXT - 1, 8, 3)))
    fresh = calendars_over(aws).current()
    assert names(fresh, NEW_YEAR, date(NEXT - 1, 8, 3)) == ["假日", "假日"]


def test_who_is_never_first_is_told_so(aws: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = directories_over(aws), directories_over(aws)
    put_item, busy = aws.put_item, [False]

    def always_after_another(**given: Json) -> Json:
        if not busy[0]:
            busy[0] = True
            other.put(PLACE, UNITS)
            busy[0] = False
        return dict(put_item(**given))

    monkeypatch.setattr(aws, "put_item", always_after_another)
    with pytest.raises(Conflict):
        one.put(PLACE, Directory())
    assert directories_over(aws).of(PLACE) == UNITS


# --- the network ---


@pytest.fixture
def plan(aws: Client) -> Iterator[Faults]:  # noqa: ARG001 - the tables come first
    with faults() as plan:
        yield plan


@pytest.mark.parametrize(
    "fault",
    [timeout_before, timeout_after, throttled, broken],
    ids=["timeout before", "timeout after", "throttled", "broken"],
)
@pytest.mark.parametrize("times", [1, 4])
def test_an_import_is_done_once_whatever_gets_lost(
    aws: Client, plan: Faults, fault: Fault, times: int
) -> None:
    plan.plan("PutItem", *[fault] * times)
    plan.plan("GetItem", *[fault] * times)
    calendars_over(aws).put(NEXT, document(NEXT, NEW_YEAR))
    (item,) = aws.scan(TableName=REFERENCE)["Items"]
    assert item["v"] == {"N": "1"}
    assert names(calendars_over(aws).current(), NEW_YEAR) == ["假日"]


def test_nobody_counts_by_a_calendar_that_could_not_be_read(aws: Client, plan: Faults) -> None:
    plan.plan("GetItem", *[timeout_before] * 5)
    calendars = calendars_over(aws)
    with pytest.raises(Unavailable):
        calendars.current()
    assert calendars.current().version == PACKAGED.calendar.version


# --- items ---


def test_twenty_imported_years_are_still_read_for_a_unit(aws: Client) -> None:
    calendars = calendars_over(aws)
    usual = PACKAGED.by_year[NEXT - 1].holidays
    for year in range(NEXT, NEXT + 20):
        days = [day.replace(year=year) for day in usual if (day.month, day.day) != (2, 29)]
        calendars.put(year, document(year, *days))
    (item,) = aws.scan(TableName=REFERENCE)["Items"]
    assert size(from_wire(item)) <= 4096


def test_the_units_of_every_seed_fit_in_a_unit_of_writing(aws: Client) -> None:
    for seed in load_seeds():
        directories_over(aws).put(seed.place, seed.directory)
    items = aws.scan(TableName=REFERENCE)["Items"]
    assert len(items) == len(load_seeds())
    assert max(size(from_wire(one)) for one in items) <= 1024


@pytest.mark.parametrize("name", ["years", "units", "units compressed"])
def test_a_golden_item_is_still_read(aws: Client, name: str) -> None:
    kept = json.loads((GOLDEN / "reference-v1.json").read_text("utf-8"))[name]
    aws.put_item(TableName=REFERENCE, Item=as_wire(kept["item"]))
    if name == "years":
        years = calendars_over(aws).years()
        found = {
            str(day): holiday
            for one in years
            for day, holiday in one.holidays.items()
            if str(one.first.year) in kept["imported"]
        }
        assert found == kept["holidays"]
        return
    units = directories_over(aws).of(PLACE).units.values()
    assert [[one.id, one.name, str(one.kind), one.parent] for one in units] == kept["units"]
