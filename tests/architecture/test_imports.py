"""The house rules: where imports may point, who may read a clock, that no code knows a place.

Each rule is a small function from a source text to its offences. It is held against every file,
and against a bad snippet, which shows that it can fail.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "chalicelib").rglob("*.py"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*"))

# entrypoints → application → domain; adapters implement the application's ports.
MAY_IMPORT = {
    "domain": ("domain", "late"),
    "application": ("domain", "application", "reading", "late"),
    "adapters": (
        "domain",
        "application.ports",
        "application.access_ports",
        "application.directory_ports",
        "application.due_ports",
        "application.edge_ports",
        "application.file_ports",
        "application.message_ports",
        "application.sms_ports",
        "application.telling_ports",
        "adapters",
        "reading",
        "late",
    ),
    "entrypoints": (
        "domain",
        "application",
        "entrypoints",
        "bootstrap",
        "reading",
        "schema",
        "late",
    ),
}

CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
}
MAY_READ_THE_CLOCK = ("chalicelib/bootstrap.py", "local/")

PLACE = re.compile(r"\b(xixian|taian|zhaoqing|suqian|youyilu)\b")

LONGEST_MODULE = 400
DECISION_NAME = re.compile(r"[0-9]{3}-[a-z0-9-]+\.md")
SHORTEST_DECISION, LONGEST_DECISION = 5, 40


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_module = pytest.mark.parametrize("path", MODULES, ids=relative)
every_decision = pytest.mark.parametrize("path", DECISIONS, ids=relative)


# --- where imports may point ---------------------------------------------------------------------


def package_of(module: str) -> list[str]:
    """The package a module's relative imports start from: chalicelib/domain/x.py → its folder."""
    return list(Path(module).parent.parts)


def imported_names(source: str, module: str) -> Iterator[str]:
    """Every imported name in full: `from ..domain import x` in an adapter → chalicelib.domain.x."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = package_of(module)
            start = package[: len(package) - node.level + 1] if node.level else []
            stem = [*start, node.module] if node.module else start
            yield from (".".join([*stem, alias.name]) for alias in node.names)


def is_inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def outward_imports(source: str, module: str) -> list[str]:
    """Imports of ours that point outwards, seen from the room the module stands in."""
    room = Path(module).parts[1]
    if room not in MAY_IMPORT:
        return []
    allowed = [f"chalicelib.{inner}" for inner in MAY_IMPORT[room]]
    return [
        name
        for name in imported_names(source, module)
        if is_ours(name) and not any(is_inside(name, package) for package in allowed)
    ]


def top(name: str) -> str:
    return name.partition(".")[0]


def is_ours(name: str) -> bool:
    return top(name) in {"app", "bench", "chalicelib", "infra", "local", "moving", "tests", "tools"}


def foreign_imports(source: str, module: str) -> list[str]:
    """Imports from neither the standard library nor ourselves."""
    return [
        name
        for name in imported_names(source, module)
        if not is_ours(name) and top(name) not in sys.stdlib_module_names
    ]


@every_module
def test_imports_point_inwards(path: Path) -> None:
    assert outward_imports(path.read_text("utf-8"), relative(path)) == []


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if relative(path).startswith("chalicelib/domain/")],
    ids=relative,
)
def test_the_domain_needs_nothing_but_the_standard_library(path: Path) -> None:
    assert foreign_imports(path.read_text("utf-8"), relative(path)) == []


@pytest.mark.parametrize(
    ("room", "statement"),
    [
        ("domain", "from chalicelib.application import perform"),
        ("domain", "from chalicelib import adapters"),
        ("domain", "from ..adapters import calendar_files"),
        ("domain", "import chalicelib.regulations"),
        ("domain", "def late():\n    import local.clock"),
        ("application", "import chalicelib.adapters.dynamodb"),
        ("application", "from chalicelib.entrypoints.api import tickets"),
        ("adapters", "from chalicelib.application.sweep import sweep"),
        ("adapters", "from chalicelib.application import perform"),
        ("adapters", "from chalicelib import bootstrap"),
        ("entrypoints", "from chalicelib.adapters.sms import aliyun"),
    ],
)
def test_an_import_that_points_outwards_is_found(room: str, statement: str) -> None:
    assert len(outward_imports(statement, f"chalicelib/{room}/somewhere.py")) == 1


@pytest.mark.parametrize(
    ("room", "statement"),
    [
        ("domain", "from .ticket import Ticket"),
        ("domain", "from chalicelib.domain import ticket"),
        ("application", "from ..domain.ticket import decide"),
        ("adapters", "from chalicelib.application.ports import Tickets"),
        ("adapters", "from chalicelib.application import ports"),
        ("entrypoints", "from chalicelib.bootstrap import system"),
        ("entrypoints", "from chalice import Blueprint"),
    ],
)
def test_an_import_that_points_inwards_is_left_alone(room: str, statement: str) -> None:
    assert outward_imports(statement, f"chalicelib/{room}/somewhere.py") == []


def test_a_library_in_the_domain_is_found() -> None:
    source = "import tomllib\nimport boto3\nfrom pydantic import BaseModel\n"
    assert foreign_imports(source, "chalicelib/domain/x.py") == ["boto3", "pydantic.BaseModel"]


# --- classes are made by `late` ---


def made_at_once(source: str, module: str) -> list[str]:
    """What makes the library write all methods of a class while it is imported."""
    return [one for one in imported_names(source, module) if one == "dataclasses.dataclass"]


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "late.py"], ids=relative)
def test_no_class_costs_a_cold_start_its_methods(path: Path) -> None:
    assert made_at_once(path.read_text("utf-8"), relative(path)) == []


def test_a_class_made_at_once_is_found() -> None:
    source = "from dataclasses import dataclass, field\nfrom chalicelib.late import dataclass\n"
    assert made_at_once(source, "chalicelib/domain/x.py") == ["dataclasses.dataclass"]


# --- the only clock is in bootstrap.py -----------------------------------------------------------


def full_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: `import datetime as dt` → dt is datetime."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """`dt.datetime.now` in full, or nothing if it is no plain chain of names."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return ""


def clock_readings(source: str) -> list[int]:
    """The lines that name a clock; naming is enough, for a clock handed on is read elsewhere."""
    tree = ast.parse(source)
    names = full_names(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node, names) in CLOCKS
    ]


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in (*MODULES, *ROOT.glob("app.py"))
        if not relative(path).startswith(MAY_READ_THE_CLOCK)
    ],
    ids=relative,
)
def test_the_only_clock_is_in_bootstrap(path: Path) -> None:
    assert clock_readings(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nx = datetime.now(tz)",
        "import datetime\nx = datetime.datetime.utcnow()",
        "import datetime as dt\nx = dt.date.today()",
        "from datetime import datetime as moment\ndef f(clock=moment.now): ...",
        "import time\nx = time.time()",
        "from time import time\nx = time()",
    ],
)
def test_a_second_clock_is_found(source: str) -> None:
    assert clock_readings(source) == [2]


def test_what_only_looks_like_a_clock_is_left_alone() -> None:
    source = "from datetime import time\nx = (context.now, time(9, 0), self.clock.now())"
    assert clock_readings(source) == []


# --- places are data -----------------------------------------------------------------------------


def names_a_jurisdiction(node: ast.expr) -> bool:
    """`jurisdiction`, `ticket.jurisdiction`, `regulation.jurisdiction.id`."""
    if isinstance(node, ast.Attribute):
        is_id = node.attr == "id" and names_a_jurisdiction(node.value)
        return is_id or node.attr in {"jurisdiction", "jurisdiction_id"}
    return isinstance(node, ast.Name) and node.id in {"jurisdiction", "jurisdiction_id"}


def holds_a_literal(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node)
    )


def tells_places_apart(node: ast.AST) -> bool:
    """`jurisdiction == "…"`, `"…" != ticket.jurisdiction`, or `match` on one."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(map(names_a_jurisdiction, sides)) and any(map(holds_a_literal, sides))
    if isinstance(node, ast.Match) and names_a_jurisdiction(node.subject):
        return any(holds_a_literal(case.pattern) for case in node.cases)
    return False


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """Strings that stand alone: nothing reads them but people."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def named_places(source: str) -> list[int]:
    """Lines where code knows a place, by comparing a jurisdiction or by holding one's id."""
    tree = ast.parse(source)
    prose = docstrings(tree)
    return sorted(
        {
            node.lineno
            for node in ast.walk(tree)
            if (isinstance(node, ast.Compare | ast.Match) and tells_places_apart(node))
            or (isinstance(node, ast.Constant) and node not in prose and holds_an_id(node))
        }
    )


def holds_an_id(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and PLACE.search(node.value) is not None


@every_module
def test_no_code_knows_a_place(path: Path) -> None:
    assert named_places(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'if jurisdiction == "elsewhere": ...',
        'if "elsewhere" != ticket.jurisdiction: ...',
        'if regulation.jurisdiction.id in {"elsewhere", "nowhere"}: ...',
        'match ticket.jurisdiction:\n    case "elsewhere": ...',
        'OFFICES = {"taian": 3}',
        'path = f"regulations/zhaoqing-{year}.toml"',
    ],
)
def test_code_that_knows_a_place_is_found(source: str) -> None:
    assert named_places(source) == [1]


def test_places_may_be_compared_with_each_other_and_named_in_prose() -> None:
    source = '"""As taian does."""\nsame = ticket.jurisdiction == actor.jurisdiction\n'
    assert named_places(source) == []


# --- files one can read in a sitting -------------------------------------------------------------


def lines_too_many(text: str) -> int:
    return max(0, len(text.splitlines()) - LONGEST_MODULE)


@every_module
def test_a_module_can_be_read_in_a_sitting(path: Path) -> None:
    assert lines_too_many(path.read_text("utf-8")) == 0


def test_a_module_of_401_lines_is_one_too_long() -> None:
    assert lines_too_many("pass\n" * 401) == 1
    assert lines_too_many("pass\n" * 400) == 0


def is_a_decision(name: str, text: str) -> bool:
    lines = len(text.splitlines())
    return bool(DECISION_NAME.fullmatch(name)) and SHORTEST_DECISION <= lines <= LONGEST_DECISION


@every_decision
def test_a_decision_is_numbered_and_short(path: Path) -> None:
    assert is_a_decision(path.name, path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "lines"), [("one-table.md", 10), ("001-one-table.md", 41), ("001-one-table.md", 4)]
)
def test_a_decision_without_number_or_measure_is_found(name: str, lines: int) -> None:
    assert not is_a_decision(name, "words\n" * lines)


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:3] for path in DECISIONS]
    assert len(numbers) == len(set(numbers))


# --- what the README says is what CI does --------------------------------------------------------


def fenced_commands(readme: str) -> set[str]:
    """The lines that call make in the README's fenced blocks, without their comments."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return make_commands("\n".join(blocks))


def make_commands(script: str) -> set[str]:
    """The calls of make alone: `$ make check || exit 1  # all` → make check."""
    lines = (re.split(r"#|\|\|", line)[0] for line in script.splitlines())
    lines = (line.removeprefix("$ ").strip() for line in lines)
    return {line for line in lines if re.match(r"make [a-z]", line)}


def test_ci_runs_the_commands_the_readme_gives() -> None:
    told = fenced_commands((ROOT / "README.md").read_text("utf-8"))
    ran = make_commands((ROOT / ".ci" / "run").read_text("utf-8"))
    assert "make test" in ran
    assert ran <= told


def test_every_command_of_the_readme_is_in_the_makefile() -> None:
    told = fenced_commands((ROOT / "README.md").read_text("utf-8"))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert {command.split()[1] for command in told} <= targets


def test_a_command_outside_a_fenced_block_is_not_told() -> None:
    readme = "make check\n\n```sh\n$ make test   # all of them\n```\n"
    assert fenced_commands(readme) == {"make test"}
