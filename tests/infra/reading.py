"""Looking things up in a built template."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def properties(template: Json, name: str) -> Json:
    found: Json = template["Resources"][name]["Properties"]
    return found


def of_type(template: Json, type_: str) -> dict[str, Json]:
    resources = template["Resources"].items()
    return {name: one["Properties"] for name, one in resources if one["Type"] == type_}
