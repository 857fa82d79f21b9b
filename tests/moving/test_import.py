"""Tickets of another system: the open ones live on, the ended ones are kept, each once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.application.sweep import sweep
from chalicelib.domain.answers import AuditAnswer, SubmitAnswer
from chalicelib.domain.directory import Role
from chalicelib.domain.intake import RequesterGiven
from chalicelib.domain.state import DeadlineState, Status, Ticket
from moving.columns import COLUMNS
from moving.importing import Tally
from moving.refused import Refused
from moving.sheets import NoSheet
from tests.application.world import HANDLER, PHONE, PLACE, Desk, actor
from tests.moving.files import ENDED, NOW, OPEN, Rows, as_csv, as_xlsx, brought, desk_of_today
from tests.store.aws import dynamodb, tickets
from tests.store.conftest import aws, desk

__all__ = ["aws", "desk"]  # fixtures

TUESDAY_NIGHT = datetime(2026, 4, 7, 16, tzinfo=UTC)


def at_desk(
    desk: Desk, tmp_path: Path, *rows: dict[str, str], write: bool = True
) -> tuple[Tally, list[Refused]]:
    return brought(desk_of_today(desk), as_csv(tmp_path / "a.csv", rows), write=write)


def of_number(desk: Desk, reference: str) -> Ticket:
    """The one ticket that another system knew under this number."""
    found = [
        one
        for one in desk.ports.tickets.of_requester(PLACE, PHONE)
        if one.source and one.source.reference == reference
    ]
    assert len(found) == 1
    return found[0]


def closed(desk: Desk, ticket: Ticket) -> Ticket:
    answer = SubmitAnswer(
        outcome="solved",
        handled_at=NOW,
        process="现场核实",
        result="已整改",
        legal_basis="《噪声污染防治法》",
        replied_by="phone",
    )
    desk.do(ticket, answer, HANDLER)
    return desk.do(ticket, AuditAnswer(approve=True), actor(Role.OFFICE))


# --- open ones ---


def test_an_open_ticket_goes_on_with_its_deadlines_counted_from_its_own_moments(
    desk: Desk, tmp_path: Path
) -> None:
    tally, refused = at_desk(desk, tmp_path, OPEN)
    assert (refused, tally.taken) == ([], {Status.HANDLING: 1})
    ticket = of_number(desk, "2026-0001")
    assert ticket.registered_at == datetime(2026, 3, 16, 1, tzinfo=UTC)
    assert (ticket.unit, ticket.signed_at) == (
        "urban-management",
        datetime(2026, 3, 16, 3, tzinfo=UTC),
    )
    handling = next(one for one in ticket.deadlines if one.kind == "handling")
    # 15 working days after Monday the 16th; Qingming, 4 to 6 April, is not worked.
    assert (handling.state, handling.due_at) == (DeadlineState.RUNNING, TUESDAY_NIGHT)
    assert handling.starts_at == datetime(2026, 3, 16, 2, tzinfo=UTC)


def test_what_was_imported_is_answered_and_judged_like_any_other(
    desk: Desk, tmp_path: Path
) -> None:
    at_desk(desk, tmp_path, OPEN)
    after = closed(desk, of_number(desk, "2026-0001"))
    assert after.status == Status.AWAITING_RATING
    assert [sms.to for sms, _ in desk.sms.messages()] == [PHONE]


def test_what_fell_due_in_the_other_system_is_overdue_as_of_then_and_nobody_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    late = {key: str(value).replace("2026-03-16", "2026-02-02") for key, value in OPEN.items()}
    tally, _ = at_desk(desk, tmp_path, late)
    assert tally.overdue == 1
    ticket = of_number(desk, "2026-0001")
    assert "overdue" in ticket.flags
    handling = next(one for one in ticket.deadlines if one.kind == "handling")
    breach = next(
        entry
        for entry in desk.ports.tickets.history(ticket.id)
        if entry.event.name == "deadline_breached" and handling.id == entry.event.deadline  # type: ignore[attr-defined]
    )
    assert breach.at == handling.due_at < NOW
    sweep(desk.ports)
    closed(desk, ticket)  # whose delivery goes through all commits from the first one on
    for receiver in ("urban-management", "office"):
        assert list(desk.ports.notices.of(PLACE, receiver, None)) == []
    assert len(desk.sms.messages()) == 1


def test_what_falls_due_after_the_import_breaches_by_the_ordinary_sweep(
    desk: Desk, tmp_path: Path
) -> None:
    at_desk(desk, tmp_path, OPEN)
    desk.clock.moment = TUESDAY_NIGHT
    sweep(desk.ports)
    assert "overdue" in of_number(desk, "2026-0001").flags


@pytest.mark.parametrize(
    ("status", "without", "becomes"),
    [
        ("待派单", ("承办单位", "派单时间", "签收时间"), Status.REGISTERED),
        ("registered", ("承办单位", "派单时间", "签收时间"), Status.REGISTERED),
        ("已派单", ("签收时间",), Status.DISPATCHED),
        ("handling", (), Status.HANDLING),
    ],
)
def test_each_open_status_is_reached_by_the_commands_that_lead_there(
    desk: Desk, tmp_path: Path, status: str, without: tuple[str, ...], becomes: Status
) -> None:
    row = {key: value for key, value in OPEN.items() if key not in without}
    _, refused = at_desk(desk, tmp_path, {**row, "状态": status})
    assert refused == []
    assert of_number(desk, "2026-0001").status == becomes


def test_a_contact_recorded_there_keeps_its_limit_here(desk: Desk, tmp_path: Path) -> None:
    at_desk(desk, tmp_path, {**OPEN, "联系时间": "2026-03-16 15:00"})
    ticket = of_number(desk, "2026-0001")
    states = {one.kind: one.state for one in ticket.deadlines}
    assert states["first_contact"] == DeadlineState.MET  # type: ignore[index]


# --- ended ones ---


def test_an_ended_ticket_is_kept_as_it_was_and_nothing_runs_from_it(
    desk: Desk, tmp_path: Path
) -> None:
    tally, refused = at_desk(desk, tmp_path, ENDED)
    assert (refused, tally.taken) == ([], {Status.ARCHIVED: 1})
    ticket = of_number(desk, "2025-0009")
    assert (ticket.outcome, ticket.rating, ticket.unit) == (
        "solved",
        "satisfied",
        "urban-management",
    )
    assert ticket.closed_at == ticket.archived_at == datetime(2025, 11, 11, 1, tzinfo=UTC)
    assert (ticket.deadlines, ticket.survey, ticket.flags) == ((), None, ())
    desk.clock.pass_by(days=400)
    sweep(desk.ports)
    assert of_number(desk, "2025-0009") == ticket
    assert desk.sms.messages() == []


def test_a_new_report_of_the_same_matter_finds_what_was_imported(
    desk: Desk, tmp_path: Path
) -> None:
    at_desk(desk, tmp_path, OPEN)
    again = desk.file(subject=OPEN["标题"], requester=RequesterGiven(phone=PHONE))
    assert again.repeat_proposed_of == of_number(desk, "2026-0001").id


# --- once ---


def test_the_same_file_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    at_desk(desk, tmp_path, OPEN, ENDED)
    before = [of_number(desk, one) for one in ("2026-0001", "2025-0009")]
    tally, refused = at_desk(desk, tmp_path, OPEN, ENDED)
    assert (tally.new, tally.known, refused) == (0, 2, [])
    assert [of_number(desk, one) for one in ("2026-0001", "2025-0009")] == before


def test_what_has_gone_on_here_is_left_as_it_is(desk: Desk, tmp_path: Path) -> None:
    at_desk(desk, tmp_path, OPEN)
    after = closed(desk, of_number(desk, "2026-0001"))
    at_desk(desk, tmp_path, OPEN)
    assert of_number(desk, "2026-0001").answered_at == after.answered_at == NOW


def test_an_import_that_broke_off_is_finished_by_running_it_again(
    desk: Desk, tmp_path: Path
) -> None:
    at_desk(desk, tmp_path, OPEN)
    tally, _ = at_desk(desk, tmp_path, OPEN, ENDED)
    assert (tally.new, tally.known) == (1, 1)


def test_a_dry_run_says_what_would_come_of_it_and_writes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    tally, _ = at_desk(desk, tmp_path, OPEN, ENDED, write=False)
    assert tally.new == 2
    assert list(desk.ports.tickets.of_requester(PLACE, PHONE)) == []


def test_two_tickets_that_come_to_the_same_number_both_find_a_place(
    tmp_path: Path,
) -> None:
    class Clumsy:
        """Digests that are all alike but for the turn that is tried."""

        def indexed(self, text: str) -> str:
            return text.rpartition("\n")[2]

    desk = desk_of_today()
    desk.swap(seals=Clumsy())
    rows = [{**OPEN, "来源编号": number} for number in ("1", "2", "3")]
    brought(desk, as_csv(tmp_path / "a.csv", rows))
    tally, _ = brought(desk, as_csv(tmp_path / "a.csv", rows))
    assert (tally.new, tally.known) == (0, 3)
    assert len({of_number(desk, number).id for number in ("1", "2", "3")}) == 3


def test_the_same_number_twice_in_one_file_is_refused_the_second_time(
    desk: Desk, tmp_path: Path
) -> None:
    tally, refused = at_desk(desk, tmp_path, OPEN, {**OPEN, "标题": "另一件"})
    assert tally.new == 1
    assert [(one.row, one.column, one.code) for one in refused] == [
        (3, "来源编号", "twice_in_file")
    ]


# --- refused ---


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"状态": "办结了"}, "状态", "not_listed"),
        ({"状态": ""}, "状态", "required"),
        ({"登记时间": "三月"}, "登记时间", "not_a_moment"),
        ({"登记时间": "2026-03-16 10:30"}, "登记时间", "invalid_field"),
        ({"签收时间": "2030-03-16"}, "签收时间", "invalid_field"),
        ({"登记时间": "2023-01-02", "派单时间": "2023-01-03"}, "登记时间", "invalid_field"),
        ({"联系电话": "12345"}, "联系电话", "not_a_phone"),
        ({"标题": "=HYPERLINK(1)"}, "标题", "formula"),
        ({"标题": ""}, "标题", "required"),
        ({"标题": "长" * 201}, "标题", "invalid_field"),
        ({"内容": "长" * 5001}, "内容", "invalid_field"),
        ({"诉求类别": "表扬"}, "诉求类别", "not_listed"),
        ({"承办单位": "没有的单位"}, "承办单位", "not_listed"),
        ({"承办单位": ""}, "承办单位", "required"),
        ({"办结时间": "2026-03-18"}, "办结时间", "not_for_status"),
        ({"协办单位": "urban-management"}, "协办单位", "invalid_field"),
        ({"保密": "也许"}, "保密", "not_yes_or_no"),
        ({"来源编号": "2026\0"}, "来源编号", "invalid_field"),
        ({"内容": "噪\0声"}, "内容", "invalid_field"),
        ({"诉求人": "\0"}, "诉求人", "invalid_field"),
        ({"联系电话": "13800000000\0"}, "联系电话", "not_a_phone"),
        ({"登记时间": "2026-03-16\0"}, "登记时间", "not_a_moment"),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_refused_with_its_column(
    tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    desk = desk_of_today()
    tally, refused = at_desk(desk, tmp_path, {**OPEN, **change}, ENDED)
    assert [(one.row, one.column, one.code) for one in refused] == [(2, column, code)]
    assert all(one.chinese and one.english for one in refused)
    assert (tally.new, tally.refused) == (1, 1)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"办结时间": "2025-11-01"}, "答复时间", "invalid_field"),
        ({"办结时间": "2026-11-01"}, "办结时间", "invalid_field"),
        ({"办理结果": "闻所未闻"}, "办理结果", "not_listed"),
        ({"状态": "不予受理", "满意度": "", "答复时间": ""}, "办理结果", "invalid_field"),
        ({"状态": "已撤回", "办理结果": "", "答复时间": ""}, "满意度", "not_for_status"),
        ({"办结时间": ""}, "办结时间", "required"),
    ],
)
def test_an_end_that_cannot_have_been_is_refused(
    tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    _, refused = at_desk(desk_of_today(), tmp_path, {**ENDED, **change})
    assert [(one.column, one.code) for one in refused] == [(column, code)]


def test_everything_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    _, refused = at_desk(desk_of_today(), tmp_path, {**OPEN, "联系电话": "1", "登记时间": "x"})
    assert {one.column for one in refused} == {"联系电话", "登记时间"}


def test_a_refusal_never_repeats_what_stood_in_the_cell(tmp_path: Path) -> None:
    bad = {**OPEN, "联系电话": "1390000", "标题": "=王小明", "诉求类别": "王小明"}
    _, refused = at_desk(desk_of_today(), tmp_path, bad)
    assert len(refused) == 3
    assert "王小明" not in str(refused)
    assert "1390000" not in str(refused)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{**OPEN, "备注": "x"}], "unknown columns: 备注"),
        (
            [{key: value for key, value in OPEN.items() if key != "登记时间"}],
            "missing columns: 登记时间",
        ),
        ([{**OPEN, "phone": "x"}], "twice: phone"),
        ([], "missing columns"),
    ],
)
def test_a_header_that_cannot_be_used_stops_the_file(
    tmp_path: Path, rows: Rows, message: str
) -> None:
    with pytest.raises(NoSheet, match=message):
        brought(desk_of_today(), as_csv(tmp_path / "a.csv", rows))


def test_a_column_is_left_out_only_if_it_is_named(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", [{**OPEN, "备注": "x"}])
    tally, _ = brought(desk_of_today(), path, ignored=frozenset({"备注"}))
    assert tally.new == 1


def test_a_row_with_more_cells_than_columns_is_refused(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", [OPEN])
    path.write_bytes(path.read_bytes().rstrip() + ",又一格\r\n".encode())
    _, refused = brought(desk_of_today(), path)
    assert [one.code for one in refused] == ["too_many_cells"]


def test_a_workbook_with_dates_and_english_headers_is_the_same(tmp_path: Path) -> None:
    english = {one.header: one.key for one in COLUMNS}
    row: dict[str, object] = {english[key]: value for key, value in OPEN.items()}
    row |= {"registered_at": datetime(2026, 3, 16, 9), "phone": 13800000000}
    desk = desk_of_today()
    _, refused = brought(desk, as_xlsx(tmp_path / "a.xlsx", [row]))
    assert refused == []
    assert of_number(desk, "2026-0001").registered_at == datetime(2026, 3, 16, 1, tzinfo=UTC)


def test_an_empty_row_is_no_row(tmp_path: Path) -> None:
    tally, _ = at_desk(desk_of_today(), tmp_path, OPEN, dict.fromkeys(OPEN, ""))
    assert tally.rows == 1


def test_both_stores_hold_the_same_after_the_same_file(tmp_path: Path) -> None:
    in_memory, in_tables = desk_of_today(), desk_of_today()
    with dynamodb() as client:
        in_tables.swap(tickets=tickets(client, in_tables), seals=in_memory.ports.seals)
        path = as_csv(tmp_path / "a.csv", [OPEN, ENDED])
        for each in (in_memory, in_tables):
            brought(each, path)
        for number in ("2026-0001", "2025-0009"):
            kept, stored = of_number(in_memory, number), of_number(in_tables, number)
            assert kept == stored
            assert list(in_memory.ports.tickets.history(kept.id)) == list(
                in_tables.ports.tickets.history(kept.id)
            )
