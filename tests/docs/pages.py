"""What the documents hold, for the tests that keep them true."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def rules_listed() -> dict[str, Any]:
    return tomllib.loads((DOCS / "rules.toml").read_text("utf-8"))


def worked_example() -> dict[str, Any]:
    """The sixth regulation that the page walks through."""
    page = (DOCS / "regulations.md").read_text("utf-8")
    chapter = page.split("## 完整的例子", 1)[1]
    found = re.search(r"^```toml\n(.*?)^```", chapter, re.MULTILINE | re.DOTALL)
    assert found, "the page has no example"
    return tomllib.loads(found[1])
