"""The list of rules is whole, and says of each where it is held or what it waits for."""

from typing import Any

import pytest

from tests.docs.pages import DOCS, ROOT, rules_listed
from tools.make_rules import DOES, document

LISTED = rules_listed()
RULES: list[dict[str, Any]] = LISTED["rules"]
LAST = {"XX": 35, "TA": 40, "ZQ": 49, "SQ": 36, "YY": 34}
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])


def test_every_rule_of_the_five_regulations_is_listed_once_and_in_order() -> None:
    wanted = [
        f"{place}-{number:02}" for place, last in LAST.items() for number in range(1, last + 1)
    ]
    assert [rule["id"] for rule in RULES] == wanted


@every_rule
def test_a_rule_is_held_by_a_procedure_or_waits_for_one(rule: dict[str, Any]) -> None:
    assert ("held_by" in rule) != ("waits_for" in rule)
    if "held_by" in rule:
        assert (ROOT / "chalicelib" / "domain" / f"{rule['held_by']}.py").is_file()
    else:
        assert rule["waits_for"] in LISTED["procedures"]


@every_rule
def test_a_rule_says_its_article_its_gist_in_both_languages_and_what_it_asks_for(
    rule: dict[str, Any],
) -> None:
    keys = {"id", "article", "summary", "summary_en", "does"}
    assert set(rule) - {"held_by", "waits_for"} == keys
    assert rule["article"].startswith("第")
    assert rule["summary"]
    assert rule["summary_en"]
    assert rule["does"]
    assert set(rule["does"]) <= set(DOES)


def test_every_procedure_that_is_waited_for_is_waited_for_by_a_rule() -> None:
    assert {rule["waits_for"] for rule in RULES if "waits_for" in rule} == set(LISTED["procedures"])


def test_the_page_is_made_from_the_list() -> None:
    assert (DOCS / "rules.md").read_text("utf-8") == document(LISTED), "make schema"
