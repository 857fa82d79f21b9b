"""Two versions side by side: what differs is marked, what one lacks is seen."""

from chalicelib.commands.compare import compare
from chalicelib.domain.regulation import Regulation
from chalicelib.reading import read
from tests.commands.documents import altered, documents

OLD = documents()["example"]


def lines(old: Regulation, new: Regulation, wanted: str) -> list[str]:
    page = compare(old, new, "markdown")
    return [line for line in page.splitlines() if line.startswith(f"| {wanted} |")]


def changed(*path: str | int, to: object) -> Regulation:
    return read(Regulation, altered(OLD, path, to))


def test_a_regulation_does_not_differ_from_itself() -> None:
    same = read(Regulation, OLD)
    assert lines(same, same, "≠") == lines(same, same, "~") == []


def test_another_limit_is_the_only_difference() -> None:
    (line,) = lines(read(Regulation, OLD), changed("limits", 1, "amount", to=5), "≠")
    assert "办理时限" in line
    assert "自派单起3个工作日" in line
    assert "自派单起5个工作日" in line


def test_another_wording_is_told_from_another_rule() -> None:
    new = changed("limits", 1, "summary", to="三日内办结")
    assert lines(read(Regulation, OLD), new, "≠") == []
    (line,) = lines(read(Regulation, OLD), new, "~")
    assert "“三日内办结”" in line


def test_what_only_one_of_them_has_stands_beside_nothing() -> None:
    fewer = dict(OLD, limits=[one for one in OLD["limits"] if one["id"] != "sign-in"])
    (line,) = lines(read(Regulation, OLD), read(Regulation, fewer), "≠")
    assert line.endswith("| （无） |")
    (line,) = lines(read(Regulation, fewer), read(Regulation, OLD), "≠")
    assert "| （无） |" in line
