"""The chapter on restoring, followed to its end: nothing stays stopped, no table stays bare."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from infra.functions import FUNCTIONS
from infra.sources import sources
from infra.tables import BY_MODEL, TABLES, TICKETS, tables
from infra.targets import target
from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "operations.md"
FUNCTION_OPTION, TABLE_OPTION = "--function-name", "--table-name"
# As long as the command line waits for an answer before it asks again.
PATIENCE_SECONDS = 60
MADE = tables(target("prod", "aws"))
NAMES = sorted(BY_MODEL.values())


def lines(text: str) -> Iterator[str]:
    """Every command of the shell blocks, those of a loop as often as it goes round."""
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        loop: list[str] | None = None
        variable, values = "", list[str]()
        for line in map(str.strip, block.splitlines()):
            if begun := re.fullmatch(r"for (\w+) in (.*); do", line):
                variable, values, loop = begun[1], begun[2].split(), []
            elif line == "done":
                yield from (
                    one.replace(f"${variable}", value) for value in values for one in loop or ()
                )
                loop = None
            elif loop is not None:
                loop.append(line)
            else:
                yield line


@cache
def chapter() -> tuple[str, ...]:
    text = PAGE.read_text("utf-8").partition('<a id="restore"></a>')[2]
    return tuple(lines(text.partition('<a id="replay-dlq"></a>')[0]))


def given(line: str) -> dict[str, str]:
    """The options of a command; what has no value is empty."""
    words = shlex.split(line)
    following = [*words[1:], "--"]
    return {
        word: "" if after.startswith("--") else after
        for word, after in zip(words, following, strict=True)
        if word.startswith("--")
    }


def of(operation: str) -> list[dict[str, str]]:
    return [given(line) for line in chapter() if line.startswith(f"aws {operation} ")]


def named(operation: str, option: str = TABLE_OPTION) -> list[str]:
    return sorted(one[option].removeprefix("$STACK-") for one in of(operation))


def config() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
    return read


def test_every_function_that_is_stopped_runs_again_as_it_is_deployed() -> None:
    everybody = sorted(one.name for one in FUNCTIONS)
    reserved: dict[str, str | None] = {}
    stopped: set[str] = set()
    for line in chapter():
        name = given(line).get(FUNCTION_OPTION, "").removeprefix("$STACK-")
        if line.startswith("aws lambda put-function-concurrency "):
            reserved[name] = given(line)["--reserved-concurrent-executions"]
        elif line.startswith("aws lambda delete-function-concurrency "):
            reserved[name] = None
        elif line.startswith("aws lambda invoke "):
            assert reserved[name] != "0", f"{name} is invoked while it is stopped"
        stopped |= {one for one, count in reserved.items() if count == "0"}
    assert sorted(stopped) == everybody
    deployed = config()["stages"]["prod"]["lambda_functions"]
    for name in everybody:
        asked = deployed.get(name, {}).get("reserved_concurrency")
        assert reserved[name] == (None if asked is None else str(asked)), name


def test_the_functions_are_stopped_before_anything_is_written_back() -> None:
    stops = max(n for n, one in enumerate(chapter()) if one.endswith("-executions 0"))
    writes = (" --write", "delete-table ", "restore-table-from-backup ")
    first = min(n for n, one in enumerate(chapter()) if any(word in one for word in writes))
    lets = min(n for n, one in enumerate(chapter()) if "delete-function-concurrency" in one)
    last = max(n for n, one in enumerate(chapter()) if "event-source-mapping" in one)
    assert stops < first < last < lets


def test_whoever_waits_for_a_long_function_waits_until_it_has_answered() -> None:
    timeouts = config()["lambda_functions"]
    invoked = [
        line for line in lines(PAGE.read_text("utf-8")) if line.startswith("aws lambda invoke ")
    ]
    assert invoked
    for line in invoked:
        name = given(line)[FUNCTION_OPTION].removeprefix("$STACK-")
        if timeouts[name]["lambda_timeout"] >= PATIENCE_SECONDS:
            assert given(line).get("--cli-read-timeout") == "0", line


def test_all_tables_are_restored_beside_as_of_one_moment() -> None:
    restored = of("dynamodb restore-table-to-point-in-time")
    assert [one["--target-table-name"] for one in restored] == [
        f"{one['--source-table-name']}-restored" for one in restored
    ]
    assert {one["--restore-date-time"] for one in restored} == {"$MOMENT"}
    assert named("dynamodb restore-table-to-point-in-time", "--source-table-name") == NAMES


def test_no_table_is_deleted_that_has_no_backup_to_come_back_from() -> None:
    beside = [f"{name}-restored" for name in NAMES]
    assert named("dynamodb create-backup") == beside
    assert named("dynamodb delete-table") == sorted([*NAMES, *beside])
    made = of("dynamodb restore-table-from-backup")
    targets = {one["--target-table-name"].removeprefix("$STACK-") for one in made}
    assert targets == {*NAMES, "$TABLE"}
    assert all(one["--backup-arn"] == "$BACKUP" for one in made)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_that_was_made_anew_gets_all_that_it_was_deployed_with(name: str) -> None:
    deployed = MADE[TABLES[name]]["Properties"]
    changed = [one for one in of("dynamodb update-table") if one[TABLE_OPTION] == f"$STACK-{name}"]
    assert deployed["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert name in named("dynamodb update-continuous-backups")
    assert deployed["DeletionProtectionEnabled"]
    assert sum("--deletion-protection-enabled" in one for one in changed) == 1
    assert (name in named("dynamodb update-time-to-live")) == (
        "TimeToLiveSpecification" in deployed
    )
    streams = [one["--stream-specification"] for one in changed if "--stream-specification" in one]
    seen = deployed.get("StreamSpecification", {}).get("StreamViewType")
    assert streams == ([f"StreamEnabled=true,StreamViewType={seen}"] if seen else [])


def test_what_expires_expires_by_the_attribute_that_the_tables_have() -> None:
    asked = {one["--time-to-live-specification"] for one in of("dynamodb update-time-to-live")}
    deployed = [one["Properties"].get("TimeToLiveSpecification") for one in MADE.values()]
    assert asked == {
        f"Enabled=true,AttributeName={one['AttributeName']}" for one in deployed if one
    }


def test_the_new_mapping_of_the_stream_is_like_the_one_that_was_deployed() -> None:
    deployed = sources()["Commits"]["Properties"]
    (asked,) = of("lambda create-event-source-mapping")
    assert asked[FUNCTION_OPTION] == "$STACK-deliver_effects"
    assert asked["--event-source-arn"] == "$STREAM"
    assert deployed["EventSourceArn"] == {"Fn::GetAtt": [TICKETS, "StreamArn"]}
    assert asked["--starting-position"] == deployed["StartingPosition"]
    assert asked["--batch-size"] == str(deployed["BatchSize"])
    assert asked["--parallelization-factor"] == str(deployed["ParallelizationFactor"])
    assert asked["--function-response-types"].split() == deployed["FunctionResponseTypes"]
    assert ("--bisect-batch-on-function-error" in asked) == deployed["BisectBatchOnFunctionError"]
    assert asked["--maximum-retry-attempts"] == str(deployed["MaximumRetryAttempts"])
    assert asked["--maximum-record-age-in-seconds"] == str(deployed["MaximumRecordAgeInSeconds"])
    assert json.loads(asked["--destination-config"]) == {"OnFailure": {"Destination": "$DEAD"}}
    (pattern,) = json.loads(asked["--filter-criteria"])["Filters"]
    (meant,) = deployed["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == json.loads(meant["Pattern"])
    # Function, stream and dead letters apart, every property has its option here.
    assert len(asked) == len(deployed)
