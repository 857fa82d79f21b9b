"""What is exported is what the API says, and of people only what was asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from chalicelib.adapters.dynamodb.codec import event_classes
from chalicelib.domain.records import Requester
from moving import writing
from moving.layout import PLAIN_DATA, TABLES, TableName, columns
from moving.records import Place
from moving.wholes import Group
from moving.writing import ARROW, Format, NoRoom, Writer
from tests.api.conftest import Hotline
from tests.moving.exports import exported, keys_of, rows, table_of
from tests.moving.lives import events, live

WORDS = (
    "王小明",
    "13800000000",
    "大旺大道",
    "夜间施工噪声",
    "夜里十一点",
    "现场核实",
    "请向某地反映",
)


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@pytest.mark.parametrize("format_", ["parquet", "jsonl"])
def test_counts_and_states_are_what_the_api_says(
    hotline: Hotline, tmp_path: Path, format_: Format
) -> None:
    told = live(hotline)
    done = exported(table_of(hotline.world), tmp_path / "out", format_, phones=keys_of(hotline))
    assert done.torn == []
    found = {one["id"]: one for one in rows(tmp_path / "out", "tickets", format_)}
    assert done.counts["tickets"] == len(found) == len(told)
    for ticket in told:
        row = found[ticket["id"]]
        for name in ("number", "status", "round", "version", "unit", "outcome", "rating", "flags"):
            assert row[name] == ticket[name], name
        assert row["jurisdiction"] == ticket["jurisdiction"]
        assert str(row["month"]) == ticket["registered_at"][:7] == "2026-03"
    assert {one["status"] for one in told} >= {"registered", "dispatched", "declined"}


def test_every_event_deadline_and_survey_is_there_once(hotline: Hotline, tmp_path: Path) -> None:
    told = live(hotline)
    exported(table_of(hotline.world), tmp_path, phones=keys_of(hotline))
    found = Counter((one["ticket_id"], one["seq"], one["type"]) for one in rows(tmp_path, "events"))
    said = Counter(
        (ticket["id"], event["seq"], event["type"])
        for ticket in told
        for event in events(hotline, ticket)
    )
    assert found == said
    assert sorted(
        (one["ticket_id"], one["id"], one["state"], one["due_at"], one["article"])
        for one in rows(tmp_path, "deadlines")
    ) == sorted(
        (ticket["id"], one["id"], one["state"], instant(one["due_at"]), one["basis"]["article"])
        for ticket in told
        for one in ticket["deadlines"]
    )
    assert sorted(
        (one["ticket_id"], one["round"], one["state"]) for one in rows(tmp_path, "surveys")
    ) == sorted(
        (ticket["id"], survey["round"], survey["state"])
        for ticket in told
        for survey in [ticket["survey"], *(one["survey"] for one in ticket["rounds"])]
        if survey
    )


@pytest.mark.parametrize("format_", ["parquet", "jsonl"])
def test_nothing_of_people_is_told_unless_it_is_asked_for(
    hotline: Hotline, tmp_path: Path, format_: Format
) -> None:
    live(hotline)
    exported(table_of(hotline.world), tmp_path / "out", format_, phones=keys_of(hotline))
    for table in TABLES:
        text = json.dumps(rows(tmp_path / "out", table, format_), default=str, ensure_ascii=False)
        assert [word for word in WORDS if word in text] == []
        personal = {one.name for one in TABLES[table] if one.personal}
        assert personal.isdisjoint(rows(tmp_path / "out", table, format_)[0])


def test_with_personal_data_everything_is_there(hotline: Hotline, tmp_path: Path) -> None:
    told = live(hotline)
    exported(table_of(hotline.world), tmp_path, phones=keys_of(hotline), personal=True)
    found = {one["id"]: one for one in rows(tmp_path, "tickets")}
    asker = hotline.request()["requester"]  # the API shows the office less
    for ticket in told:
        row = found[ticket["id"]]
        assert (row["requester_name"], row["requester_phone"]) == (asker["name"], asker["phone"])
        assert (row["subject"], row["address"]) == (
            ticket["subject"],
            ticket["location"]["address"],
        )
    text = json.dumps(rows(tmp_path, "events"), default=str, ensure_ascii=False)
    assert "现场核实" in text
    assert json.loads((tmp_path / "manifest.json").read_text())["personal_data"] is True


def test_the_columns_of_parquet_have_the_types_that_are_documented(
    hotline: Hotline, tmp_path: Path
) -> None:
    live(hotline)
    exported(table_of(hotline.world), tmp_path, phones=keys_of(hotline))
    for table in TABLES:
        for path in (tmp_path / table).rglob("*.parquet"):
            schema = pq.read_schema(path)
            known = columns(table, personal=False)
            assert schema == pa.schema([(one.name, ARROW[one.kind]) for one in known])


def test_what_is_plain_in_an_event_is_a_field_of_some_event_and_none_of_people() -> None:
    named = {one.name for cls in event_classes().values() for one in fields(cls)}  # type: ignore[arg-type]
    assert named >= PLAIN_DATA
    assert PLAIN_DATA.isdisjoint({one.name for one in fields(Requester)} | {"ticket", "details"})
    free_text = {"text", "note", "reason", "answer", "explanation", "advice", "result", "question"}
    assert PLAIN_DATA.isdisjoint(free_text)


def test_an_export_goes_only_where_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    with pytest.raises(NoRoom, match="not empty"):
        Writer(tmp_path, "jsonl", personal=False).prepare()


def test_an_export_that_broke_off_has_no_manifest(hotline: Hotline, tmp_path: Path) -> None:
    hotline.file()
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o700)
    source = table_of(hotline.world)

    def breaking() -> Iterator[Group]:
        yield from source.groups
        raise OSError("the line is cut")

    with pytest.raises(OSError, match="cut"):
        exported(
            type(source)(source.name, breaking(), source.again),
            tmp_path / "out",
            phones=keys_of(hotline),
        )
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("format_", ["parquet", "jsonl"])
def test_no_more_rows_are_held_nor_files_open_than_so_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: Format
) -> None:
    monkeypatch.setattr(writing, "MOST_OPEN", 3)
    writer = Writer(tmp_path, format_, personal=False, rows_held=10)
    empty = dict.fromkeys(one.name for one in columns("surveys", personal=False))
    most = 0
    for number in range(500):
        place = Place("zhaoqing", f"2026-{number % 7 + 1:02d}")
        writer.add(place, "surveys", {**empty, "ticket_id": f"tkt_{number}"})
        most = max(most, writer.waiting)
        assert len(writer.open) <= 3
    writer.finish({})
    assert most < 10
    found = rows(tmp_path, "surveys", format_)
    assert sorted(one["ticket_id"] for one in found) == sorted(f"tkt_{n}" for n in range(500))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_two_columns_share_a_name(table: TableName) -> None:
    names = [one.name for one in TABLES[table]]
    assert len(set(names)) == len(names)
    assert {"jurisdiction", "month"}.isdisjoint(names)  # the partitions have those
