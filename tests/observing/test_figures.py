"""Figures as CloudWatch reads them from standard output."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.observing.figures import NAMESPACE, Figures
from chalicelib.adapters.sms.configured import KINDS
from chalicelib.adapters.sms.local import LocalSms
from chalicelib.application import telling_ports
from chalicelib.application.telling_ports import (
    OTHER,
    OUTBOX_AGE,
    PROVIDER_FAILING,
    PROVIDERS,
    SMS_SENT,
    SURVEYS_ENDED,
    SWEEP_LAG,
    Figure,
)

FIGURES = [one for one in vars(telling_ports).values() if isinstance(one, Figure)]
Json = dict[str, Any]


def written(capsys: pytest.CaptureFixture[str], figures: Figures) -> list[Json]:
    capsys.readouterr()
    figures.flush()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def dimensions(line: Json) -> Json:
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    return {name: line[name] for names in metrics["Dimensions"] for name in names}


def metrics_of(line: Json) -> list[tuple[str, str]]:
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == NAMESPACE == "Lianxin"
    return [(one["Name"], one["Unit"]) for one in metrics["Metrics"]]


def test_counts_add_up_and_measurements_stand_side_by_side(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = Figures("lianxin")
    for age in (70, 35, 0):
        figures.tell(SWEEP_LAG, age)
        figures.tell(SMS_SENT)
    (line,) = written(capsys, figures)
    assert metrics_of(line) == [("SweepLagSeconds", "Seconds"), ("SmsSent", "Count")]
    assert (line["SweepLagSeconds"], line["SmsSent"]) == ([70, 35, 0], [3])
    assert dimensions(line) == {"service": "lianxin"}


def test_what_is_told_apart_has_a_line_for_each_value(capsys: pytest.CaptureFixture[str]) -> None:
    figures = Figures("lianxin")
    for outcome in ("rated", "expired", "rated"):
        figures.tell(SURVEYS_ENDED, of=outcome)
    figures.tell(PROVIDER_FAILING, 15, "aliyun")
    lines = written(capsys, figures)
    assert [(dimensions(one), *metrics_of(one)) for one in lines] == [
        ({"service": "lianxin", "outcome": "rated"}, ("SurveysEnded", "Count")),
        ({"service": "lianxin", "outcome": "expired"}, ("SurveysEnded", "Count")),
        ({"service": "lianxin", "provider": "aliyun"}, ("ProviderFailingShare", "Percent")),
    ]
    assert [one.get("SurveysEnded") for one in lines] == [[2], [1], None]


def test_an_invocation_is_told_once_and_one_with_nothing_to_tell_says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = Figures("lianxin")
    figures.tell(SMS_SENT)
    assert len(written(capsys, figures)) == 1
    assert written(capsys, figures) == []


@pytest.mark.parametrize("slices", [99, 100, 101, 250])
def test_no_measurement_of_a_long_sweep_is_lost(
    capsys: pytest.CaptureFixture[str], slices: int
) -> None:
    """CloudWatch takes a hundred values of a figure in a line."""
    figures = Figures("lianxin")
    for age in range(slices):
        figures.tell(SWEEP_LAG, age)
    lines = written(capsys, figures)
    assert [age for line in lines for age in line["SweepLagSeconds"]] == list(range(slices))
    assert max(len(line["SweepLagSeconds"]) for line in lines) <= 100


@given(figure=st.sampled_from(FIGURES), of=st.text(max_size=40))
def test_no_figure_is_told_apart_by_an_id(figure: Figure, of: str) -> None:
    """Every further value of a dimension is a metric that is paid for, and may be anybody's."""
    figures = Figures("lianxin")
    figures.tell(figure, 1, f"tkt_{of}")
    figures.tell(figure, 1, of)
    known = {of for _, of in figures._told}
    assert known <= (figure.among | {OTHER} if figure.by else {""})
    assert figure.by in {None, "outcome", "provider"}
    assert len(figure.among) < 20


def test_what_has_no_dimension_is_not_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    figures = Figures("lianxin")
    figures.tell(OUTBOX_AGE, 1, "tkt_1")
    (line,) = written(capsys, figures)
    assert "tkt_1" not in json.dumps(line)


def test_every_provider_that_can_be_configured_is_known_by_name() -> None:
    assert {*KINDS, LocalSms.name} == PROVIDERS
