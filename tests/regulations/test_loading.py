"""A file that says what cannot be carried out fails when it is read: file, key, what was expected.

Each case changes one value of a file that is right.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.regulation_files import (
    RegulationFileError,
    load_regulation,
    load_regulations,
    parse_regulation,
)

FILE = Path(__file__).parent / "fixtures" / "sixth.toml"
GONE = object()


def document() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def changed(key: str, value: object) -> dict[str, Any]:
    """The document with another value at `limits/0/amount`, or without it."""
    found: Any = (whole := document())
    *path, last = [int(part) if part.isdigit() else part for part in key.split("/")]
    for part in path:
        found = found[part]
    if value is GONE:
        del found[last]
    elif isinstance(found, list) and last == len(found):
        found.append(value)
    else:
        found[last] = value
    return whole


def errors_of(whole: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(RegulationFileError) as caught:
        parse_regulation(whole, "sixth.toml")
    assert caught.value.file == "sixth.toml"
    assert str(caught.value).startswith("sixth.toml: /")
    return [(one.pointer, one.detail) for one in caught.value.errors]


def fails(key: str, value: object, pointer: str, expected: str) -> None:
    errors = errors_of(changed(key, value))
    assert any(at == pointer and expected in detail for at, detail in errors), errors


def position(table: str, name: str) -> int:
    return [one["id"] for one in document()[table]].index(name)


RULED = {"rules": ["X"], "article": "第一条", "summary": "某"}
LIMIT = {"id": "more", "kind": "handling", "amount": 1, "unit": "hour", "starts": "dispatched"}


def test_a_right_file_is_read() -> None:
    assert parse_regulation(document(), "sixth.toml").id == "yunhe@2026-01-01"


@pytest.mark.parametrize(
    ("key", "value", "pointer", "expected"),
    [
        ("colour", "red", "/colour", "unknown field; expected: adjudication, answer"),
        ("limits/0/colour", "red", "/limits/0/colour", "unknown field"),
        ("limits/1/when/weather", ["rain"], "/limits/1/when/weather", "unknown field"),
        ("identity", GONE, "/identity", "required: an object"),
        ("limits/0/amount", GONE, "/limits/0/amount", "required: a whole number"),
        ("limits/0/article", GONE, "/limits/0/article", "required: a string"),
        ("redo/opens", GONE, "/redo/opens", "required: one of at_once"),
        ("ratings/choices/0/good", GONE, "/ratings/choices/0/good", "required: true or false"),
        ("limits/0/amount", "2", "/limits/0/amount", "expected a whole number, got a string"),
        ("limits/0/amount", 2.5, "/limits/0/amount", "expected a whole number"),
        ("limits/0/amount", True, "/limits/0/amount", "expected a whole number"),
        ("withdrawal/allowed", "no", "/withdrawal/allowed", "expected true or false"),
        ("returns/chain", "office", "/returns/chain", "expected a list, got a string"),
        ("identity/issued_on", "someday", "/identity/issued_on", "not a date"),
        ("categories", [], "/categories", "expected an object, got a list"),
        ("identity/office_hours/0", ["09:00"], "/identity/office_hours/0", "expected 2 entries"),
        ("limits/0/unit", "week", "/limits/0/unit", "expected one of: minute, hour"),
        ("limits/0/kind", "sleep", "/limits/0/kind", "expected one of: sign_in"),
        ("limits/0/starts", "noon", "/limits/0/starts", "expected one of: registered"),
        ("limits/10/silence", "perhaps", "/limits/10/silence", "expected one of: approved"),
        ("redo/opens", "sometimes", "/redo/opens", "expected one of: at_once, when_reasonable"),
        ("audit/mode", "none", "/audit/mode", "expected one of: office, automatic"),
        ("answer/required", ["photo"], "/answer/required/0", "expected one of: handled_at"),
        ("contact/exceptions", ["rude"], "/contact/exceptions/0", "expected one of: confidential"),
    ],
)
def test_keys_types_and_words_are_checked(
    key: str, value: object, pointer: str, expected: str
) -> None:
    fails(key, value, pointer, expected)


def test_all_that_is_wrong_is_said_at_once() -> None:
    whole = changed("limits/0/unit", "week")
    whole["redo"]["opens"] = "sometimes"
    assert {at for at, _ in errors_of(whole)} == {"/limits/0/unit", "/redo/opens"}


@pytest.mark.rule("A48")
def test_two_limits_that_fit_the_same_ticket_tie() -> None:
    twin = RULED | LIMIT | {"when": {"complexity": ["complex"]}}
    whole = document()
    whole["limits"].append(twin)
    errors = errors_of(whole)
    assert any(
        at == "/limits" and "handling-consultation" in detail and "more" in detail
        for at, detail in errors
    )


def test_a_tie_is_one_only_where_a_ticket_can_be_both() -> None:
    whole = document()
    whole["limits"].append(RULED | LIMIT | {"when": {"category": ["praise"]}})
    assert parse_regulation(whole, "sixth.toml").limits[-1].id == "more"


def test_every_category_needs_a_limit() -> None:
    at = position("limits", "handling")
    fails("limits/" + str(at) + "/when", {"category": ["complaint"]}, "/limits", "category=praise")


def test_every_complexity_needs_a_limit() -> None:
    at = position("limits", "handling")
    fails(f"limits/{at}/when", {"complexity": ["complex"]}, "/limits", "complexity=ordinary")


@pytest.mark.parametrize(
    ("key", "value", "pointer", "expected"),
    [
        ("returns/chain", [], "/returns/chain", "someone who decides at the end"),
        ("returns/chain", ["leader"], "/returns/chain", "someone who decides at the end"),
        ("returns/chain", ["office", "leader", "city"], "/returns/chain", "leader upwards"),
        ("returns/chain", ["king"], "/returns/chain", "king is not leader, office or one of"),
        ("extensions/kinds/0/chain", [], "/extensions/kinds/0/chain", "someone who decides"),
        ("extensions/kinds/0/chain", ["k"], "/extensions/kinds/0/chain", "k is not leader"),
        ("audit/registered_by", "king", "/audit/registered_by", "king is not office or one of"),
        ("redo/decided_by", "king", "/redo/decided_by", "king is not office or one of"),
        ("redo/decided_by", GONE, "/redo/decided_by", "someone must decide on a redo"),
    ],
)
def test_every_step_of_a_chain_is_someone(
    key: str, value: object, pointer: str, expected: str
) -> None:
    fails(key, value, pointer, expected)


@pytest.mark.parametrize(
    ("key", "value", "pointer", "expected"),
    [
        ("limits/0/amount", 0, "/limits/0/amount", "more than 0"),
        ("limits/1/amount", 0, "/limits/1/amount", "more than 0"),
        ("limits/9/amount", 0, "/limits/9/amount", "more than 0"),
        ("limits/5/amount", -1, "/limits/5/amount", "0 to 10000"),
        ("limits/0/starts", "registered", "/limits/0/starts", "sign_in can start at: dispatched"),
        ("limits/5/starts", "closed", "/limits/5/starts", "handling can start at: contacted"),
        ("limits/5/kind", "promise", "/limits/5/starts", "no limit of this kind"),
        ("limits/5/silence", "approved", "/limits/5/silence", "only for a decision"),
        ("limits/5/by", "office", "/limits/5/by", "only for first_contact"),
        ("identity/office_hours", GONE, "/identity/office_hours", "counts working hours"),
        ("identity/office_hours", [], "/identity/office_hours", "counts working hours"),
    ],
)
def test_a_limit_can_be_kept(key: str, value: object, pointer: str, expected: str) -> None:
    fails(key, value, pointer, expected)


def test_zero_working_days_is_the_same_day_and_allowed() -> None:
    at = position("limits", "handling-consultation")
    assert document()["limits"][at]["amount"] == 0
    fails(f"limits/{at}/unit", "day", f"/limits/{at}/amount", "0 only as the same working_day")


def test_an_sms_survey_needs_a_window_for_every_ticket() -> None:
    at = position("limits", "survey")
    expected = "an SMS survey needs a survey_reply limit for every ticket"
    fails(f"limits/{at}", GONE, "/limits", expected)
    fails(f"limits/{at}/when", {"category": ["praise"]}, "/limits", expected)


def test_a_survey_by_phone_needs_none() -> None:
    whole = changed(f"limits/{position('limits', 'survey')}", GONE)
    whole["survey"]["channel"] = "phone"
    assert parse_regulation(whole, "sixth.toml").survey.channel == "phone"


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("limits/6/when/category", ["rumour"], "/limits/6/when/category"),
        ("limits/7/when/complexity", ["simple"], "/limits/7/when/complexity"),
        ("limits/8/when/urgency", ["emergency"], "/limits/8/when/urgency"),
        ("limits/9/when/source", ["dream"], "/limits/9/when/source"),
        ("limits/3/when", {"unit_kind": ["ministry"]}, "/limits/3/when/unit_kind"),
        ("required/1/when/category", ["rumour"], "/required/1/when/category"),
        ("returns/windows/1/when", {"urgency": ["dire"]}, "/returns/windows/1/when/urgency"),
        (
            "extensions/kinds/0/when",
            {"category": ["rumour"]},
            "/extensions/kinds/0/when/category",
        ),
    ],
)
def test_a_selector_names_only_what_the_place_knows(key: str, value: object, pointer: str) -> None:
    fails(key, value, pointer, "is not one of:")


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        ("limits/1/id", "/limits/0/id"),
        ("categories/choices/1/id", "/categories"),
        ("ratings/choices/1/id", "/ratings"),
        ("levels/1/id", "/levels"),
        ("answer/outcomes/1/id", "/answer/outcomes"),
        ("scope/choices/1", "/scope"),
        ("source_kinds/choices/1/id", "/source_kinds"),
        ("urgencies/choices/1/id", "/urgencies"),
        ("complexities/choices/1/id", "/complexities"),
        ("adjudication/bodies/1/id", "/adjudication"),
        ("decline_reasons/1", "/decline_reasons"),
        ("referrals/1", "/referrals"),
        ("extensions/grounds/1", "/extensions/grounds"),
        ("supervision/triggers/1", "/supervision/triggers"),
        ("supervision/forms/1", "/supervision"),
        ("conduct/choices/1", "/conduct"),
        ("termination/grounds/1", "/termination"),
    ],
)
def test_an_id_or_code_is_there_once(key: str, pointer: str) -> None:
    whole: Any = document()
    *path, last = key.split("/")
    if last == "id":
        *path, _ = path
    found = whole
    for part in path:
        found = found[part]
    found[1:] = [found[0], *found[2:]]
    errors = errors_of(whole)
    assert any(at.startswith(pointer) and "twice" in detail for at, detail in errors), errors


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("redo/limit/original", True, "/redo/limit"),
        ("redo/limit/unit", GONE, "/redo/limit"),
        ("extensions/kinds/0/amount", GONE, "/extensions/kinds/0/amount"),
        ("extensions/kinds/0/length", "at_most_the_limit", "/extensions/kinds/0/amount"),
        ("ratings/choices/2/good", True, "/ratings/choices"),
    ],
)
def test_what_belongs_together_is_there_together(key: str, value: object, pointer: str) -> None:
    fails(key, value, pointer, "")


def test_an_exclusion_rests_on_outcomes_that_there_are() -> None:
    cited = {"rules": ["P-20"], "article": "第一条", "summary": "已经处理的，不重办"}
    exclusion = {"code": "done", "name": "已经处理", "outcomes": ["no_such_thing"], **cited}
    at = "/redo/exclusions/0/outcomes"
    fails("redo/exclusions", [exclusion], at, "expected ids of /answer/outcomes")


def test_an_exclusion_is_for_categories_that_there_are() -> None:
    cited = {"rules": ["P-25"], "article": "第一条", "summary": "建议未采纳的，不重办"}
    exclusion = {"code": "idea", "name": "建议", "when": {"category": ["praise!"]}, **cited}
    at = "/redo/exclusions/0/when/category"
    fails("redo/exclusions", [exclusion], at, "praise! is not one of")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [("form", "expected an id of /supervision/forms"),
     ("trigger", "expected a code of /supervision/triggers")],
)  # fmt: skip
def test_an_inspection_has_a_form_and_a_reason_that_there_are(wrong: str, expected: str) -> None:
    supervision = document()["supervision"]
    known = {"form": supervision["forms"][0]["id"], "trigger": supervision["triggers"][0]["code"]}
    cited = {"rules": ["XX-30"], "article": "第一条", "summary": "合理诉求组织督查"}
    whole = parse_regulation(changed("redo/inspection", {**known, **cited}), "sixth.toml")
    assert whole.redo.inspection is not None
    inspection = {**known, wrong: "no_such_thing", **cited}
    fails("redo/inspection", inspection, f"/redo/inspection/{wrong}", expected)


def test_broken_toml_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("[identity\n", "utf-8")
    with pytest.raises(RegulationFileError, match=r"^broken\.toml: "):
        load_regulation(file)


def test_one_version_of_a_place_is_there_once(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(FILE.read_text("utf-8"), "utf-8")
    with pytest.raises(RegulationFileError, match=r"^two\.toml: /identity: yunhe@2026-01-01"):
        load_regulations(tmp_path)


def test_the_packaged_files_are_the_five() -> None:
    assert {one.identity.place for one in load_regulations().values()} == {
        "xixian",
        "taian",
        "zhaoqing",
        "suqian",
        "youyilu",
    }
