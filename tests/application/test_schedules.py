"""Every schedule has a handler that is deployed, and every handler a schedule."""

from __future__ import annotations

from app import app
from local.schedules import FOLDER, load_schedules


def test_each_schedule_starts_a_deployed_handler() -> None:
    deployed = {one.name for one in app.pure_lambda_functions}
    assert {one.handler for one in load_schedules()} == deployed


def test_each_schedule_is_named_like_its_file_and_says_so_to_the_handler() -> None:
    names = {one.name for one in load_schedules()}
    assert names == {file.stem for file in FOLDER.glob("*.toml")}
    assert all(one.input == {"schedule": one.name} for one in load_schedules())
    assert {one.time_zone for one in load_schedules()} == {"Asia/Shanghai"}
    assert all(one.rate_minutes >= 1 for one in load_schedules())
