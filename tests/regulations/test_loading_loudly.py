"""What a file may say and no procedure can carry out fails when it is read, not with a ticket."""

import pytest

from tests.regulations.test_loading import GONE, RULED, changed, document, errors_of


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("returns/windows/0/amount", -1, "/returns/windows/0"),
        ("redo/limit/amount", -8, "/redo/limit"),
        ("redo/limit/amount", 0, "/redo/limit"),
        ("repeats/windows/0/amount", -1, "/repeats/windows/0"),
        ("extensions/kinds/0/amount", -48, "/extensions/kinds/0"),
        ("extensions/kinds/0/ask_by/amount", -1, "/extensions/kinds/0"),
        ("revisit/over_working_days", 0, "/revisit"),
    ],
)
def test_an_amount_that_no_one_can_count_is_refused(key: str, value: int, pointer: str) -> None:
    errors = errors_of(changed(key, value))
    assert any(at.startswith(pointer) for at, _ in errors), errors


@pytest.mark.parametrize(
    "hours",
    [
        [["9 o'clock", "12:00"]],
        [["12:00", "09:00"]],
        [["13:30", "17:30"], ["09:00", "12:00"]],
        [["09:00", "13:00"], ["12:00", "17:00"]],
    ],
)
def test_office_hours_that_are_none_are_refused(hours: list[list[str]]) -> None:
    errors = errors_of(changed("identity/office_hours", hours))
    assert any(at.startswith("/identity/office_hours") for at, _ in errors), errors


def test_a_time_zone_that_is_none_is_refused() -> None:
    errors = errors_of(changed("identity/time_zone", "Asia/Nowhere"))
    assert any(at == "/identity/time_zone" for at, _ in errors), errors


@pytest.mark.parametrize("table", ["returns/windows", "redo/limit", "repeats/windows"])
def test_whatever_counts_working_hours_needs_office_hours(table: str) -> None:
    whole = changed("identity/office_hours", [])
    whole["redo"]["limit"]["unit"] = "hour"
    for rule in (*whole["limits"], *whole["returns"]["windows"]):
        rule["unit"] = "working_day"
    procedure, part = table.split("/")
    found = whole[procedure][part]
    (found[0] if part == "windows" else found)["unit"] = "working_hour"
    errors = errors_of(whole)
    assert any(at == "/identity/office_hours" for at, _ in errors), errors


@pytest.mark.parametrize("unit", ["minute", "hour", "working_hour", "month"])
def test_asking_so_long_before_the_end_is_counted_in_days_or_not_at_all(unit: str) -> None:
    ask_by = {"counted_from": "end", "amount": 12, "unit": unit}
    errors = errors_of(changed("extensions/kinds/0/ask_by", ask_by))
    assert any(at.startswith("/extensions/kinds/0/ask_by") for at, _ in errors), errors


def test_two_windows_of_a_return_that_fit_the_same_ticket_tie() -> None:
    whole = document()
    more = RULED | {"amount": 1, "unit": "hour", "when": {"category": ["complaint"]}}
    whole["returns"]["windows"].append(more)
    errors = errors_of(whole)
    assert any(at.startswith("/returns/windows") for at, _ in errors), errors


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        ("answer/outcomes", "/answer/outcomes"),
        ("supervision/forms", "/supervision"),
        ("adjudication/bodies", "/adjudication"),
    ],
)
def test_a_list_that_something_is_chosen_from_is_not_empty(key: str, pointer: str) -> None:
    errors = errors_of(changed(key, []))
    assert any(at.startswith(pointer) for at, _ in errors), errors


@pytest.mark.parametrize("field", ["rules", "article", "summary"])
def test_every_table_names_its_rules_its_article_and_its_gist(field: str) -> None:
    errors = errors_of(changed(f"returns/{field}", [] if field == "rules" else ""))
    assert any(at == f"/returns/{field}" for at, _ in errors), errors
    assert errors_of(changed(f"returns/{field}", GONE))[0][0] == f"/returns/{field}"


def test_a_version_is_a_day_or_undated() -> None:
    errors = errors_of(changed("identity/version", "next year"))
    assert any(at == "/identity/version" for at, _ in errors), errors


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("identity/version", "2023-13-45", "/identity/version"),
        ("identity/expires_on", "2001-01-01", "/identity/expires_on"),
        ("identity/place", "a/b@c", "/identity/place"),
        ("identity/number_prefix", "z/ 你", "/identity/number_prefix"),
        ("returns/chain", ["office", "office"], "/returns/chain"),
        ("returns/chain", ["city", "office"], "/returns/chain"),
        ("complexities/choices/0/id", "huge", "/complexities"),
        ("urgencies/choices/0/id", "no_hurry", "/urgencies"),
    ],
)
def test_what_no_ticket_could_live_by_is_refused(key: str, value: object, pointer: str) -> None:
    whole = changed(key, value)
    if key == "identity/expires_on":
        whole["identity"]["version"] = "2002-02-02"
    errors = errors_of(whole)
    assert any(at.startswith(pointer) for at, _ in errors), errors
