"""The unpacked zip at work: every handler imported and invoked as Lambda would, with a policy that
allows exactly what it called.
"""

from __future__ import annotations

import platform
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.functions import FUNCTIONS, Function
from infra.template import PICTURES_FILE
from tests.infra.aws_server import Call
from tests.infra.conftest import Built
from tests.infra.containers import Container, runtime
from tests.infra.deployment import ORIGINATION, Deployment, deployed
from tests.infra.policies import WITHOUT_RESOURCES, by_lambda, granted, statements
from tests.infra.resolving import Stack
from tests.infra.story import told

Json = dict[str, Any]
IS_LIKE_LAMBDA = (sys.platform, platform.machine()) == ("linux", "x86_64")
pytestmark = pytest.mark.skipif(
    not IS_LIKE_LAMBDA, reason="the packaged libraries are compiled for Lambda's Linux on x86_64"
)
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def folders(task: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Lambda's path: the code, and boto3."""
    return [task, runtime(tmp_path_factory.mktemp("lambda") / "runtime")]


@pytest.fixture(scope="module")
def story(
    built: Built, folders: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """After all of it has happened."""
    pictures = tmp_path_factory.mktemp("pictures")
    with zipfile.ZipFile(built.out / PICTURES_FILE) as packed:
        packed.extractall(pictures)
    logs = tmp_path_factory.mktemp("logs")
    with deployed(built.template, folders, pictures / "python", logs) as world:
        told(world)
        yield world


@pytest.fixture
def stack(built: Built) -> Stack:
    return Stack(built.template, {"SmsOrigination": ORIGINATION})


def wrong_with(used: set[Call], allowed: set[Call]) -> dict[str, set[Call]]:
    return {"lacks": used - allowed, "never used": allowed - used}


@every_function
def test_a_policy_allows_what_its_function_calls_and_nothing_else(
    function: Function, story: Deployment, stack: Stack
) -> None:
    used = story.aws.calls[function.name] | set(by_lambda(stack, function))
    allowed = set(granted(stack, function)) - {(one, "*") for one in WITHOUT_RESOURCES}
    assert wrong_with(used, allowed) == {"lacks": set(), "never used": set()}


@every_function
def test_no_resource_is_everything_but_where_aws_knows_none(
    function: Function, stack: Stack
) -> None:
    """Names of log streams are Lambda's own to make, those of files ours as they come; X-Ray is
    held to the region instead.
    """
    for one in statements(stack.template, function.role):
        resources = stack.of(one["Resource"])
        for resource in resources if isinstance(resources, list) else [resources]:
            if resource == "*":
                assert set(one["Action"]) == WITHOUT_RESOURCES
                assert one["Condition"] == {
                    "StringEquals": {"aws:RequestedRegion": {"Ref": "AWS::Region"}}
                }
            named = resource.removesuffix(":log-stream:*").removesuffix("FilesBucket/quarantine/*")
            assert "*" not in named.removesuffix("FilesBucket/clean/*") or resource == "*"


def test_a_permission_too_many_and_one_too_few_are_found(story: Deployment) -> None:
    function = FUNCTIONS[-1]
    used, scan = story.aws.calls[function.name], ("dynamodb:Scan", "table/lianxin-tickets")
    one = min(used)
    assert wrong_with(used, used - {one} | {scan}) == {"lacks": {one}, "never used": {scan}}


@every_function
def test_only_the_api_runs_app_py(function: Function, story: Deployment) -> None:
    modules = story.containers[function.name].modules()
    assert ("app" in modules) == (function.name == "api_handler")
    assert ("PIL" in modules) == (function.name == "take_upload")
    assert not modules & {"pynamodb", "moto", "local", "tests", "bench", "aws_xray_sdk"}


def test_no_phone_number_and_no_secret_is_in_any_log(story: Deployment) -> None:
    for container in story.containers.values():
        log = container.log.read_text("utf-8")
        assert not any(one in log for one in ("13800000000", "13900000009", "a-secret-in-the-path"))
        assert "Traceback" not in log


def test_a_function_without_its_tables_refuses_to_start(
    folders: list[Path], tmp_path: Path
) -> None:
    """Which shows that handlers set themselves up from their own environment."""
    environment = {"AWS_LAMBDA_FUNCTION_NAME": "x", "AWS_REGION": "cn-north-1"}
    handler = "chalicelib.entrypoints.sweeps.sweep_deadlines"
    container = Container(handler, folders, environment, tmp_path / "log")
    try:
        with pytest.raises(Exception, match="Unfinished: sweep_deadlines: Misconfigured"):
            container.invoke({}, 0)
    finally:
        container.close()


def test_the_tracing_layer_imports_beside_lambdas_own_botocore(
    built: Built, folders: list[Path], tmp_path: Path
) -> None:
    layer = tmp_path / "layer"
    with zipfile.ZipFile(built.out / "tracing-layer.zip") as packed:
        packed.extractall(layer)
    container = Container(
        "aws_xray_sdk.core.recorder.AWSXRayRecorder",
        [*folders, layer / "python"],
        {},
        tmp_path / "log",
    )
    try:
        modules = container.modules()
        assert {"aws_xray_sdk.core", "wrapt", "botocore"} <= modules
    finally:
        container.close()
