"""What wakes people: each alarm says what to do, and where in docs/operations.md it says how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.adapters.observing.figures import NAMESPACE
from chalicelib.adapters.sms.configured import KINDS
from chalicelib.application.providers import BAD_PERCENT, ENOUGH_TO_JUDGE, LATELY, SPAN
from chalicelib.application.telling_ports import OUTBOX_AGE, PROVIDER_FAILING, SWEEP_LAG, Figure
from infra.functions import FUNCTIONS, SERVICE
from infra.intrinsics import Value, attribute, named, ref
from infra.queues import DEAD_LETTERS
from infra.tables import TABLES

MINUTE, FIVE_MINUTES = 60, 300
AS_LONG_AS_JUDGED = LATELY.stop * int(SPAN.total_seconds())  # how far back the switching looks
GUIDE = "docs/operations.md"
SWEEP_LAG_SECONDS, OUTBOX_AGE_SECONDS, SILENT_MINUTES = 60, 300, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`what` and `do` first in Chinese, then in English; `section` of the operators' guide.

    It goes off when a statistic of `metric` in one period is above `above`, or reaches `reaches`;
    or when in each of `periods` it is below `below`, or nothing is told at all. A period in which
    the metric was told less often than `enough` says nothing.
    """

    name: str
    what: tuple[str, str]
    do: tuple[str, str]
    section: str
    namespace: str
    metric: str
    dimensions: dict[str, Value] = field(default_factory=dict)
    statistic: str = "Sum"
    period: int = FIVE_MINUTES
    above: float | None = 0
    reaches: float | None = None
    below: float | None = None
    enough: int = 0
    periods: int = 1

    @property
    def description(self) -> str:
        return (
            f"{self.what[0]}。{self.do[0]}。见 {GUIDE}，{self.section}。"
            f" {self.what[1]}. {self.do[1]}. See {GUIDE}, section {self.section}."
        )


def every_alarm() -> Iterator[Alarm]:
    yield from _clocks()
    yield from _queues()
    yield from _functions()
    yield from _api()
    yield from _tables()
    yield from _providers()


def _ours(figure: Figure, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of an alarm
    return {
        "namespace": NAMESPACE,
        "metric": figure.name,
        "dimensions": {"service": SERVICE},
        "statistic": "Maximum",
        "period": MINUTE,
        **more,
    }


def _clocks() -> Iterator[Alarm]:
    yield Alarm(
        name="SweepLag",
        what=("到期事项处理滞后超过60秒", "What fell due waits for more than 60 seconds"),
        do=(
            "查看定时任务是否运行、扫描函数是否被限流；到期时间不会丢失，只会推迟生效",
            "See whether the schedule runs and its function is throttled; nothing is lost",
        ),
        section="sweep-lag",
        # Twice in a row: one bucket that could not be read for once is read a minute later.
        **_ours(SWEEP_LAG, above=SWEEP_LAG_SECONDS, periods=2),
    )
    yield Alarm(
        name="SweepSilent",
        what=(
            f"到期扫描已{SILENT_MINUTES}分钟没有运行或没有报告",
            f"The sweep has not run, or told nothing, for {SILENT_MINUTES} minutes",
        ),
        do=(
            "查看定时任务是否被停用或删除、扫描函数的日志和权限；期间到期的事都不生效",
            "See whether the schedule is off or gone, and the function's log; nothing takes effect",
        ),
        section="sweep-lag",
        **_ours(SWEEP_LAG, statistic="SampleCount", below=1, periods=SILENT_MINUTES),
    )
    yield Alarm(
        name="OutboxAge",
        what=("最早一条待投递事项已超过300秒", "The oldest undelivered effect is over 300 s old"),
        do=(
            "查看投递函数的日志和短信服务商状态；扫描会继续补投",
            "Read the sender's log and look at the SMS providers; the sweep goes on delivering",
        ),
        section="outbox",
        **_ours(OUTBOX_AGE, above=OUTBOX_AGE_SECONDS),
    )


def _queues() -> Iterator[Alarm]:
    for queue, name in DEAD_LETTERS.items():
        yield Alarm(
            name=queue,
            what=(f"死信队列{name}中有消息", f"The queue {name} holds what failed again and again"),
            do=(
                "先找出并排除原因，再重放；不要直接清空",
                "Find and mend the cause, then replay; do not just empty it",
            ),
            section="replay-dlq",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": attribute(queue, "QueueName")},
            statistic="Maximum",
            period=MINUTE,
        )


def _functions() -> Iterator[Alarm]:
    for one in FUNCTIONS:
        common: dict[str, Any] = {
            "namespace": "AWS/Lambda",
            "dimensions": {"FunctionName": ref(one.logical_id)},
        }
        yield Alarm(
            name=f"{one.logical_id}Errors",
            what=(f"函数{one.name}出错", f"The function {one.name} fails"),
            do=(
                "按时间在其日志中查找错误种类；刚发布过则先回退",
                "Find the kind of error in its log at that time; if just deployed, go back first",
            ),
            section="errors",
            metric="Errors",
            **common,
        )
        yield Alarm(
            name=f"{one.logical_id}Throttles",
            what=(f"函数{one.name}被限流", f"The function {one.name} is throttled"),
            do=(
                "查看并发用量与账户限额；突发事件按大规模事件处理",
                "Compare the concurrency used with the account's limit; see mass-event too",
            ),
            section="throttling",
            metric="Throttles",
            **common,
        )


def _api() -> Iterator[Alarm]:
    yield Alarm(
        name="ApiFailures",
        what=("接口5分钟内返回5XX", "The API answered 5XX within five minutes"),
        do=(
            "查看api_handler的日志；503多为下游忙，500是程序错误",
            "Read the log of api_handler; 503 is mostly a busy table, 500 is ours to mend",
        ),
        section="errors",
        namespace="AWS/ApiGateway",
        metric="5XXError",
        dimensions={"ApiName": named("api"), "Stage": ref("RestAPI.Stage")},
    )


def _tables() -> Iterator[Alarm]:
    for name, table in TABLES.items():
        yield Alarm(
            name=f"{table}Throttled",
            what=(f"数据表{name}被限流", f"The table {name} is throttled"),
            do=(
                "查看是否单一分区过热或超出账户限额；请求会自动重试",
                "Look for one hot partition or the account's limit; calls are tried again",
            ),
            section="throttling",
            namespace="AWS/DynamoDB",
            metric="ThrottledRequests",
            dimensions={"TableName": ref(table)},
        )
    yield Alarm(
        name="TableUserErrors",
        what=(
            "本区域对数据表的调用被判为错误",
            "Calls of tables in this region are refused",
        ),
        do=(
            "多为权限、密钥或发布不匹配：对照最近的变更",
            "Mostly a permission, a key or a mismatched release: compare with the latest change",
        ),
        section="errors",
        namespace="AWS/DynamoDB",
        metric="UserErrors",
    )


def _providers() -> Iterator[Alarm]:
    for provider in map(str, KINDS):
        yield Alarm(
            name=f"{provider.capitalize()}Failing",
            what=(
                f"短信服务商{provider}失败或超时的比例达到{BAD_PERCENT}%",
                f"{BAD_PERCENT} percent of what the SMS provider {provider} takes fails or is late",
            ),
            do=(
                "若有另一家，已自动改用，确认它可用；只有一家时短信只能等待。联系服务商",
                "With another one it is switched by itself, with one alone SMS wait; call them",
            ),
            section="provider-outage",
            **_ours(
                PROVIDER_FAILING,
                dimensions={"service": SERVICE, "provider": provider},
                statistic="Average",
                period=AS_LONG_AS_JUDGED,
                reaches=BAD_PERCENT,
                enough=ENOUGH_TO_JUDGE,
            ),
        )
