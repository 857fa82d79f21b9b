"""Draws what is deployed, from what the template is made of: `python -m tools.make_picture`.

Into `docs/generated/architecture.md`, and into the README between its two marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.functions import FUNCTIONS
from infra.packaging import RUNTIME
from infra.queues import DEAD_LETTERS, INBOX
from infra.tables import TABLES
from infra.targets import target
from infra.template import fragment

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "generated" / "architecture.md"
README = ROOT / "README.md"
MARKS = ("<!-- picture: python -m tools.make_picture -->", "<!-- end of the picture -->")
Json = dict[str, Any]
# Those that stand for more than one thing, and people.
PEOPLE = (
    'People(["公众、工作人员 · citizens and staff"])',
    'Providers(["短信服务商 · SMS providers"])',
    'OnCall(["值班人员 · whoever is on call"])',
)
IN = (
    "People --> Firewall",
    "Providers -->|webhook| Firewall",
    "Firewall[/Firewall/] --> RestAPI[API Gateway] --> APIHandler",
)


def picture(resources: Json) -> str:
    """A chart in Mermaid: what starts what, and where what fails is put."""
    return "\n".join(["```mermaid", "flowchart LR", *map(_indented, _lines(resources)), "```"])


def _indented(line: str) -> str:
    return f"    {line}"


def _lines(resources: Json) -> Iterator[str]:
    yield from PEOPLE
    yield from (f'{one.logical_id}["{one.name}"]' for one in FUNCTIONS)
    yield from _group("Tables", [f"{one}[({name})]" for name, one in TABLES.items()])
    dead = [f"{one}[[{name}]]" for one, name in DEAD_LETTERS.items()]
    yield from _group("Dead", dead, "失败的留待处理 · what failed waits")
    yield f"{INBOX}[[inbox]]"
    yield from IN
    for name, one in sorted(resources.items()):
        yield from _edges(name, one)
    yield "Dead & Tables -.->|告警 · alarms| AlarmTopic{{AlarmTopic}} --> OnCall"


def _group(name: str, members: list[str], title: str = "DynamoDB") -> Iterator[str]:
    yield f'subgraph {name}["{title}"]'
    yield from map(_indented, members)
    yield "end"


def _edges(name: str, one: Json) -> Iterator[str]:
    properties = one.get("Properties", {})
    match one.get("Type"):
        case "AWS::Lambda::EventSourceMapping":
            function = properties["FunctionName"]["Ref"]
            yield f"{_named(properties['EventSourceArn'])} --> {function}"
            yield from _aside(function, properties)
        case "AWS::Lambda::EventInvokeConfig":
            yield from _aside(properties["FunctionName"]["Ref"], properties)
        case "AWS::Scheduler::Schedule":
            there = properties["Target"]
            rate = properties["ScheduleExpression"]
            yield f'{name}(["{rate}"]) --> {_named(there["Arn"])}'
            yield f"{name} -.-> {_named(there['DeadLetterConfig']['Arn'])}"
        case "AWS::SQS::Queue" if "RedrivePolicy" in properties:
            yield f"{name} -.-> {_named(properties['RedrivePolicy']['deadLetterTargetArn'])}"
        case "AWS::IAM::Policy" if "sms" in str(properties["PolicyName"]):
            yield "DeliverEffects & SweepDeadlines & ReconcileDeadlines -->|SMS| Providers"
        case None | "AWS::Serverless::Function":  # before and after Chalice merged it
            yield from _of_function(name, properties)


def _of_function(name: str, properties: Json) -> Iterator[str]:
    """By what a function is told of: tables, the inbox; and whether it may start itself."""
    variables = properties.get("Environment", {}).get("Variables", {})
    if any(one.endswith("_TABLE") for one in variables):
        yield f"{name} --> Tables"
    if "INBOX_QUEUE" in variables:
        yield f"{name} --> {variables['INBOX_QUEUE']['Ref']}"
    if properties.get("RecursiveLoop") == "Allow":
        yield f"{name} -->|余下的 · the rest| {name}"


def _aside(function: str, properties: Json) -> Iterator[str]:
    """A queue puts aside by itself; of the others it is said where."""
    if "DestinationConfig" in properties:
        failures = properties["DestinationConfig"]["OnFailure"]
        yield f"{function} -.-> {_named(failures['Destination'])}"


def _named(attribute: Json) -> str:
    return str(attribute["Fn::GetAtt"][0])


def page() -> str:
    drawn = picture(fragment(target("prod", "aws"), RUNTIME)["Resources"])
    return f"# 部署 · What is deployed\n\nMade by `python -m tools.make_picture`.\n\n{drawn}\n"


def with_picture(readme: str) -> str:
    """The README with the chart as it is now between its marks."""
    before, _, rest = readme.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    chart = page()[page().index("```") :]
    return f"{before}{MARKS[0]}\n{chart}{MARKS[1]}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    README.write_text(with_picture(README.read_text("utf-8")), encoding="utf-8")
