"""A text costs as many messages as it needs parts."""

import pytest

from chalicelib.domain.sms_length import BASIC, EXTENDED, parts, units


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 159 + "€", 2),
        # A € is two, and not torn: 152 + € + 152 + € needs a third part.
        ("a" * 152 + "€" + "a" * 151 + "€", 3),
        ("a" * 151 + "€" + "a" * 151 + "€", 2),
        ("`", 1),
        ("满" * 70, 1),
        ("满" * 71, 2),
        ("满" * 134, 2),
        ("满" * 135, 3),
        ("a" * 69 + "满", 1),
        ("a" * 70 + "满", 2),
        ("ç" * 71, 2),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        # Thirty-three a part: the sixty-seventh unit stays empty.
        ("👍" * 66, 2),
        ("👍" * 67, 3),
        ("\ud800" * 71, 2),
    ],
)
def test_how_many_parts_a_network_makes(text: str, count: int) -> None:
    assert parts(text) == count


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a满€^", 4), ("👍a", 3)])
def test_limits_count_sixteen_bits_a_character(text: str, count: int) -> None:
    assert units(text) == count


def test_the_small_alphabet_is_the_standards() -> None:
    """128 places: one leads to the extension, all others are characters."""
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED
