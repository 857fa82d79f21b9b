"""After tickets were restored from a backup: `python -m tools.erase_again 2026-03-01T00:00+08:00`

Erases again what was erased since that moment, which is that of the backup or before it, in the
tables and with the keys that the environment names. What was erased is listed in the table of
reference data. If that one is to be restored too, `--save` the list first, and give it back with
`--list`. Run again it does no harm.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from chalicelib import bootstrap
from chalicelib.application.erasing import erase_again
from chalicelib.application.ports import Ports, Unavailable


def main(arguments: list[str], ports: Ports | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        return _carried_out(given, ports or bootstrap.build())
    except (Unavailable, ClientError, BotoCoreError) as wrong:
        print(f"中断，可再运行 · broke off, run it again: {type(wrong).__name__}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.erase_again", description=__doc__)
    parser.add_argument("since", type=_moment, help="with its offset from UTC")
    lists = parser.add_mutually_exclusive_group()
    lists.add_argument("--save", type=Path, help="only write down what was erased since")
    lists.add_argument("--list", type=Path, help="what was written down")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("without its offset from UTC")
    return moment


def _carried_out(given: argparse.Namespace, ports: Ports) -> int:
    if given.list:
        found = given.list.read_text("utf-8").split()
    else:
        found = list(ports.erasures.since(given.since))
    if given.save:
        given.save.write_text("".join(f"{one}\n" for one in found), "utf-8")
        print(f"已写下 · written down: {len(found)}")
        return 0
    done = erase_again(ports, found)
    print(f"再次删除 · erased again: {done.erased}")
    for ticket in done.left:
        print(f"备份中尚未办结，办结后再运行 · not over as the backup has it: {ticket}")
    return 1 if done.left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
