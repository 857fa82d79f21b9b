"""The README's table of costs says what the page it is taken from says."""

import re

from tests.docs.pages import DOCS

README = (DOCS.parent / "README.md").read_text("utf-8")
PAGE = (DOCS / "cost.md").read_text("utf-8")


def test_the_totals_of_the_readme_are_those_of_the_page() -> None:
    section = README.partition("## 费用 · What it costs")[2].partition("\n## ")[0]
    shown = re.findall(r"^\| .* \| (\$[0-9,]+) \|$", section, re.MULTILINE)
    totals = re.findall(
        r"^\| 以上合计 · total of the above \|  \| (\$[0-9,]+) \|", PAGE, re.MULTILINE
    )
    assert len(shown) == 3
    assert shown == totals
