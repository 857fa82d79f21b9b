"""Tables line up although a Chinese character is as wide as two letters."""

from chalicelib.commands.columns import markdown_table, text_table, width, wrapped


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("15个工作日") == 10
    assert width("，") == 2


def test_columns_start_at_the_same_place_on_every_line() -> None:
    table = text_table(["事项", "内容"], [["签收", "2小时"], ["handling", "15个工作日"]], [20, 20])
    assert table.splitlines() == [
        "事项     内容",
        "───────────────────",
        "签收     2小时",
        "handling 15个工作日",
    ]


def test_a_long_cell_goes_on_below_and_keeps_words_and_closing_marks_together() -> None:
    assert wrapped("自收单起，working day〔code〕止。", 14) == [
        "自收单起，",
        "working day〔",
        "code〕止。",
    ]


def test_in_markdown_a_bar_and_a_line_break_do_not_break_the_table() -> None:
    assert markdown_table(["甲"], [["一|二\n三"]]).splitlines()[-1] == "| 一\\|二<br>三 |"
