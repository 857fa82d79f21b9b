"""`make demo`: every jurisdiction's story goes as told."""

import pytest

from local.demo import phones
from local.demo.__main__ import heard, main
from local.demo.stories import STORIES


def test_every_story_of_the_demo_goes_from_intake_to_archive(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main() == 0

    timeline = capsys.readouterr().out
    assert timeline.count("已归档：共办理2轮，最后评价：满意") == len(STORIES) == 5
    for happening in ("退单审核", "延期审核：同意", "答复审核：不同意", "发回重办", "归档"):
        assert happening in timeline
    assert "10-22 20:00  评价：满意" in timeline
    assert "第十条（三）：需调查核实的：原则上12小时内办结并正式回复" in timeline


def test_the_demo_shows_a_survey_with_two_open_tickets_on_one_phone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert heard(phones.AT, phones.tell)
    conversation = capsys.readouterr().out
    assert conversation.count("请注明是哪一件") == 1
    assert conversation.count("📱 5\n") == 2
    assert "：非常满意\n" in conversation
    assert "：非常不满意\n" in conversation
