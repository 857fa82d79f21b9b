"""What writes its methods late is what the library would have made, to whoever uses it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

from chalicelib.late import dataclass

Make = Callable[..., Any]
MADE_BY = {"late": dataclass, "library": dataclasses.dataclass}


def _classes(make: Make) -> tuple[Any, Any, Any]:
    """The same three classes, made by one or the other."""

    @make(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        marks: tuple[str, ...] = ()
        seen: list[int] = field(default_factory=list, compare=False, repr=False)

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError("below zero")

    @make(frozen=True, slots=True, kw_only=True, order=True)
    class Ranked(Point):
        z: int = 3

    @make(frozen=True, slots=True, repr=False)
    class Secret:  # noqa: PLW1641 - a hash comes with being frozen
        word: str

        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "hidden"

    return Point, Ranked, Secret


@pytest.fixture(params=sorted(MADE_BY))
def made(request: pytest.FixtureRequest) -> tuple[Any, Any, Any]:
    return _classes(MADE_BY[request.param])


def test_it_takes_what_the_library_takes_and_nothing_else(made: tuple[Any, Any, Any]) -> None:
    point, ranked, _ = made
    assert (point(1).y, point(1, 5).y, point(x=1, y=6).y) == (2, 5, 6)
    assert (ranked(1, z=9).z, ranked(1).z) == (9, 3)
    wrong: list[tuple[Any, tuple[Any, ...], dict[str, int]]] = [
        (point, (), {}),
        (point, (1,), {"w": 2}),
        (ranked, (1, 2, (), [], 9), {}),
    ]
    for cls, given, named in wrong:
        with pytest.raises(TypeError):
            cls(*given, **named)
    with pytest.raises(ValueError, match="below zero"):
        point(-1)
    assert point(1).seen is not point(1).seen


def test_it_is_compared_hashed_told_and_ordered_alike(made: tuple[Any, Any, Any]) -> None:
    point, ranked, secret = made
    assert point(1, seen=[1]) == point(1, seen=[2]) != point(2)
    assert point(1) != ranked(1)
    assert len({point(1), point(1), point(2)}) == 2
    assert repr(point(1)).endswith("Point(x=1, y=2, marks=())")
    assert min(ranked(2), ranked(1, z=4), ranked(1)) == ranked(1)
    with pytest.raises(TypeError):
        sorted([point(1), point(2)])
    assert (secret("a") == secret("b"), repr(secret("a"))) == (True, "hidden")
    assert hash(secret("a")) == hash(secret("a"))


def test_it_is_frozen(made: tuple[Any, Any, Any]) -> None:
    for one in (made[0](1), made[1](1)):
        with pytest.raises(FrozenInstanceError):
            one.x = 2
        with pytest.raises(FrozenInstanceError):
            del one.x
        with pytest.raises((AttributeError, TypeError)):  # the library's own says it in either way
            one.unknown = 1
        assert one.x == 1


def test_it_is_replaced_copied_and_taken_apart_alike(made: tuple[Any, Any, Any]) -> None:
    point, ranked, _ = made
    one = ranked(1, marks=("a",))
    assert replace(one, z=7) == ranked(1, marks=("a",), z=7)
    assert copy.copy(one) == copy.deepcopy(one) == one
    assert asdict(one) == {"x": 1, "y": 2, "marks": ("a",), "seen": [], "z": 3}
    assert [each.name for each in fields(ranked)] == ["x", "y", "marks", "seen", "z"]
    assert ranked.__match_args__ == point.__match_args__ == ("x", "y", "marks", "seen")
    assert point.__doc__ is None or point.__doc__.startswith("Point(")


@dataclass(frozen=True, slots=True)
class Kept:
    word: str


def test_it_is_pickled() -> None:
    assert pickle.loads(pickle.dumps(Kept("a"))) == Kept("a")  # noqa: S301 - made here


def test_methods_are_written_once_and_by_whoever_comes_first() -> None:
    point, _, _ = _classes(dataclass)
    before = point.__init__
    assert "method" in before.__qualname__
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(point, range(200)))
    assert [one.x for one in found] == list(range(200))
    written = point.__init__
    assert written is not before
    assert point(1) == point(1)
    assert point.__init__ is written


def test_the_app_is_imported_without_writing_most_of_them() -> None:
    """Counted in a process of its own: of all classes, those that have an `__init__` by then."""
    count = (
        "import gc, dataclasses, app\n"
        "ours = [c for c in gc.get_objects() if isinstance(c, type)"
        " and dataclasses.is_dataclass(c) and c.__module__.startswith('chalicelib')]\n"
        "late = [c for c in ours if c.__init__.__module__ == 'chalicelib.late']\n"
        "print(len(ours), len(late))"
    )
    # The app hides what it has imported from the search for garbage, and so from this list.
    program = f"import gc\ngc.freeze = lambda: None\n{count}"
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    ours, late = map(int, done.stdout.split())
    assert ours > 300
    assert late > ours / 2
