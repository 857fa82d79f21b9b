"""What is in the zip and the layer, and that Chalice does on its own what its users know."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

import pytest

from infra import __main__ as command
from infra.layer import PACKAGES, locked
from infra.packaging import ROOT, chalice
from infra.targets import UnknownTarget, target
from infra.template import LAYER_FILE, dangling
from tests.infra.conftest import Built

MB = 1024 * 1024  # as Lambda counts
OURS = ("app.py", "chalicelib/")
NOT_DEPLOYED = {"bench", "infra", "local", "moving", "schedules", "simulation", "tests", "tools"}
FROM_LAMBDA = {"boto3", "botocore", "s3transfer", "urllib3"}
TOOLS = {"aws_xray_sdk", "moto", "pynamodb", "pytest"}


def entries(path: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as packed:
        return packed.infolist()


def packages(path: Path) -> set[str]:
    return {one.filename.split("/")[0].removesuffix(".py") for one in entries(path)}


def test_the_zip_holds_what_runs_and_nothing_of_what_makes_it(built: Built) -> None:
    inside = packages(built.code)
    assert {
        "app",
        "chalicelib",
        "chalice",
        "jwt",
        "cryptography",
        "aws_lambda_powertools",
    } <= inside
    assert not inside & (NOT_DEPLOYED | FROM_LAMBDA | TOOLS)


def test_every_file_of_ours_is_in_the_zip_as_it_is_here(built: Built, project: Path) -> None:
    """Regulations and calendars included; nothing compiled, nothing left over."""
    with zipfile.ZipFile(built.code) as packed:
        there = {one: packed.read(one) for one in packed.namelist() if one.startswith(OURS)}
    here = {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in (project / "app.py", *(project / "chalicelib").rglob("*"))
        if path.is_file()
    }
    assert there.keys() == here.keys()
    assert {one.rpartition(".")[2] for one in there} == {"json", "py", "toml"}


def test_what_is_in_the_zip_says_what_is_said_in_the_repository(built: Built) -> None:
    """Code letter by letter, so that a place in a log is a place here; data without its blanks."""
    with zipfile.ZipFile(built.code) as packed:
        there = {one: packed.read(one) for one in packed.namelist() if one.startswith(OURS)}
    for name, inside in there.items():
        here = (ROOT / name).read_bytes()
        if name.endswith(".json"):
            assert json.loads(inside) == json.loads(here), name
            assert len(inside) < len(here), name
        else:
            assert inside == here, name


def test_what_people_run_by_hand_stays_at_home(built: Built) -> None:
    ours = {one.filename for one in entries(built.code) if one.filename.startswith(OURS)}
    assert not any(one.startswith("chalicelib/commands/") for one in ours)
    assert "chalicelib/adapters/dynamodb/models.py" not in ours  # it needs PynamoDB
    assert "chalicelib/application/move_in.py" not in ours  # of tickets of another system
    assert "chalicelib/domain/satisfaction.py" not in ours  # counted by who reports
    assert "chalicelib/adapters/dynamodb/store.py" in ours


def test_the_code_is_small(built: Built) -> None:
    """Ours as it is uploaded, and how large it is unpacked; the whole with its layer."""
    ours = [one for one in entries(built.code) if one.filename.startswith(OURS)]
    uploaded = sum(one.compress_size for one in ours)
    unpacked = sum(one.file_size for one in ours)
    print(f"ours: {uploaded} bytes uploaded, {unpacked} unpacked")  # noqa: T201 - `pytest -s` shows it
    assert uploaded <= 1 * MB
    layer = built.out / LAYER_FILE
    assert built.code.stat().st_size + layer.stat().st_size <= 15 * MB


def test_the_layer_is_the_sdk_and_what_it_wraps_with_alone(built: Built) -> None:
    inside = {one.filename.split("/")[1] for one in entries(built.out / LAYER_FILE)}
    inside = {one.removesuffix("-stubs") for one in inside if "dist-info" not in one}
    assert inside == {"aws_xray_sdk", "wrapt"}


def test_what_the_layer_is_made_of_is_locked_with_its_hashes() -> None:
    text = (
        "a-sdk==1.0 \\\n    --hash=sha256:aa\n    # via x\n"
        "b==2 \\\n    --hash=sha256:bb\nc==3 \\\n    --hash=sha256:cc\n"
    )
    assert locked(("a-sdk", "c"), text) == (
        "a-sdk==1.0 \\\n    --hash=sha256:aa\n    # via x\nc==3 \\\n    --hash=sha256:cc\n"
    )
    ours = locked(PACKAGES, (ROOT / "requirements-dev.txt").read_text("utf-8"))
    assert ours.count("==") == len(PACKAGES)


@pytest.mark.parametrize(("stage", "partition"), [("staging", "aws"), ("prod", "aws-us-gov")])
def test_a_stage_or_partition_that_there_is_not_is_told(stage: str, partition: str) -> None:
    with pytest.raises(UnknownTarget, match=r"is not among STAGE=dev\|prod PARTITION=aws\|aws-cn"):
        target(stage, partition)


def test_make_package_says_what_is_wrong_with_its_arguments(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STAGE", "staging")
    assert command.main() == 1
    assert "'staging' is not among" in capsys.readouterr().err


# --- Chalice on its own ---


def test_chalice_package_works_without_what_we_add(
    project: Path, built: Built, tmp_path: Path
) -> None:
    """As anybody who knows Chalice would start it; `built` has filled its cache."""
    assert built.code.exists()
    chalice(project, target("prod", "aws-cn"), "package", str(tmp_path / "out"))
    template = json.loads((tmp_path / "out" / "sam.json").read_text("utf-8"))
    assert template["Resources"]["SweepDeadlines"]["Properties"]["Timeout"] == 60
    assert dangling({"Conditions": {}, **template}) == set()
    assert "dynamodb" in json.dumps(template["Resources"]["SweepDeadlinesRole"])


@pytest.fixture
def served(project: Path, tmp_path: Path) -> Iterator[int]:
    """The port that `chalice local` answers on, from a copy of the project alone."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    copy = tmp_path / "project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("deployments"))
    program = str(Path(sys.executable).with_name("chalice"))
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [program, "local", "--port", str(port), "--no-autoreload"],
            cwd=copy,
            stdout=log,
            stderr=log,
        )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_chalice_local_serves_the_api(served: int) -> None:
    assert answer(served, "/health") == {"status": "ok"}
    assert answer(served, "/openapi.json")["openapi"].startswith("3.1")


def answer(port: int, path: str) -> dict[str, str]:
    """Of a server that may just be starting."""
    for _ in range(150):
        with suppress(ConnectionRefusedError), closing(HTTPConnection("127.0.0.1", port)) as asked:
            asked.request("GET", path)
            return dict(json.loads(asked.getresponse().read()))
        time.sleep(0.1)
    raise AssertionError("chalice local does not start")
