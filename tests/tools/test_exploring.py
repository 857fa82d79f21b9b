"""The chart of states is what the domain answers, and what the regulations say shows in it."""

import pytest

from chalicelib.adapters.calendar_files import load_calendar
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.domain.ticket import ACTIONS
from tools.exploring import Findings, Transition, explore
from tools.make_states import STATUSES, chart, title
from tools.plausible import FIELDS


@pytest.fixture(scope="module")
def found() -> dict[str, Findings]:
    calendar = load_calendar()
    known = load_regulations().values()
    return {one.identity.place: explore(one, calendar) for one in known}


def test_only_the_street_gives_a_ticket_back_to_the_level_above(found: dict[str, Findings]) -> None:
    up = {
        place for place, one in found.items() for t in one.transitions if t.after == "returned_up"
    }
    assert up == {"youyilu"}


def test_only_taian_terminates(found: dict[str, Findings]) -> None:
    ended = {place for place, one in found.items() if "decide_termination" in one.accepted}
    assert ended == {"taian"}


def test_a_second_return_goes_to_adjudication_where_the_text_says_so(
    found: dict[str, Findings],
) -> None:
    confirmed = Transition("handling", "confirm", "adjudication")
    assert [place for place, one in found.items() if confirmed in one.transitions] == ["xixian"]


def test_everywhere_a_ticket_can_reach_the_archive_and_come_back_for_a_redo(
    found: dict[str, Findings],
) -> None:
    for one in found.values():
        statuses = {t.after for t in one.transitions}
        redone = {t for t in one.transitions if t.before == "awaiting_revisit"}
        assert "archived" in statuses
        assert "handling" in {t.after for t in redone}


def test_there_is_a_plausible_command_for_every_action_with_fields() -> None:
    assert set(ACTIONS) - set(FIELDS) <= {"sign"}


def test_a_chart_joins_what_leads_the_same_way() -> None:
    steps = {Transition("handling", "submit_answer", "in_review"),
             Transition("handling", "confirm", "in_review")}  # fmt: skip
    assert "handling --> in_review: 领导确认、提交答复" in chart(steps)


def test_what_falls_due_is_named_by_its_deadline() -> None:
    assert title("due:survey_reply") == "评价期限届满"


def test_every_status_has_a_chinese_name() -> None:
    assert len(set(STATUSES.values())) == len(STATUSES)
