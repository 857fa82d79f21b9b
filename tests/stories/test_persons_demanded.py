"""Whom a text wants every unit to name, so that somebody answers for its tickets."""

import pytest

from chalicelib.domain.directory import UnitKind
from tests.builders import Regulations

Named = tuple[str, str, str, bool]


def demanded(place: str) -> list[Named]:
    """Duty, name, article, and whether the text says so itself."""
    return [
        (one.duty, one.name, one.article, one.statutory) for one in Regulations.of(place).persons
    ]


@pytest.mark.rule("ZQ-04")
def test_in_zhaoqing_each_unit_names_one_who_sees_to_the_hotline() -> None:
    assert demanded("zhaoqing") == [("contact", "热线专人", "第五条（一）", True)]


@pytest.mark.rule("TA-03")
def test_in_taian_each_unit_names_its_staff_full_or_part_time() -> None:
    """第八条 is of 承办单位: a county's hotline office is no such unit, and is not asked."""
    assert demanded("taian") == [("contact", "专（兼）职工作人员", "第八条（一）", True)]
    (person,) = Regulations.of("taian").persons
    assert UnitKind.OFFICE not in person.kinds
    assert set(person.kinds) == set(UnitKind) - {UnitKind.OFFICE}


@pytest.mark.rule("YY-04")
def test_at_youyilu_three_answer_for_a_unit() -> None:
    """The first is its head, the second the deputy, and the hotline's clerk does the work."""
    assert demanded("youyilu") == [
        ("first_responsible", "第一责任人", "第四条", True),
        ("second_responsible", "第二责任人", "第四条", True),
        ("concrete_responsible", "具体责任人", "第四条", True),
    ]


@pytest.mark.rule("XX-01", "SQ-01")
@pytest.mark.parametrize("place", ["xixian", "suqian"])
def test_elsewhere_no_text_names_them(place: str) -> None:
    assert demanded(place) == []
