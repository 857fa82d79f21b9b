"""How files come in and are kept, as the template says it."""

from __future__ import annotations

import zipfile
from typing import Any

import pytest

from infra.functions import FUNCTIONS, TAKE_UPLOAD, logical_id
from infra.layer import PICTURES, locked
from infra.packaging import ROOT
from infra.template import PICTURES_FILE
from tests.infra.conftest import TARGETS, Built
from tests.infra.policies import listed, statements
from tests.infra.reading import of_type, properties

Json = dict[str, Any]
MB = 1024 * 1024
every_target = pytest.mark.parametrize("target", TARGETS, ids="-".join)


@every_target
def test_what_comes_into_quarantine_and_nothing_else_starts_the_function(
    built: Built, target: tuple[str, str]
) -> None:
    template = built.templates[target]
    bucket = properties(template, "FilesBucket")
    assert bucket["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    (rule,) = of_type(template, "AWS::Events::Rule").values()
    assert rule["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [{"Ref": "FilesBucket"}]},
            "object": {"key": [{"prefix": "quarantine/"}]},
        },
    }
    (only,) = rule["Targets"]
    assert only["Arn"] == {"Fn::GetAtt": [logical_id(TAKE_UPLOAD), "Arn"]}
    may = properties(template, "UploadsPermission")
    assert may["SourceArn"] == {"Fn::GetAtt": ["Uploads", "Arn"]}
    assert may["FunctionName"] == {"Ref": logical_id(TAKE_UPLOAD)}


def test_pages_upload_only_from_the_sites_that_are_named(template: Json) -> None:
    condition, rules, otherwise = properties(template, "FilesBucket")["CorsConfiguration"]["Fn::If"]
    assert template["Conditions"][condition] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "UploadOrigins"}, ""]}]
    }
    assert otherwise == {"Ref": "AWS::NoValue"}
    (rule,) = rules["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    assert rule["AllowedOrigins"] == {"Fn::Split": [",", {"Ref": "UploadOrigins"}]}


def test_what_is_left_in_quarantine_ends_by_itself(template: Json) -> None:
    rules = properties(template, "FilesBucket")["LifecycleConfiguration"]["Rules"]
    (ours,) = [one for one in rules if one.get("Prefix") == "quarantine/"]
    assert ours["ExpirationInDays"] == 30
    assert ours["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}


@every_target
def test_nobody_may_read_what_lies_in_quarantine_but_who_looks_at_it(
    built: Built, target: tuple[str, str]
) -> None:
    template = built.templates[target]
    readers = {
        one.name
        for one in FUNCTIONS
        for statement in statements(template, one.role)
        if "s3:GetObjectVersion" in listed(statement["Action"])
        and "quarantine/" in str(statement["Resource"])
    }
    assert readers == {TAKE_UPLOAD}


def test_only_who_draws_pictures_anew_has_what_it_takes(built: Built) -> None:
    having = {
        name
        for name, one in of_type(built.template, "AWS::Serverless::Function").items()
        if {"Ref": "PicturesLayer"} in one["Layers"]
    }
    assert having == {logical_id(TAKE_UPLOAD)}
    with zipfile.ZipFile(built.code) as code:
        assert not any("PIL" in one for one in code.namelist())


def test_the_layer_for_pictures_is_locked_and_small(built: Built) -> None:
    path = built.out / PICTURES_FILE
    with zipfile.ZipFile(path) as packed:
        names = {one.filename.split("/")[1] for one in packed.infolist()}
        unpacked = sum(one.file_size for one in packed.infolist())
    print(f"layer: {path.stat().st_size} bytes uploaded, {unpacked} unpacked")  # noqa: T201 - `pytest -s` shows it
    assert {one for one in names if "dist-info" not in one} == {"PIL", "pillow.libs"}
    assert path.stat().st_size <= 6 * MB
    ours = locked(PICTURES, (ROOT / "requirements-dev.txt").read_text("utf-8"))
    assert ours.startswith("pillow==12.2.0 ")
    assert "--hash=sha256:" in ours
