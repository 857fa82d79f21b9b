"""docs/data.md says what the code does: tables, keys, access patterns."""

from tools.make_data_page import PAGE, page


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "make schema writes it anew"
