"""Figures in CloudWatch's embedded metric format: lines on standard output, no call."""

from __future__ import annotations

from collections import defaultdict

from chalicelib.application.telling_ports import OTHER, Figure

NAMESPACE = "Lianxin"


class Figures:
    """What one invocation tells, gathered until its end. One at a time: Lambda has no two."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._told: defaultdict[tuple[Figure, str], list[float]] = defaultdict(list)

    def tell(self, figure: Figure, value: float = 1, of: str = "") -> None:
        apart = of if of in figure.among else OTHER
        known = apart if figure.by else ""
        values = self._told[figure, known]
        if figure.unit == "Count" and values:
            values[0] += value
        else:
            values.append(value)

    def flush(self) -> None:
        """A line for all that is told of the service, and one for each value of a dimension."""
        told, self._told = self._told, defaultdict(list)
        lines: defaultdict[tuple[str | None, str], dict[Figure, list[float]]] = defaultdict(dict)
        for (figure, of), values in told.items():
            lines[figure.by, of][figure] = values
        for (by, of), figures in lines.items():
            self._written(by, of, figures)

    def _written(self, by: str | None, of: str, figures: dict[Figure, list[float]]) -> None:
        from aws_lambda_powertools.metrics import EphemeralMetrics  # noqa: PLC0415 - on demand

        metrics = EphemeralMetrics(service=self._service, namespace=NAMESPACE)
        if by:
            metrics.add_dimension(by, of)
        for figure, values in figures.items():
            for value in values:
                metrics.add_metric(figure.name, figure.unit, value)
        if metrics.metric_set:  # after every hundred values it writes by itself
            metrics.flush_metrics()
