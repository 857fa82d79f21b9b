"""Where it is deployed to: stages and partitions of AWS, and all that they change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """`keeps_data`: tables, bucket and key outlive the stack and refuse to be deleted."""

    name: str
    keeps_data: bool
    log_days: int


@dataclass(frozen=True, slots=True)
class Partition:
    """`region`: the one Chalice is told while packaging; the template itself fits every region
    of the partition. `sends_sms`: whether AWS End User Messaging is there.
    """

    name: str
    region: str
    sends_sms: bool


@dataclass(frozen=True, slots=True)
class Target:
    stage: Stage
    partition: Partition


STAGES = {
    one.name: one
    for one in (
        Stage("dev", keeps_data=False, log_days=14),
        Stage("prod", keeps_data=True, log_days=180),
    )
}
PARTITIONS = {
    one.name: one
    for one in (
        Partition("aws", "ap-southeast-1", sends_sms=True),
        Partition("aws-cn", "cn-north-1", sends_sms=False),
    )
}


class UnknownTarget(ValueError):
    """No such stage or partition."""


def target(stage: str, partition: str) -> Target:
    """Raises `UnknownTarget`, which says what there is."""
    try:
        return Target(STAGES[stage], PARTITIONS[partition])
    except KeyError as unknown:
        known = f"STAGE={'|'.join(STAGES)} PARTITION={'|'.join(PARTITIONS)}"
        raise UnknownTarget(f"{unknown} is not among {known}") from None
