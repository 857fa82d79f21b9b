"""Parts of a template as CloudFormation makes them, for one stack in one region."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from infra.template import IN_TEXT

ACCOUNT = "123456789012"
Json = Any


@dataclass(frozen=True)
class Stack:
    """`given`: parameters and all that is only known once it is there."""

    template: dict[str, Json]
    given: dict[str, str]
    region: str = "ap-southeast-1"
    partition: str = "aws"
    name: str = "lianxin"

    def of(self, value: Json) -> Json:
        if isinstance(value, list):
            return [self.of(one) for one in value if one != {"Ref": "AWS::NoValue"}]
        if not isinstance(value, dict):
            return value
        name, inside = next(iter(value.items()), ("", None))
        if len(value) == 1 and name in self.FUNCTIONS:
            return self.FUNCTIONS[name](self, inside)
        return {key: self.of(one) for key, one in value.items()}

    FUNCTIONS: ClassVar[Mapping[str, Callable[[Stack, Json], Json]]] = {
        "Ref": lambda self, name: self.ref(name),
        "Fn::Sub": lambda self, text: IN_TEXT.sub(lambda found: self.ref(found[1]), text),
        "Fn::If": lambda self, arms: self.of(arms[1]),  # everything is switched on
        "Fn::GetAtt": lambda self, path: self.ref(path[0]),
    }

    def ref(self, name: str) -> str:
        pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": self.partition,
            "AWS::Region": self.region,
            "AWS::StackName": self.name,
        }
        if name in pseudo or name in self.given:
            return pseudo.get(name) or self.given[name]
        if name in self.template["Parameters"]:
            return str(self.template["Parameters"][name].get("Default", ""))
        properties = self.template["Resources"][name]["Properties"]
        named = next((one for one in properties if re.fullmatch("(Table|Function)Name", one)), None)
        return str(self.of(properties[named])) if named else name

    def environment(self, function: str) -> dict[str, str]:
        variables = self.template["Resources"][function]["Properties"]["Environment"]["Variables"]
        return {name: str(self.of(one)) for name, one in variables.items()}
