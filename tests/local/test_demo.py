"""`make demo`: every jurisdiction's story goes as told."""

import pytest

from local.demo.__main__ import main
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
