"""The bucket of the single-machine run: curl sends to it, and a directory keeps it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from local.keeping import Keeping
from local.seeds import load_seeds
from local.world import new_world
from tests.attachments import samples
from tests.attachments.conftest import Sender

JPEG = samples.jpeg()
CURL = shutil.which("curl")


@pytest.mark.skipif(CURL is None, reason="there is no curl on this machine")
def test_curl_sends_a_file_as_the_page_says(sender: Sender, tmp_path: Path) -> None:
    file = tmp_path / "现场.jpg"
    file.write_bytes(JPEG)
    announced = sender.announce(JPEG, "image/jpeg")
    fields = [f"-F{name}={value}" for name, value in announced["upload"]["fields"].items()]
    here = f"http://127.0.0.1:{sender.hotline.port}"
    url = announced["upload"]["url"].replace("http://127.0.0.1", here)
    command = [
        str(CURL),
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        *fields,
        f"-Ffile=@{file}",
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "204"
    assert sender.look(announced["id"])["state"] == "confirmed"


def test_a_run_goes_on_with_the_files_of_the_one_before(sender: Sender, tmp_path: Path) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    sender.hotline.file("citizen", attachments=[file_id])
    before = sender.hotline.world
    keeping = Keeping(tmp_path / "data")
    keeping.save(before)
    kept = keeping.read()
    keeping.release()
    assert kept is not None
    directories = {seed.place: seed.directory for seed in load_seeds()}
    after = new_world(directories, base_url="http://127.0.0.1", keys=kept.keys)
    kept.put_into(after)
    assert list(after.files.stored.all()) == list(before.files.stored.all())
    row = after.ports.files.rows.get_many([file_id])[file_id]
    assert row.confirmed is not None
    stored = after.files.stored.client.get_object(
        Bucket="lianxin-files", Key=f"clean/{file_id}", VersionId=row.confirmed.version
    )
    assert len(stored["Body"].read()) == row.confirmed.size
