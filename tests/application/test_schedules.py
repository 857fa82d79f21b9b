"""Every schedule has a handler that is deployed, and every sweep a schedule."""

from __future__ import annotations

from datetime import timedelta

from app import app
from local.schedules import FOLDER, Schedule, load_schedules
from tests.application.world import MORNING


def test_each_schedule_starts_a_deployed_handler() -> None:
    deployed = {one.name for one in app.pure_lambda_functions}
    assert {one.handler for one in load_schedules()} <= deployed


def test_sweeps_and_reconciliation_run_by_the_schedule() -> None:
    rates = {one.handler: one.rate_minutes for one in load_schedules()}
    assert (rates["sweep_deadlines"], rates["reconcile_deadlines"]) == (1, 60)


def test_each_schedule_is_named_like_its_file_and_says_so_to_the_handler() -> None:
    names = {one.name for one in load_schedules()}
    assert names == {file.stem for file in FOLDER.glob("*.toml")}
    assert all(one.input["schedule"] == one.name for one in load_schedules())
    assert {one.time_zone for one in load_schedules()} == {"Asia/Shanghai"}
    assert all(one.rate_minutes >= 1 for one in load_schedules())


def test_what_runs_every_hour_runs_once_in_each_that_the_clock_stops_in() -> None:
    hourly = Schedule("any", 60, "Asia/Shanghai", "any", {})
    at = [MORNING + timedelta(minutes=minute) for minute in (0, 59, 60, 200)]
    assert hourly.comes_by(None, at[0])
    assert not hourly.comes_by(at[0], at[1])
    assert hourly.comes_by(at[1], at[2])
    assert hourly.comes_by(at[2], at[3])


def test_what_runs_every_minute_runs_whenever_the_clock_stops() -> None:
    every_minute = Schedule("any", 1, "Asia/Shanghai", "any", {})
    assert every_minute.comes_by(MORNING, MORNING + timedelta(seconds=1))
