"""The hourly sweep, where something comes in between."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from chalicelib.adapters.memory.files import MemoryBucket, MemoryFileRows
from chalicelib.application import orphans
from chalicelib.application.file_ports import FileRow
from chalicelib.application.orphans import SweptFiles
from chalicelib.domain.files import Announcer
from tests.application.world import MORNING, Desk

BY = Announcer(id="a", place="zhaoqing", unit=None, citizen=False, of_a_unit=False)


@dataclass
class Ending:
    """Time for so many files."""

    left: int

    def seconds_left(self) -> float:
        self.left -= 1
        return 60 if self.left >= 0 else 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


def announced(desk: Desk, *ids: str) -> None:
    for one in ids:
        row = FileRow(
            id=one, filename="x", content_type="text/plain", size=1, by=BY, announced_at=MORNING
        )
        desk.ports.files.rows.announce(row)
        bucket(desk).put(one, b"x")


def bucket(desk: Desk) -> MemoryBucket:
    found = desk.ports.files.bucket
    assert isinstance(found, MemoryBucket)
    return found


def left(desk: Desk) -> list[str]:
    return sorted(one for _, one, _ in bucket(desk).objects)


def test_a_claim_whose_commit_failed_keeps_nothing(desk: Desk) -> None:
    announced(desk, "att_1")
    ticket = desk.file()
    assert desk.ports.files.rows.claim("att_1", ticket.id)
    assert desk.ports.files.rows.claim("att_1", "tkt_that_never_was")
    desk.clock.pass_by(hours=25)
    assert orphans.sweep(desk.ports) == SweptFiles(named=0, removed=1)
    assert left(desk) == []


def test_a_day_is_a_day_to_the_second(desk: Desk) -> None:
    announced(desk, "att_1")
    desk.clock.pass_by(hours=24)
    assert orphans.sweep(desk.ports).removed == 0
    desk.clock.pass_by(seconds=1)
    assert orphans.sweep(desk.ports).removed == 1


def test_what_there_is_no_time_for_is_the_next_sweeps(desk: Desk) -> None:
    announced(desk, "att_1", "att_2", "att_3")
    desk.clock.pass_by(hours=25)
    assert orphans.sweep(desk.ports, Ending(2)) == SweptFiles(named=0, removed=2)
    assert left(desk) == ["att_3"]
    assert orphans.sweep(desk.ports) == SweptFiles(named=0, removed=1)


def test_more_than_a_slice_is_swept_in_slices(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "SLICE", 2)
    announced(desk, *(f"att_{one}" for one in range(5)))
    desk.clock.pass_by(hours=25)
    assert orphans.sweep(desk.ports).removed == 5


class Claimed(MemoryFileRows):
    """A ticket claims every file just after it was read."""

    def remove_if_unclaimed(self, row: FileRow) -> bool:
        self.claim(row.id, "tkt_now")
        return super().remove_if_unclaimed(row)


def test_a_file_that_is_claimed_at_this_moment_waits_for_the_next_sweep(desk: Desk) -> None:
    rows = Claimed()
    desk.swap(files=replace(desk.ports.files, rows=rows))
    announced(desk, "att_1")
    desk.clock.pass_by(hours=25)
    assert orphans.sweep(desk.ports) == SweptFiles(named=0, removed=0)
    assert left(desk) == ["att_1"]
    assert len(rows.announced_before(desk.clock.now(), 10)) == 1


def test_a_sweep_that_broke_off_is_made_up_for(desk: Desk) -> None:
    """The row is gone, its bytes and its line are not."""
    announced(desk, "att_1")
    row = desk.ports.files.rows.get_many(["att_1"])["att_1"]
    assert desk.ports.files.rows.remove_if_unclaimed(row)
    desk.clock.pass_by(hours=25)
    orphans.sweep(desk.ports)
    assert left(desk) == []
    assert desk.ports.files.rows.announced_before(desk.clock.now(), 10) == []
