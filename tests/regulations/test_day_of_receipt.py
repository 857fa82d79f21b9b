"""Where asking early is impossible: a limit shorter than the time before which one must ask."""

import tomllib

import pytest

from chalicelib.adapters.regulation_files import PACKAGED, parse_regulation
from chalicelib.domain.regulation import Regulation
from tests.builders import Story

ASKED = {"ground": "complex", "reason": "需现场监测", "form": "att_1"}


def one_day_for_enquiries(*, always_on_the_first_day: bool) -> Regulation:
    file = PACKAGED / "zhaoqing-2023-09-13.toml"
    document = tomllib.loads(file.read_text("utf-8"))
    document["limits"][0]["amount"] = 1
    ask_by = document["extensions"]["kinds"][0]["ask_by"]
    ask_by["on_day_of_receipt"] = always_on_the_first_day
    return parse_regulation(document, file.name)


@pytest.mark.rule("A7")
def test_on_the_day_of_receipt_one_can_still_ask() -> None:
    law = one_day_for_enquiries(always_on_the_first_day=True)
    story = Story("zhaoqing", regulation=law, category="consultation").dispatch()
    story.at("2026-03-02T23:59").step("handler", "request_extension", ASKED)
    assert story.ticket.pending[0].kind == "extension"


@pytest.mark.rule("A7")
def test_else_it_is_too_late_from_the_start() -> None:
    law = one_day_for_enquiries(always_on_the_first_day=False)
    story = Story("zhaoqing", regulation=law, category="consultation").dispatch()
    story.refused(
        "handler",
        "request_extension",
        "extension_too_late",
        ground="complex",
        reason="需现场监测",
        form="att_1",
    )
