"""`DATA=dir make run`: what was, is there again, whatever stopped the run before."""

from __future__ import annotations

import json
import os
import signal
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from local.keeping import LOCK, PART, STATE, Keeping, Unusable
from local.seeds import load_seeds
from local.world import World, new_world
from tests.local.running import Json, Run, begun, running

REQUEST = {
    "jurisdiction": "zhaoqing",
    "category": "complaint",
    "subject": "夜间施工噪声",
    "description": "工地夜里\u2028十一点后仍在施工。\u2029",  # which some take for ends of lines
    "requester": {"name": "王小明", "phone": "+8613800000000"},
}
NEXT_YEAR = {
    "year": 2027,
    "published": {"first": "2027-01-01", "last": "2027-12-31"},
    "notices": None,
    "holidays": {"2027-01-01": "元旦"},
    "make_up_days": {},
    "decisions": {},
}
A_DAY = {"advance": "P1D"}


def seen(run: Run, ticket: Json, token: str) -> list[Json]:
    """All that can be seen of a ticket and of the place."""
    path = f"/v1/tickets/{ticket['id']}"
    paths = (path, f"{path}/events", "/v1/tickets?limit=100", "/v1/calendars")
    return [run.call("GET", one, None, token) for one in paths]


def surveyed(run: Run) -> Json:
    """A ticket whose citizen has the survey by SMS."""
    office, handler = run.token("office"), run.token("handler&unit=urban-management")
    ticket = run.call("POST", "/v1/tickets", REQUEST, run.token("operator"), Idempotency_Key="k1")
    path = f"/v1/tickets/{ticket['id']}/actions"
    answer = {
        "outcome": "solved",
        "handled_at": run.call("GET", "/_local/clock")["now"],
        "process": "现场核实",
        "result": "已整改",
        "legal_basis": "《噪声污染防治法》",
        "replied_by": "phone",
    }
    run.call("POST", f"{path}/dispatch", {"unit": "urban-management"}, office)
    run.call("POST", f"{path}/submit_answer", answer, handler)
    run.call("POST", f"{path}/audit_answer", {"approve": True}, office)
    return dict(ticket)


def test_a_run_goes_on_where_the_one_before_was_stopped(tmp_path: Path) -> None:
    with running(tmp_path / "data") as run:
        run.call("POST", "/_local/clock", A_DAY)
        run.call("PUT", "/v1/calendars/2027", NEXT_YEAR, run.token("supervisor"))
        token, operator = run.token("office"), run.token("operator")
        ticket = surveyed(run)
        before = seen(run, ticket, token)
        sent, now = run.call("GET", "/_local/sms"), run.call("GET", "/_local/clock")["now"]
        said, complained = run.stop()
        assert (run.process.returncode, complained) == (0, "")
        assert "kept in" in said
    with running(tmp_path / "data") as run:
        assert seen(run, ticket, token) == before
        assert run.call("GET", "/_local/sms") == sent != {"items": []}
        assert now <= run.call("GET", "/_local/clock")["now"] < "2026-03-03T09:10"
        again = run.call("POST", "/v1/tickets", REQUEST, operator, Idempotency_Key="k1")
        assert again["id"] == ticket["id"]
        mine = run.call("GET", "/v1/tickets?requester=me", None, run.token("citizen"))
        assert [one["id"] for one in mine["items"]] == [ticket["id"]]


def test_a_cursor_outlives_a_stop(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        office = run.token("office")
        first = run.call("GET", "/v1/tickets?limit=1", None, office)
        path = f"/v1/tickets?limit=1&cursor={first['next_cursor']}"
        second = run.call("GET", path, None, office)
        run.stop(signal.SIGINT)
    with running(tmp_path) as run:
        assert run.call("GET", path, None, office) == second


def test_a_killed_run_starts_again_with_what_was_saved_last(tmp_path: Path) -> None:
    """While it works and saves: what is there is a whole state, if not the newest."""
    with running(tmp_path, SAVE_SECONDS="0.05") as run:
        office, operator = run.token("office"), run.token("operator")
        first = run.call("POST", "/v1/tickets", REQUEST, operator)
        while first["id"] not in (tmp_path / STATE).read_text("utf-8"):
            time.sleep(0.01)
        for _ in range(20):
            run.call("POST", "/v1/tickets", REQUEST, operator)
        run.stop(signal.SIGKILL)
    (tmp_path / PART).write_text('{"for": "mat"')
    with running(tmp_path) as run:
        assert run.call("GET", f"/v1/tickets/{first['id']}", None, office)["id"] == first["id"]
        for one in run.call("GET", "/v1/tickets?limit=100", None, office)["items"]:
            events = run.call("GET", f"/v1/tickets/{one['id']}/events", None, office)
            assert events["items"]


def test_a_run_stops_though_a_caller_holds_its_connection(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        caller = HTTPConnection("127.0.0.1", run.port, timeout=10)
        caller.request("GET", "/health")
        assert caller.getresponse().read()
        began = time.monotonic()
        run.stop()
        assert time.monotonic() - began < 10
        caller.close()


def test_a_run_in_memory_keeps_nothing_and_says_so() -> None:
    with running(STORE="memory") as run:
        ticket = surveyed(run)
        found, *_ = seen(run, ticket, run.token("office"))
        assert found["status"] == "awaiting_rating"
        said, _ = run.stop()
    assert "in memory, gone when it stops" in said


def refusal(data: Path, **environment: str) -> str:
    """What a run says that does not start."""
    run = begun(data, **environment)
    _, complained = run.process.communicate(timeout=30)
    assert run.process.returncode == 1
    assert "Traceback" not in complained
    return complained


def test_a_directory_is_one_run_s_at_a_time(tmp_path: Path) -> None:
    with running(tmp_path):
        assert "is in use by another run" in refusal(tmp_path)


def test_a_directory_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert "holds something else" in refusal(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_is_kept_is_tables(tmp_path: Path) -> None:
    assert "STORE=memory has none" in refusal(tmp_path / "data", STORE="memory")
    assert not (tmp_path / "data").exists()


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "STORE=paper: one of dynamodb, memory" in refusal(tmp_path, STORE="paper")


# --- without a process ---------------------------------------------------------------------------


def world() -> World:
    return new_world({seed.place: seed.directory for seed in load_seeds()}, base_url="")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A directory with a state."""
    keeping = Keeping(tmp_path)
    keeping.save(world())
    keeping.release()
    return tmp_path


def damaged(lines: list[str]) -> dict[str, list[str]]:
    return {
        "cut off": lines[:-1],
        "cut off in a line": [*lines[:-1], lines[-1][:-3]],
        "without a thing": [lines[0], *lines[2:]],
        "empty": [],
        "another program's": ['{"format": "tar", "version": 1}', *lines[1:]],
        "of a later release": [lines[0].replace('"version":1', '"version":2'), *lines[1:]],
        "with keys cut off": [lines[0].replace('"cursor":"', '"cursor":"*'), *lines[1:]],
        "with what nobody knows": [lines[0], '{"fax":{}}', *lines[2:]],
    }


@pytest.mark.parametrize("how", damaged(["{}", "{}"]))
def test_a_state_that_is_not_whole_is_refused_and_left(saved: Path, how: str) -> None:
    state = saved / STATE
    text = "\n".join(damaged(state.read_text("utf-8").splitlines())[how])
    state.write_text(text, "utf-8")
    keeping = Keeping(saved)
    with pytest.raises(Unusable, match="damaged, or not of this program"):
        keeping.read()
    keeping.release()
    assert state.read_text("utf-8") == text


def test_what_is_saved_twice_is_written_once_and_only_for_its_owner(saved: Path) -> None:
    keeping = Keeping(saved)
    kept = keeping.read()
    assert kept is not None
    again = new_world({}, base_url="", keys=kept.keys)
    kept.put_into(again)
    keeping.save(again)
    first = (saved / STATE).stat()
    keeping.save(again)
    assert (saved / STATE).stat().st_ino == first.st_ino
    assert first.st_mode & 0o777 == 0o600
    keeping.release()


def test_a_state_is_lines_of_json_that_say_what_they_are(saved: Path) -> None:
    first, *things, last = map(json.loads, (saved / STATE).read_text("utf-8").splitlines())
    assert (first["format"], first["version"]) == ("lianxin-run", 1)
    assert {name for thing in things for name in thing} == {"clock", "item"}
    assert last == {"end": len(things)}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unusable, match="Permission denied"):
        Keeping(tmp_path / "data")


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Unusable, match="File exists"):
        Keeping(tmp_path / "data")


def test_what_was_saved_last_stays_when_the_disk_is_full(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (saved / STATE).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    keeping = Keeping(saved)
    with pytest.raises(Unusable, match="No space left"):
        keeping.save(world())
    keeping.release()
    assert (saved / STATE).read_bytes() == before
    assert {one.name for one in saved.iterdir()} == {STATE, PART, LOCK}
