"""What the page for operators says is what the program tells."""

from __future__ import annotations

import re
from pathlib import Path

from chalicelib.adapters.observing.figures import NAMESPACE
from chalicelib.adapters.observing.powertools import SERVICE
from chalicelib.application import telling_ports
from chalicelib.application.telling_ports import Figure
from chalicelib.bootstrap import observer

PAGE = (Path(__file__).parents[2] / "docs" / "observability.md").read_text("utf-8")
ON_ONE_MACHINE = {"local"}


def rows() -> dict[str, list[str]]:
    """The table of figures: each name with what stands beside it."""
    chapter = PAGE.split("## 指标", 1)[1].split("\n## ", 1)[0]
    found: dict[str, list[str]] = {}
    for line in re.findall(r"^\|.*", chapter, re.MULTILINE):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in re.findall(r"`([A-Z]\w+)`", cells[0]):
            found[name] = cells[1:]
    return found


def test_the_page_lists_every_figure_with_its_unit_and_its_dimension() -> None:
    figures = {one.name: one for one in vars(telling_ports).values() if isinstance(one, Figure)}
    listed = rows()
    assert set(listed) == set(figures)
    for name, (unit, _, dimension) in listed.items():
        by, *among = re.findall(r"`(\w+)`", dimension) or [None]
        figure = figures[name]
        assert (unit, by) == (figure.unit, figure.by), name
        assert set(among) == figure.among - ON_ONE_MACHINE, name


def test_the_page_names_the_service_as_it_is_called() -> None:
    assert f"`POWERTOOLS_SERVICE_NAME` | `{SERVICE}`" in PAGE
    assert f"Namespace `{NAMESPACE}`" in PAGE


def test_on_one_machine_nobody_listens() -> None:
    assert observer().telling is telling_ports.UNTOLD
