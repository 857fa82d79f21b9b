"""Writes docs/cost.md: what it costs and what it needs, from measured figures and noted prices.

python -m tools.make_cost_page
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import RESULTS
from tools import costs
from tools.capacity_chapters import herd, partitions, quotas, table
from tools.costs import MILLION, Figures, Life, Noted
from tools.standing import standing

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "cost.md"
LOADS = (60_000, 2_000_000)


def page(results: Figures, noted: Noted, config: Figures) -> str:
    life = Life.of(results, noted)
    parts = (_head(noted), _life(life), _prices(noted), _per_million(life, noted),
             _a_month(life, noted), _left_out(noted), _storage(life, noted),
             quotas(life, noted, config, LOADS), partitions(results, noted),
             herd(results, noted, config), _assumed(noted))  # fmt: skip
    return "\n".join(line for part in parts for line in part)


def _head(noted: Noted) -> Iterator[str]:
    yield "# 费用与容量 · Cost and capacity"
    yield ""
    yield "由 `python -m tools.make_cost_page` 生成：容量出自 `bench/results.json`，单价和假定出自"
    yield f"`tools/prices.toml`（{noted.document['noted_on']} 记录，只是公开的按需单价）。"
    yield "编预算之前，请逐项核对官网单价；没有把握的单价不列，缺了单价的只给部分合计。短信费按合同另计。"
    yield ""
    yield "Made from measured capacity and prices that were noted by hand from public pages: check them"
    yield "before you budget. A price that nobody was sure of is left out, and what lacks one has a partial"
    yield "sum only. SMS are billed by their provider and stand beside."
    yield ""


def _life(life: Life) -> Iterator[str]:
    yield "## 一件工单 · One ticket"
    yield ""
    yield from table(
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
    yield from table(("", "计价单位 · per", *names, "来源 · page"), rows)


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
        yield from _bill({**used, **standing()}, noted)


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
    pairs = list(zip(bills, regions, strict=True))
    sums = [_sum(costs.total(bill), region) for bill, region in pairs]
    rows.append(("以上合计 · total of the above", "", *sums))
    if any(map(costs.missing, bills)):
        parts = [_partial(bill, region, names) for bill, region in pairs]
        rows.append(("部分合计，不是总数 · partial sum, no total", "", *parts))
    yield from table(("", "用量 · used", *(one["name"] for one in regions)), rows)


def _partial(
    bill: Mapping[str, float | None], region: Figures, names: Mapping[str, tuple[str, str]]
) -> str:
    """Empty where there is a total; else with all that it lacks."""
    lacks = "、".join(names[one][0] for one in costs.missing(bill))
    return f"{_sum(costs.partial(bill), region)}；缺 · without: {lacks}" if lacks else ""


def _left_out(noted: Noted) -> Iterator[str]:
    yield "## 没有计入的 · What is not counted"
    yield ""
    yield "以上合计都不含这些。None of the sums above has these."
    yield ""
    rows = [(one["what"], one["why"]) for one in noted.document["left_out"]]
    yield from table(("", "为什么 · why"), rows)


def _storage(life: Life, noted: Noted) -> Iterator[str]:
    yield "## 存储，一年 · Storage, after a year"
    yield ""
    rows = []
    for load in LOADS:
        gigabytes = costs.kept(life, load)
        bill = costs.bill({"storage": gigabytes, "recovery": gigabytes}, "us-east-1", noted)
        rows.append((f"{load:,}", f"{gigabytes:,.0f}", f"${costs.partial(bill):,.0f}"))
    yield from table(
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


def _assumed(noted: Noted) -> Iterator[str]:
    yield "## 假定 · What is assumed"
    yield ""
    yield "改 `tools/prices.toml`，再运行 `make schema`。Change them there, then run `make schema`."
    yield ""
    rows = [(f"`{name}`", f"{value:g}") for name, value in noted.document["assumed"].items()]
    yield from table(("", ""), rows)


def _regions(noted: Noted) -> list[dict[str, Any]]:
    return list(noted.document["regions"])


def _money(price: float | None, region: Figures) -> str:
    return "—" if price is None else f"{region['sign']}{price:.10f}".rstrip("0").rstrip(".")


def _sum(cost: float | None, region: Figures) -> str:
    return "—" if cost is None else f"{region['sign']}{cost:,.0f}"


def made() -> str:
    """The page as it must be now."""
    results, config = RESULTS, ROOT / ".chalice" / "config.json"
    read = [json.loads(path.read_text("utf-8")) for path in (results, config)]
    return page(read[0], Noted.read(), read[1])


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
