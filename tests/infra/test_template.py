"""What the one template says as a whole, and of its functions."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.adapters import file_settings
from infra.functions import FUNCTIONS, SWEEP, TAKE_UPLOAD, logical_id
from infra.packaging import TEMPLATE
from infra.sources import read_schedules
from infra.template import Duplicate, _together, dangling, nameless
from tests.infra.conftest import TARGETS, Built
from tests.infra.reading import of_type, properties

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
REGIONS = {"aws": ["ap-southeast-1", "us-east-1"], "aws-cn": ["cn-north-1"]}
every_target = pytest.mark.parametrize("target", TARGETS, ids="-".join)
# Texts of whoever has them would be secrets in the clear; they are fetched by name instead.
SECRET_VALUES = {"CURSOR_KEY", "PHONE_INDEX_KEY", "PHONE_SEAL_KEY", "SMS_PROVIDERS"}
SET_BY_LAMBDA = {"AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION"}
# Of no use but to the function that looks at files.
OF_UPLOADS = {"FILE_SCANNER"}


# --- whole ---


@every_target
def test_all_that_is_spoken_of_is_there(built: Built, target: tuple[str, str]) -> None:
    assert dangling(built.templates[target]) == set()
    assert nameless(built.templates[target]) == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"Ref": "Mistyped"},
        {"Fn::GetAtt": ["Mistyped", "Arn"]},
        {"Fn::Sub": "a ${Mistyped.Arn}"},
        {"Fn::If": ["Mistyped", 1, 2]},
        [{"Condition": "Mistyped"}],
        {"DependsOn": ["Mistyped"]},
    ],
    ids=str,
)
def test_a_mistyped_id_is_found(template: Json, wrong: Any) -> None:  # noqa: ANN401 - a part of a template
    broken = {**template["Resources"], "New": {"Type": "x", "Properties": {"A": wrong}}}
    assert {one[:8] for one in dangling({**template, "Resources": broken})} == {"Mistyped"}


def test_it_is_written_in_ascii(built: Built) -> None:
    """CloudFormation carries out other letters and tells them back as question marks."""
    text = (built.out / TEMPLATE).read_bytes()
    assert text.isascii()
    assert b"\\u" in text


def test_what_is_merged_into_nothing_is_found(template: Json) -> None:
    resources = {**template["Resources"], "SweepDeadline": {"Properties": {}}}
    assert nameless({**template, "Resources": resources}) == {"SweepDeadline"}


def test_no_two_fragments_share_a_name() -> None:
    with pytest.raises(Duplicate, match=r"^A$"):
        _together({"A": {}, "B": {}}, {"A": {}})


@pytest.mark.parametrize("target", TARGETS[:2], ids="-".join)
def test_cfn_lint_has_nothing_to_say(built: Built, target: tuple[str, str], tmp_path: Path) -> None:
    assert linted(built.templates[target], REGIONS[target[1]], tmp_path) == ""


def test_what_a_region_does_not_have_is_found_by_cfn_lint(tmp_path: Path) -> None:
    phone: Json = {"Type": "AWS::SMSVOICE::PhoneNumber", "Properties": {}}
    said = linted({"Resources": {"Phone": phone}}, ["cn-north-1"], tmp_path)
    assert "AWS::SMSVOICE::PhoneNumber" in said


def linted(template: Json, regions: list[str], folder: Path) -> str:
    path = folder / "sam.json"
    path.write_text(json.dumps(template), "utf-8")
    program = str(Path(sys.executable).with_name("cfn-lint"))
    command = [program, "--regions", *regions, "--template", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


# --- functions ---


def test_every_function_of_chalice_is_one_of_ours(template: Json) -> None:
    assert set(of_type(template, "AWS::Serverless::Function")) == {
        one.logical_id for one in FUNCTIONS
    }


def test_each_function_has_logs_that_end(built: Built) -> None:
    for (stage, _), template in built.templates.items():
        groups = of_type(template, "AWS::Logs::LogGroup").values()
        assert {one["LogGroupName"]["Fn::Sub"] for one in groups} == {
            f"/aws/lambda/${{AWS::StackName}}-{one.name}" for one in FUNCTIONS
        }
        assert {one["RetentionInDays"] for one in groups} == {180 if stage == "prod" else 14}


def environment_read(source: str) -> set[str]:
    """The names in capitals that a module reads its configuration by."""
    texts = (one.value for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Constant))
    return {one for one in texts if isinstance(one, str) and re.fullmatch("[A-Z]+(_[A-Z]+)+", one)}


def test_all_that_bootstrap_reads_is_set(template: Json) -> None:
    modules = (bootstrap.__file__, file_settings.__file__)
    read = {one for path in modules for one in environment_read(Path(path).read_text("utf-8"))}
    assert {"TICKETS_TABLE", "PHONE_KEYS_SECRET"} <= read
    given = set(properties(template, "APIHandler")["Environment"]["Variables"])
    read -= OF_UPLOADS
    assert read - SECRET_VALUES - SET_BY_LAMBDA == {one for one in given if "POWERTOOLS" not in one}


def test_no_secret_is_in_the_template(built: Built) -> None:
    for template in built.templates.values():
        for one in of_type(template, "AWS::Serverless::Function").values():
            variables = one["Environment"]["Variables"]
            assert not SECRET_VALUES & set(variables)
            named = {name: value for name, value in variables.items() if "SECRET" in name}
            assert named == {
                "PHONE_KEYS_SECRET": {"Fn::Sub": "${AWS::StackName}/phones"},
                "SMS_PROVIDERS_SECRET": {"Fn::Sub": "${AWS::StackName}/sms"},
            }
        assert "resolve:secretsmanager" not in json.dumps(template)
        assert not any("NoEcho" in one for one in template["Parameters"].values())


def test_the_sweep_may_start_itself_as_often_as_it_takes(template: Json) -> None:
    looping = {
        name
        for name, one in of_type(template, "AWS::Serverless::Function").items()
        if one.get("RecursiveLoop") == "Allow"
    }
    assert looping == {logical_id(SWEEP)}


def test_every_failed_event_is_put_aside(template: Json) -> None:
    aside = of_type(template, "AWS::Lambda::EventInvokeConfig").values()
    started = {one["handler"] for one in read_schedules()}
    started |= {TAKE_UPLOAD}
    assert {one["FunctionName"]["Ref"] for one in aside} == {logical_id(one) for one in started}
    assert {
        one["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0] for one in aside
    } == {"InvocationsDlq"}


# --- partitions ---


def test_what_china_does_not_have_is_not_asked_for(built: Built) -> None:
    china, elsewhere = built.templates["prod", "aws-cn"], built.templates["prod", "aws"]
    only_elsewhere = elsewhere["Resources"].keys() - china["Resources"].keys()
    assert only_elsewhere == {"SmsPolicy"}
    assert "sms-voice" not in json.dumps(china)
    assert china["Resources"]["RestAPI"]["Properties"]["EndpointConfiguration"] == "REGIONAL"


@every_target
def test_no_arn_names_a_partition(built: Built, target: tuple[str, str]) -> None:
    template = built.templates[target]
    assert not re.search(r"arn:aws[a-z-]*:", json.dumps(template["Resources"]))


def test_the_firewall_stands_before_the_stage_that_is_served(template: Json) -> None:
    associated = properties(template, "FirewallAssociation")
    assert associated["ResourceArn"]["Fn::Sub"].endswith("${RestAPI}/stages/${RestAPI.Stage}")
    (rule,) = properties(template, "Firewall")["Rules"]
    assert rule["Statement"]["RateBasedStatement"]["Limit"] == {"Ref": "RequestsPerAddress"}
