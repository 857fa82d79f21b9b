"""A table exported to S3 becomes the same files as the table itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from chalicelib.adapters.seals import PhoneKeys
from moving.dump import NoDump
from moving.layout import TABLES
from tests.api.conftest import Hotline
from tests.moving.exports import dumped, exported, from_dump, in_json, items_of, rows, table_of
from tests.moving.lives import live


def spread(hotline: Hotline, folder: Path, files: int = 4) -> Path:
    """The items of one ticket in different files, as DynamoDB may write them."""
    items = [in_json(one) for one in items_of(hotline.world)]
    return dumped(folder, [items[start::files] for start in range(files)])


def test_a_dump_gives_what_the_table_gives(hotline: Hotline, tmp_path: Path) -> None:
    live(hotline)
    phones = hotline.world.keys.phones
    exported(table_of(hotline.world), tmp_path / "table", phones=phones, personal=True)
    done = from_dump(spread(hotline, tmp_path / "dump"), tmp_path / "out", phones, personal=True)
    assert done.torn == []
    for table in TABLES:
        found, wanted = (
            sorted(map(str, rows(tmp_path / folder, table))) for folder in ("out", "table")
        )
        assert found == wanted != []


def test_a_dump_without_personal_data_has_no_phones(hotline: Hotline, tmp_path: Path) -> None:
    live(hotline)
    done = from_dump(
        spread(hotline, tmp_path / "dump"), tmp_path / "out", hotline.world.keys.phones
    )
    assert done.counts["tickets"] == 6
    assert "requester_phone" not in rows(tmp_path / "out", "tickets")[0]


def test_a_transaction_that_the_snapshot_caught_halfway_is_told(
    hotline: Hotline, tmp_path: Path
) -> None:
    ticket = hotline.dispatched()
    items = [in_json(one) for one in items_of(hotline.world)]
    halfway = [one for one in items if one["sk"] != {"S": "EV#0000002"}]
    done = from_dump(
        dumped(tmp_path / "dump", [halfway]), tmp_path / "out", hotline.world.keys.phones
    )
    assert (done.torn, done.counts) == ([ticket["id"]], {})


def test_a_file_that_was_not_downloaded_whole_is_found(hotline: Hotline, tmp_path: Path) -> None:
    hotline.file()
    folder = spread(hotline, tmp_path / "dump")
    path = next(folder.rglob("*.json.gz"))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(NoDump, match="download it again"):
        from_dump(folder, tmp_path / "out", hotline.world.keys.phones)


def test_a_file_that_is_missing_is_found(hotline: Hotline, tmp_path: Path) -> None:
    hotline.file()
    folder = spread(hotline, tmp_path / "dump")
    next(folder.rglob("*.json.gz")).unlink()
    with pytest.raises(NoDump, match="FileNotFoundError"):
        from_dump(folder, tmp_path / "out", PhoneKeys.made())


def test_fewer_items_than_the_manifest_says_are_found(hotline: Hotline, tmp_path: Path) -> None:
    hotline.file()
    folder = spread(hotline, tmp_path / "dump", files=1)
    manifest = next(folder.rglob("manifest-files.json"))
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**told, "itemCount": told["itemCount"] + 1}) + "\n")
    with pytest.raises(NoDump, match="the manifest says"):
        from_dump(folder, tmp_path / "out", PhoneKeys.made())


@pytest.mark.parametrize("line", ["", "{}\n", "no json\n", '{"Item": {"pk": {"S": "T#1"}}}\n'])
def test_what_is_no_export_is_refused(tmp_path: Path, line: str) -> None:
    folder = dumped(tmp_path / "dump", [[]])
    path = next(folder.rglob("*.json.gz"))
    path.write_bytes(gzip.compress(line.encode()))
    if not line:
        next(folder.rglob("manifest-files.json")).unlink()
    with pytest.raises(NoDump):
        from_dump(folder, tmp_path / "out", PhoneKeys.made())
