"""Moving in and out, by the cloud team of a city.

python -m moving import tickets.xlsx --place … --system … [--write]
python -m moving export --to DIR [--format parquet] [--with-personal-data] [--from-dump DIR]

Exit code 0: all of it; 1: some rows or tickets were left out, all of them told; 2: nothing done.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from chalicelib.application.ports import Unavailable
from chalicelib.bootstrap import Misconfigured
from moving import commands
from moving.dump import NoDump
from moving.sheets import NoSheet
from moving.systems import NoSystem
from moving.writing import NoRoom

USELESS = 2


def parser() -> argparse.ArgumentParser:
    """Every option there is."""
    made = argparse.ArgumentParser(prog="python -m moving", description=__doc__)
    kinds = made.add_subparsers(dest="command", required=True)
    given = kinds.add_parser("import", help="take the tickets of a file in; a dry run by default")
    given.add_argument("file", type=Path, help="CSV or XLSX, as docs/moving.md describes it")
    given.add_argument("--place", required=True, help="the id of the place the tickets are of")
    given.add_argument(
        "--system", required=True, help="what the tickets come from, always the same"
    )
    given.add_argument("--write", action="store_true", help="do it, instead of only saying what")
    given.add_argument("--report", type=Path, help="refused rows: a .csv or .xlsx; else beside")
    given.add_argument("--ignore", default="", help="headers to leave out, separated by commas")
    taken = kinds.add_parser("export", help="write everything to files")
    taken.add_argument("--to", type=Path, required=True, help="an empty or new directory")
    taken.add_argument("--format", choices=("parquet", "jsonl"), default="parquet")
    taken.add_argument("--with-personal-data", action="store_true", help="names, phones, texts too")
    taken.add_argument("--from-dump", type=Path, help="a table's export to S3, downloaded")
    for one in (given, taken):
        one.add_argument("--data", type=Path, help="the directory of a run that is stopped")
    return made


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    carry_out = commands.take_in if options.command == "import" else commands.write_out
    try:
        return carry_out(options)
    except (NoDump, NoRoom, NoSheet, NoSystem, Misconfigured) as wrong:
        print(f"没有完成 · not done: {wrong}", file=sys.stderr)
    except (Unavailable, ClientError, BotoCoreError) as wrong:
        # What was written is whole; the same command goes on from there.
        print(
            f"中断，请重新运行 · broke off, run it again: {type(wrong).__name__}", file=sys.stderr
        )
    return USELESS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
