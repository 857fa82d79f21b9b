"""The command line: explain, diff, schema, check."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.adapters.regulation_files import (
    RegulationFileError,
    load_regulation,
    load_regulations,
)
from chalicelib.commands.compare import compare
from chalicelib.commands.explain import explain
from chalicelib.commands.schema import schema_text

if TYPE_CHECKING:
    from chalicelib.domain.regulation import Regulation

WRONG, NOT_FOUND = 1, 2
WHICH = "地区、地区@版本，或一个 .toml 文件 (place, place@version, or a .toml file)"


class UnknownRegulation(LookupError):
    """No regulation of that name is packaged."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; answers with the exit status."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except RegulationFileError as wrong:
        sys.stderr.write(_listed(wrong))
        return WRONG
    except (UnknownRegulation, OSError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return NOT_FOUND


def _run(given: argparse.Namespace) -> int:
    if given.command == "explain":
        sys.stdout.write(explain(find(given.regulation), given.format))
    elif given.command == "diff":
        sys.stdout.write(compare(find(given.one), find(given.other), given.format))
    elif given.command == "schema":
        sys.stdout.write(schema_text())
    else:
        found = load_regulation(given.file)
        sys.stdout.write(f"{given.file.name}：{found.id}《{found.identity.title}》可以使用\n")
    return 0


def find(name: str) -> Regulation:
    """A file by its path, a version by its id, or the newest version of a place."""
    if name.endswith(".toml"):
        return load_regulation(Path(name))
    known = load_regulations()
    fitting = [one for one in known.values() if name in {one.id, one.identity.place}]
    if not fitting:
        raise UnknownRegulation(f"没有 {name}；现有：{'、'.join(sorted(known))}")
    return max(fitting, key=lambda one: (one.identity.version != "undated", one.identity.version))


def _listed(wrong: RegulationFileError) -> str:
    """One line an error: the file, the key, what was expected."""
    return "".join(f"{wrong.file}\t{one.pointer or '/'}\t{one.detail}\n" for one in wrong.errors)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chalicelib", description="查看、比较、检查各地的热线管理办法"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    shown = commands.add_parser("explain", help="逐条列出一部办法，供对照原文核对")
    shown.add_argument("regulation", help=WHICH)
    compared = commands.add_parser("diff", help="并列比较两部办法或两个版本")
    compared.add_argument("one", help=WHICH)
    compared.add_argument("other", help=WHICH)
    for one in (shown, compared):
        one.add_argument("--format", choices=["text", "markdown"], default="text")
    commands.add_parser("schema", help="办法文件格式的 JSON Schema")
    checked = commands.add_parser("check", help="严格检查一个办法文件，列出文件、键和应有的值")
    checked.add_argument("file", type=Path)
    return parser
