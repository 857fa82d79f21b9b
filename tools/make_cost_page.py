"""Writes docs/cost.md: what it costs and what it needs, from measured figures and noted prices.

python -m tools.make_cost_page
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import RESULTS
from chalicelib.adapters.dynamodb.keys import PEAK_SHARDS
from infra.alarms import every_alarm
from infra.parameters import REQUESTS_A_SECOND
from infra.sources import read_schedules
from tools import costs
from tools.costs import MILLION, Figures, Life, Noted, Peak

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "cost.md"
LOADS = (60_000, 2_000_000)
HERD = 500_000
MIDNIGHT_WRITES = (4_000, 10_000, 20_000, 40_000)
ALARMS = sum(1 for _ in every_alarm())
STARTS_A_DAY = sum(24 * 60 / one["rate_minutes"] for one in read_schedules())
LISTS = ("index by office", "updated_since")
ROUND_TO = 100


def page(results: Figures, noted: Noted, config: Figures) -> str:
    life = Life.of(results, noted)
    parts = (_head(noted), _life(life), _prices(noted), _per_million(life, noted),
             _a_month(life, noted), _storage(life, noted), _quotas(life, noted, config),
             _partitions(results, noted), _herd(results, noted, config), _assumed(noted))  # fmt: skip
    return "\n".join(line for part in parts for line in part)


def _head(noted: Noted) -> Iterator[str]:
    yield "# 费用与容量 · Cost and capacity"
    yield ""
    yield "由 `python -m tools.make_cost_page` 生成：容量出自 `bench/results.json`，单价和假定出自"
    yield f"`tools/prices.toml`（{noted.document['noted_on']} 记录，只是公开的按需单价）。"
    yield "编预算之前，请逐项核对官网单价；没有把握的单价不列，也不计入合计。短信费按合同另计。"
    yield ""
    yield "Made from measured capacity and prices that were noted by hand from public pages: check them"
    yield "before you budget. A price that nobody was sure of is left out, of the sums too. SMS are"
    yield "billed by their provider and stand beside."
    yield ""


def _life(life: Life) -> Iterator[str]:
    yield "## 一件工单 · One ticket"
    yield ""
    yield from _table(
        ("", "平均 · on average"),
        [
            ("提交次数 · changes", f"{life.changes:.1f}"),
            ("写入 · writes, WRU", f"{life.writes:.1f}"),
            ("读取 · reads, RRU", f"{life.reads:.1f}"),
            ("接口调用 · API calls", f"{life.calls:.1f}"),
            ("短信 · SMS", f"{life.sms:.1f}"),
            ("留存 · bytes that stay", f"{life.kept_bytes:,.0f}"),
        ],
    )


def _prices(noted: Noted) -> Iterator[str]:
    regions = _regions(noted)
    yield "## 单价 · Prices"
    yield ""
    rows = []
    for one in noted.document["prices"]:
        found = [noted.price(one["id"], region["id"]) for region in regions]
        shown = [_money(price, region) for price, region in zip(found, regions, strict=True)]
        pages = " ".join(f"[{n}]({page})" for n, page in enumerate(one["pages"], start=1))
        rows.append((one["name"], one["per"], *shown, f"{pages} {one.get('note', '')}".strip()))
    names = [region["name"] for region in regions]
    yield from _table(("", "计价单位 · per", *names, "来源 · page"), rows)


def _per_million(life: Life, noted: Noted) -> Iterator[str]:
    amounts = costs.used(life, MILLION, noted)
    yield "## 每百万件 · A million tickets"
    yield ""
    yield from _bill(amounts, noted)


def _a_month(life: Life, noted: Noted) -> Iterator[str]:
    for load in LOADS:
        yield f"## 每天{load:,}件，一个月 · {load:,} tickets a day, a month of {costs.DAYS_OF_MONTH} days"
        yield ""
        used = costs.used(life, load * costs.DAYS_OF_MONTH, noted)
        yield from _bill({**used, **costs.a_month(ALARMS, STARTS_A_DAY)}, noted)


def _bill(amounts: Mapping[str, float], noted: Noted) -> Iterator[str]:
    regions = _regions(noted)
    bills = [costs.bill(amounts, region["id"], noted) for region in regions]
    names = {one["id"]: (one["name"], one["per"]) for one in noted.document["prices"]}
    rows: list[Sequence[str]] = [
        (
            names[what][0],
            f"{amount:,.1f} × {names[what][1]}",
            *(_sum(bill[what], region) for bill, region in zip(bills, regions, strict=True)),
        )
        for what, amount in amounts.items()
    ]
    sums = [_sum(costs.total(bill), region) for bill, region in zip(bills, regions, strict=True)]
    rows.append(("合计（有单价的）· of what has a price", "", *sums))
    yield from _table(("", "用量 · used", *(one["name"] for one in regions)), rows)


def _storage(life: Life, noted: Noted) -> Iterator[str]:
    yield "## 存储，一年 · Storage, after a year"
    yield ""
    rows = []
    for load in LOADS:
        gigabytes = costs.kept(life, load)
        bill = costs.bill({"storage": gigabytes, "recovery": gigabytes}, "us-east-1", noted)
        rows.append((f"{load:,}", f"{gigabytes:,.0f}", f"${costs.total(bill):,.0f}"))
    yield from _table(
        (
            "件/天 · tickets a day",
            "GB",
            "第13个月的存储与时间点恢复 · storage and recovery in the month after, us-east-1",
        ),
        rows,
    )
    yield "Every year adds as much again, until what is old is exported ([moving](moving.md)) and removed"
    yield "as your archive rules allow. Notices, answers and due work have a TTL and are not in here."
    yield ""


def _quotas(life: Life, noted: Noted, config: Figures) -> Iterator[str]:
    sweepers = _sweepers(config)
    yield "## 要提高的限额 · Quotas to raise"
    yield ""
    share = noted.assumed("busiest_hour")
    yield f"最忙一小时占全天{share:.0%}；按需要的{noted.assumed('headroom'):g}倍申请。每秒："
    yield f"The busiest hour has {share:.0%} of a day; ask for {noted.assumed('headroom'):g} times the need. A second:"
    yield ""
    rows = []
    for load in LOADS:
        needs = costs.peak(life, load, noted)
        for name, need, limit, where in _needs(needs, noted, sweepers):
            asked = need * noted.assumed("headroom")
            action = (
                f"**提高到 · raise to {_rounded(asked):,}**" if asked > limit else "够 · enough"
            )
            rows.append((f"{load:,}", name, f"{need:,.0f}", f"{limit:,}", where, action))
    yield from _table(
        ("件/天 · a day", "", "需要 · need", "默认 · default", "在哪里 · where", ""), rows
    )
    yield "The arithmetic: tickets a second = tickets a day × share ÷ 3600; requests = tickets × API calls;"
    yield "at once = requests × seconds a call, and the sweepers besides; WRU and RRU = tickets × those of a"
    yield "ticket. The scheduler starts one function a minute and one an hour: far below its quota."
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


def _partitions(results: Figures, noted: Noted) -> Iterator[str]:
    yield "## 单一分区 · One partition"
    yield ""
    yield "一个分区每秒1,000 WRU、3,000 RRU。工单各有自己的键；一个地方的热线办只有一个，"
    yield "它的列表在索引中共用一个键，写满时整张表都会被限流："
    yield ""
    yield "A partition takes 1,000 WRU and 3,000 RRU. Every ticket has a key of its own; the lists of a place's"
    yield "one office share one in each index, and an index that is full throttles its table:"
    yield ""
    rows = [(line, f"{costs.tickets_of_one_place(results, line, noted):,.0f}") for line in LISTS]
    yield from _table(("", "一个地方每天可到 · one place may have this many tickets a day"), rows)
    yield "The second line counts both of its indexes as one, so it is on the safe side. Beyond it a place"
    yield "needs its lists spread over several keys; a deployment of many places does not."
    yield ""


def _herd(results: Figures, noted: Noted, config: Figures) -> Iterator[str]:
    herd, sweepers = costs.herd(results, HERD, PEAK_SHARDS), _sweepers(config)
    yield "## 春节后的零点 · The midnight after Spring Festival"
    yield ""
    yield f"长假前的件在同一个零点到期：{HERD:,}个期限。What came in before the holidays is due at one midnight."
    yield ""
    yield from _table(
        ("", ""),
        [
            ("分片 · shards", f"{PEAK_SHARDS}"),
            ("每片的期限 · deadlines a shard", f"{herd.a_shard:,.0f}"),
            ("每片查找 · finding, RRU a shard", f"{herd.finding:,.0f}"),
            ("全部读取 · reads in all, RRU", f"{herd.reads:,.0f}"),
            ("全部写入 · writes in all, WRU", f"{herd.writes:,.0f}"),
            ("同时的扫描 · sweepers at once, reserved", f"{sweepers}"),
        ],
    )
    units = noted.assumed("herd_units")
    by_lists = herd.seconds_of_lists(units, noted)
    by_sweepers = herd.seconds_by(min(sweepers, PEAK_SHARDS), noted)
    rows = [
        (
            f"{writes:,}",
            *(f"{found:,.0f}" for found in (herd.seconds_at(writes), by_sweepers, by_lists)),
            f"**{max(herd.seconds_at(writes), by_sweepers, by_lists) / 60:.1f}**",
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
    yield from _table(header, rows)
    alone = herd.seconds_of_lists(1, noted) / 60
    yield f"如果全部属于同一个单位，它的列表（一个分区）要{alone:.0f}分钟。"
    yield f"If all were of one unit, its list, which is one partition, would take {alone:.0f} minutes."
    yield ""
    yield "新建的按需表每秒只接得住4,000 WRU：节前把预热吞吐量（warm throughput）提高，"
    yield "见[大规模事件](operations.md#mass-event)。"
    yield "Nothing is lost meanwhile: a breach is as of its own midnight, whenever a sweep comes by."
    figures = results["herd"]
    yield (
        f"`bench.herd` worked {figures['deadlines']:,} through with {figures['killed']:,} sweepers killed on"
        f" the way: {figures['lost']} lost, {figures['twice']} twice,"
        f" {figures['tickets_a_cpu_second']:,} a second of processor time."
    )
    yield ""


def _assumed(noted: Noted) -> Iterator[str]:
    yield "## 假定 · What is assumed"
    yield ""
    yield "改 `tools/prices.toml`，再运行 `make schema`。Change them there, then run `make schema`."
    yield ""
    rows = [(f"`{name}`", f"{value:g}") for name, value in noted.document["assumed"].items()]
    yield from _table(("", ""), rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _regions(noted: Noted) -> list[dict[str, Any]]:
    return list(noted.document["regions"])


def _money(price: float | None, region: Figures) -> str:
    return "—" if price is None else f"{region['sign']}{price:.10f}".rstrip("0").rstrip(".")


def _sum(cost: float | None, region: Figures) -> str:
    return "—" if cost is None else f"{region['sign']}{cost:,.0f}"


def _rounded(need: float) -> int:
    return -(-int(need) // ROUND_TO) * ROUND_TO


def _sweepers(config: Figures) -> int:
    """As many as are kept free for the sweep in production."""
    functions = config["stages"]["prod"]["lambda_functions"]
    return int(functions["sweep_deadlines"]["reserved_concurrency"])


def made() -> str:
    """The page as it must be now."""
    results, config = RESULTS, ROOT / ".chalice" / "config.json"
    read = [json.loads(path.read_text("utf-8")) for path in (results, config)]
    return page(read[0], Noted.read(), read[1])


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
