"""Units and staff from a spreadsheet: what is right is taken, each row that is not is told."""

from __future__ import annotations

import pytest

from chalicelib.application.directory_files import (
    MOST_ROWS,
    STAFF_COLUMNS,
    UNIT_COLUMNS,
    NoTable,
    Row,
    parents_first,
    rows_of,
)
from tests.api.conftest import Hotline, Json, Reply

PLACE = "/v1/jurisdictions/zhaoqing"
UNITS = """代码,单位名称,类型,上级单位,生效日期
green-team,绿化队,部门,parks,2026年3月2日
parks,园林管理处,下级热线机构,,2026/3/2
,没有代码,部门,,
palace,皇宫,宫殿,,
parks,又一个,部门,,
lost,"失落,的单位",部门,nowhere,
"""
STAFF = """账号,姓名,手机,角色,单位,责任
li,李小红,13900001111,承办人,区综合行政执法局,热线专人
chen,陈大明,,热线办；督办,,
wu,吴三,12,承办人,water-company,
zhao,赵四,,,water-company,厨师
"""


def send(
    hotline: Hotline, of: str, raw: bytes, who: str = "office", query: str = "", **headers: str
) -> Reply:
    told = {"Authorization": f"Bearer {hotline.token(who)}", "Content-Type": "text/csv"}
    told |= {name.replace("_", "-"): one for name, one in headers.items()}
    return hotline.send("POST", f"{PLACE}/directory/{of}{query}", raw, told)


def units(hotline: Hotline) -> dict[str, Json]:
    items = hotline.call("GET", f"{PLACE}/units?limit=100", who="office")["items"]
    return {one["id"]: one for one in items}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_is_right_is_taken_and_every_other_row_is_told(
    hotline: Hotline, encoding: str
) -> None:
    before = set(units(hotline))
    reply = send(hotline, "units", UNITS.encode(encoding))
    assert (reply.status, reply["rows"], reply["accepted"]) == (200, 6, 2)
    assert [(one["line"], one["column"]) for one in reply["refused"]] == [
        (4, "id"),
        (5, "kind"),
        (6, "id"),
        (7, "parent"),
    ]
    after = units(hotline)
    assert set(after) - before == {"parks", "green-team"}
    assert after["parks"]["name"] == "园林管理处"
    assert (after["green-team"]["parent"], after["parks"]["kind"]) == ("parks", "office")


def test_a_dry_run_tells_the_same_and_changes_nothing(hotline: Hotline) -> None:
    before = units(hotline)
    for of, text in (("units", UNITS), ("staff", STAFF)):
        dry = send(hotline, of, text.encode(), query="?dry_run=true")
        assert dry["dry_run"] is True
        if of == "units":
            assert units(hotline) == before
        real = send(hotline, of, text.encode())
        assert {**dry.body, "dry_run": False} == real.body


def test_staff_are_told_in_the_words_of_the_office(hotline: Hotline) -> None:
    reply = send(hotline, "staff", STAFF.encode("gb18030"))
    assert (reply["accepted"], [(one["line"], one["column"]) for one in reply["refused"]]) == (
        2,
        [(4, "phone"), (5, "duties")],
    )
    found = hotline.call("GET", f"{PLACE}/staff", who="office")["items"]
    li = next(one for one in found if one["id"] == "li")
    assert li["phone"] == "+8613900001111"
    assert li["post"]["unit"] == "urban-management"
    assert (li["post"]["roles"], li["post"]["duties"]) == (["handler"], ["contact"])
    chen = next(one for one in found if one["id"] == "chen")
    assert chen["post"]["roles"] == ["office", "supervisor"]


def test_a_refused_row_is_told_without_the_person(hotline: Hotline) -> None:
    text = str(send(hotline, "staff", STAFF.encode()).body)
    assert not any(word in text for word in ("吴三", "赵四", "13900001111"))


def test_the_same_file_again_changes_nothing(hotline: Hotline) -> None:
    def changes() -> list[Json]:
        path = f"{PLACE}/directory/changes?of=units&limit=100"
        return list(hotline.call("GET", path, who="office")["items"])

    send(hotline, "units", UNITS.encode())
    once = changes()
    again = send(hotline, "units", UNITS.encode())
    assert again["accepted"] == 2
    assert changes() == once


def test_more_units_than_one_transaction_takes_are_all_taken(hotline: Hotline) -> None:
    rows = "".join(f"u-{number},第{number}科,部门\n" for number in range(120))
    reply = send(hotline, "units", f"代码,名称,类型\n{rows}".encode())
    assert (reply["accepted"], reply["refused"]) == (120, [])
    place = hotline.world.ports.directories.of("zhaoqing")
    assert {f"u-{number}" for number in range(120)} <= set(place.units)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        ("代码,名称,颜色\n".encode(), 400),
        ("代码,代码,名称\n".encode(), 400),
        ("名称,类型\n".encode(), 400),
        ("代码,名称\na,甲\n".encode("utf-16"), 400),
        (b"id,name\n\xff\xff\xff", 400),
        (b"id,name\n" + b"a,b\n" * (MOST_ROWS + 1), 400),
        (b'id,name\n"' + b"x" * 200_000, 400),
        (b"id,name\n", 200),
    ],
    ids=range(9),
)
def test_what_is_no_table_is_refused_whole(hotline: Hotline, raw: bytes, status: int) -> None:
    assert send(hotline, "units", raw).status == status


def test_only_the_office_sends_files_and_only_csv(hotline: Hotline) -> None:
    assert send(hotline, "staff", STAFF.encode(), "handler@water-company").status == 403
    assert send(hotline, "units", UNITS.encode(), query="?dry_run=maybe").status == 422
    assert send(hotline, "units", b"{}", Content_Type="application/json").status == 415
    hotline.place = "taian"
    assert send(hotline, "units", UNITS.encode()).status == 404


def test_cells_behind_the_last_column_are_wrong(hotline: Hotline) -> None:
    reply = send(hotline, "units", "代码,名称,类型\na,甲,部门,乙\n".encode())
    assert [one["column"] for one in reply["refused"]] == ["beyond"]


def test_tabs_do_as_well_as_commas() -> None:
    (row,) = rows_of("代码\t名称\nparks\t园林, 管理\n".encode(), UNIT_COLUMNS)
    assert row == Row(2, {"id": "parks", "name": "园林, 管理"})


def test_english_headers_do_as_well_as_chinese_ones() -> None:
    (row,) = rows_of(b"ID, Name ,Roles\nli,Li,handler\n\n,,\n", STAFF_COLUMNS)
    assert row.cells == {"id": "li", "name": "Li", "roles": "handler"}


def test_units_that_stand_in_a_circle_come_each_once() -> None:
    rows = [Row(2, {"id": "a", "parent": "b"}), Row(3, {"id": "b", "parent": "a"})]
    assert [row.line for row in parents_first(rows)] == [3, 2]


@pytest.mark.parametrize("columns", [UNIT_COLUMNS, STAFF_COLUMNS], ids=["units", "staff"])
def test_no_header_means_two_columns(columns: dict[str, tuple[str, ...]]) -> None:
    words = [word for name, others in columns.items() for word in (name, *others)]
    assert len(words) == len(set(words))


def test_a_file_that_is_refused_is_not_quoted() -> None:
    with pytest.raises(NoTable) as wrong:
        rows_of(b"id,name,13900001111\n", STAFF_COLUMNS)
    assert "1390" not in str(wrong.value)
