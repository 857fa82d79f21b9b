"""However long a place lets one ask: after the breach it is not in time any more."""

import tomllib

import pytest

from chalicelib.adapters.regulation_files import PACKAGED, parse_regulation
from tests.builders import Story


@pytest.mark.rule("A42")
def test_the_time_to_ask_ends_with_the_limit_at_the_latest() -> None:
    file = PACKAGED / "youyilu-undated.toml"
    document = tomllib.loads(file.read_text("utf-8"))
    document["extensions"]["kinds"][0]["ask_by"]["amount"] = 30
    story = Story("youyilu", regulation=parse_regulation(document, file.name)).dispatch()
    assert story.due("handling") == "2026-03-09"
    story.at("2026-03-10T00:00")
    story.refused("handler", "request_extension", "extension_too_late", reason="需会商")
    assert story.sweep().deadline("handling").state == "breached"
