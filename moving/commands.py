"""The two commands, and what they say of what they did."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from chalicelib import bootstrap
from chalicelib.adapters.memory.reference import MemoryRegulations
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.bootstrap import SystemClock
from moving import sheets, systems
from moving.dump import of_dump
from moving.exporting import Done, Plan, export
from moving.importing import Import, Tally
from moving.refused import WORDS, report
from moving.wholes import of_table

TOLD_EVERY = 1000
LEFT_OUT = 1


def take_in(options: Namespace) -> int:
    """Returns the exit code; raises what `python -m moving` tells of."""
    beside = options.report or options.file.with_suffix(".refused.csv")
    ignored = frozenset(filter(None, map(str.strip, options.ignore.split(","))))
    tally = Tally()
    with systems.ports(options.data, write=options.write) as ports:
        bringing = Import(ports, options.place, options.system, options.write, ignored)
        with sheets.opened(options.file) as sheet, report(beside) as refuse:
            for tally in bringing.run(sheet, refuse):
                if tally.rows % TOLD_EVERY == 0:
                    print(f"… {tally.rows}", flush=True)
    print("\n".join(imported(tally, beside, written=options.write)))
    return LEFT_OUT if tally.refused else 0


def imported(tally: Tally, beside: Path, *, written: bool) -> Iterator[str]:
    dry = "可导入（试运行，未写入）· would be taken in (dry run, nothing written)"
    yield f"数据行 · rows: {tally.rows}"
    yield f"{'已导入 · taken in' if written else dry}: {tally.new}"
    for status, number in sorted(tally.taken.items()):
        yield f"    {status}: {number}"
    if tally.overdue:
        yield f"    其中已逾期 · of them overdue: {tally.overdue}"
    yield f"以前已导入 · there before: {tally.known}"
    yield f"被拒绝 · refused: {tally.refused}"
    for code, number in sorted(tally.codes.items()):
        yield f"    {code}: {number}  {WORDS.get(code, ('不符合规则', ''))[0]}"
    yield f"明细 · each of them: {beside}"


def write_out(options: Namespace) -> int:
    """Returns the exit code; raises what `python -m moving` tells of."""
    done = _from_dump(options) if options.from_dump else _from_tables(options)
    print("\n".join(exported(done, options.to)))
    return LEFT_OUT if done.torn else 0


def _from_dump(options: Namespace) -> Done:
    source, regulations = of_dump(options.from_dump), MemoryRegulations(load_regulations())
    personal = options.with_personal_data
    plan = Plan(options.to, options.format, personal, SystemClock().now(), source.name)
    return export(source.wholes(regulations, bootstrap.phone_keys()), regulations, plan)


def _from_tables(options: Namespace) -> Done:
    regulations, personal = MemoryRegulations(load_regulations()), options.with_personal_data
    with systems.tables(options.data) as tables:
        source = of_table(tables.client, tables.tickets)
        plan = Plan(options.to, options.format, personal, tables.now, source.name)
        return export(source.wholes(regulations, tables.phones), regulations, plan)


def exported(done: Done, to: Path) -> Iterator[str]:
    yield f"已导出到 · written to: {to}"
    for table, number in sorted(done.counts.items()):
        yield f"    {table}: {number}"
    for ticket in done.torn:
        yield f"    前后不一致，未导出 · torn, left out: {ticket}"
