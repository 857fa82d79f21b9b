"""All fragments as the one template that Chalice merges into its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra import edge, permissions, watching
from infra.dashboard import dashboard
from infra.functions import LAYER, PICTURES_LAYER, functions
from infra.intrinsics import Resource, Resources, arn, named, ref
from infra.parameters import parameters
from infra.queues import queues
from infra.sources import sources
from infra.storage import BUCKET, storage
from infra.storage import conditions as conditions_of_storage
from infra.tables import tables
from infra.targets import Target

LAYER_FILE, PICTURES_FILE = "tracing-layer.zip", "pictures-layer.zip"
IN_TEXT = re.compile(r"\$\{([A-Za-z0-9.:]+)\}")


class Duplicate(ValueError):
    """Two fragments call different things by one name."""


def fragment(target: Target, runtime: str) -> Resource:
    """What Chalice is given to merge; `runtime` is the one it packages for."""
    return {
        "Description": f"连心 Lianxin, stage {target.stage.name}, for {target.partition.name}",
        "Parameters": parameters(target.partition),
        "Conditions": {
            **edge.conditions(),
            **watching.conditions(),
            **permissions.conditions(target.partition),
            **conditions_of_storage(),
        },
        "Resources": _together(
            storage(target),
            tables(target),
            queues(),
            functions(target),
            sources(),
            edge.edge(),
            permissions.permissions(target.partition),
            watching.alarms(),
            dashboard(),
            {
                LAYER: _layer("tracing", LAYER_FILE, runtime),
                PICTURES_LAYER: _layer("pictures", PICTURES_FILE, runtime),
            },
        ),
        "Outputs": {
            "AlarmTopicArn": {"Value": ref(watching.TOPIC)},
            "FilesBucketName": {"Value": ref(BUCKET)},
            "FirewallArn": {"Value": arn(edge.FIREWALL)},
        },
    }


def _layer(name: str, file: str, runtime: str) -> Resource:
    return {
        "Type": "AWS::Serverless::LayerVersion",
        "Properties": {
            "LayerName": named(name),
            "ContentUri": f"./{file}",
            "CompatibleRuntimes": [runtime],
            "CompatibleArchitectures": ["x86_64"],
        },
    }


def _together(*fragments: Resources) -> Resources:
    found: Resources = {}
    for one in fragments:
        if both := found.keys() & one.keys():
            raise Duplicate(", ".join(sorted(both)))
        found |= one
    return found


# --- what a merged template speaks of ---


def dangling(template: Mapping[str, Any]) -> set[str]:
    """Logical IDs that are spoken of and not there: Chalice merges a mistyped one silently."""
    there = {*template["Resources"], *template.get("Parameters", {}), *template["Conditions"]}
    return {one for one in spoken_of(template) if one.partition(".")[0] not in there}


def nameless(template: Mapping[str, Any]) -> set[str]:
    """What was to be merged into something of Chalice's that is not there: it has no type."""
    return {name for name, one in template["Resources"].items() if "Type" not in one}


def spoken_of(value: object) -> Iterator[str]:
    """Every logical ID, parameter and condition that a part of a template refers to."""
    if isinstance(value, list):
        for one in value:
            yield from spoken_of(one)
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        yield from _referred(name, one)
        yield from spoken_of(one)


def _referred(name: str, one: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a template
    if name == "Ref" and not one.startswith("AWS::"):
        yield one
    elif name == "Fn::GetAtt":
        yield one[0] if isinstance(one, list) else one
    elif name == "Fn::Sub":
        text, own = (one, {}) if isinstance(one, str) else one
        for found in IN_TEXT.findall(text):
            if not found.startswith("AWS::") and found not in own:
                yield found
    elif name == "Fn::If":
        yield one[0]
    elif name == "Condition" and isinstance(one, str):
        yield one
    elif name == "DependsOn":
        yield from [one] if isinstance(one, str) else one
