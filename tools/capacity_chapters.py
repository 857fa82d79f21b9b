"""The chapters of docs/cost.md on capacity: quotas, single partitions, everything due at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib.adapters.dynamodb.keys import PEAK_SHARDS
from infra.parameters import REQUESTS_A_SECOND
from tools import costs
from tools.costs import Figures, Life, Noted, Peak

HERD = 500_000
MIDNIGHT_WRITES = (4_000, 10_000, 20_000, 40_000)
LISTS = ("index by office", "updated_since")
ROUND_TO = 100


def quotas(life: Life, noted: Noted, config: Figures, loads: Sequence[int]) -> Iterator[str]:
    sweepers = _sweepers(config)
    yield "## 要提高的限额 · Quotas to raise"
    yield ""
    share = noted.assumed("busiest_hour")
    yield f"最忙一小时占全天{share:.0%}；按需要的{noted.assumed('headroom'):g}倍申请。每秒："
    yield f"The busiest hour has {share:.0%} of a day;"
    yield f"ask for {noted.assumed('headroom'):g} times the need. A second:"
    yield ""
    rows = []
    for load in loads:
        needs = costs.peak(life, load, noted)
        for name, need, limit, where in _needs(needs, noted, sweepers):
            asked = need * noted.assumed("headroom")
            action = (
                f"**提高到 · raise to {_rounded(asked):,}**" if asked > limit else "够 · enough"
            )
            rows.append((f"{load:,}", name, f"{need:,.0f}", f"{limit:,}", where, action))
    yield from table(
        ("件/天 · a day", "", "需要 · need", "默认 · default", "在哪里 · where", ""), rows
    )
    yield "The arithmetic: tickets a second = tickets a day × share ÷ 3600; requests ="
    yield "tickets × API calls; at once = requests × seconds a call, and the sweepers besides; WRU"
    yield "and RRU = tickets × those of a ticket. The scheduler starts one function a minute and"
    yield "one an hour: far below its quota."
    yield ""


def _needs(needs: Peak, noted: Noted, sweepers: int) -> Iterator[tuple[str, float, int, str]]:
    units = noted.quota("table_units")
    console = "Service Quotas"
    yield "API 请求 · requests, stage", needs.requests, REQUESTS_A_SECOND, "`RequestsPerSecond`"
    yield "API 请求 · requests, account", needs.requests, noted.quota("api_requests"), console
    at_once = needs.at_once + sweepers
    yield "Lambda 并发 · at once", at_once, noted.quota("lambda_at_once"), console
    yield "WRU，每表 · a table", needs.writes, units, console
    yield "RRU，每表 · a table", needs.reads, units, console
    new = noted.quota("new_table_writes")
    yield "WRU，新表 · a new table", needs.writes, new, "warm throughput"
    # A provider's own limit is in its contract: shown against one that many begin with.
    yield "短信 · SMS", needs.sms, 50, "服务商 · the provider; `per_second`"


def partitions(results: Figures, noted: Noted) -> Iterator[str]:
    yield "## 单一分区 · One partition"
    yield ""
    yield "一个分区每秒1,000 WRU、3,000 RRU。工单各有自己的键；一个地方的热线办只有一个，"
    yield "它的列表在索引中共用一个键，写满时整张表都会被限流："
    yield ""
    yield "A partition takes 1,000 WRU and 3,000 RRU. Every ticket has a key of its own; the lists"
    yield "of a place's one office share one in each index, and an index that is full throttles its"
    yield "table:"
    yield ""
    rows = [(line, f"{costs.tickets_of_one_place(results, line, noted):,.0f}") for line in LISTS]
    yield from table(("", "一个地方每天可到 · one place may have this many tickets a day"), rows)
    yield "The second line counts both of its indexes as one, so it is on the safe side. Beyond it"
    yield "a place needs its lists spread over several keys; a deployment of many places does not."
    yield ""


def herd(results: Figures, noted: Noted, config: Figures) -> Iterator[str]:
    due, sweepers = costs.herd(results, HERD, PEAK_SHARDS), _sweepers(config)
    yield "## 春节后的零点 · The midnight after Spring Festival"
    yield ""
    yield f"长假前的件在同一个零点到期：{HERD:,}个期限。"
    yield "What came in before the holidays is due at one midnight."
    yield ""
    yield from table(
        ("", ""),
        [
            ("分片 · shards", f"{PEAK_SHARDS}"),
            ("每片的期限 · deadlines a shard", f"{due.a_shard:,.0f}"),
            ("每片查找 · finding, RRU a shard", f"{due.finding:,.0f}"),
            ("全部读取 · reads in all, RRU", f"{due.reads:,.0f}"),
            ("全部写入 · writes in all, WRU", f"{due.writes:,.0f}"),
            ("同时的扫描 · sweepers at once, reserved", f"{sweepers}"),
        ],
    )
    units = noted.assumed("herd_units")
    by_lists = due.seconds_of_lists(units, noted)
    by_sweepers = due.seconds_by(min(sweepers, PEAK_SHARDS), noted)
    rows = [
        (
            f"{writes:,}",
            *(f"{found:,.0f}" for found in (due.seconds_at(writes), by_sweepers, by_lists)),
            f"**{max(due.seconds_at(writes), by_sweepers, by_lists) / 60:.1f}**",
        )
        for writes in MIDNIGHT_WRITES
    ]
    header = (
        "表每秒的写入 · WRU a second of the table",
        "受容量限制，秒 · by capacity, s",
        "受扫描限制，秒 · by sweepers, s",
        f"{units:g}个单位的列表，秒 · by the lists of {units:g} units, s",
        "分钟 · minutes",
    )
    yield from table(header, rows)
    alone = due.seconds_of_lists(1, noted) / 60
    yield f"如果全部属于同一个单位，它的列表（一个分区）要{alone:.0f}分钟。"
    yield "If all were of one unit, its list, which is one partition,"
    yield f"would take {alone:.0f} minutes."
    yield ""
    yield "新建的按需表每秒只接得住4,000 WRU：节前把预热吞吐量（warm throughput）提高，"
    yield "见[大规模事件](operations.md#mass-event)。"
    yield "Nothing is lost meanwhile: a breach is as of its own midnight,"
    yield "whenever a sweep comes by."
    figures = results["herd"]
    yield (
        f"`bench.herd` worked {figures['deadlines']:,} through with {figures['killed']:,} sweepers"
        f" killed on the way: {figures['lost']} lost, {figures['twice']} twice,"
        f" {figures['tickets_a_cpu_second']:,} a second of processor time."
    )
    yield ""


def _rounded(need: float) -> int:
    return -(-int(need) // ROUND_TO) * ROUND_TO


def _sweepers(config: Figures) -> int:
    """As many as are kept free for the sweep in production."""
    functions = config["stages"]["prod"]["lambda_functions"]
    return int(functions["sweep_deadlines"]["reserved_concurrency"])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
