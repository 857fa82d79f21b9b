"""Frozen dataclasses whose methods are written when they are first needed.

A `dataclass` of the library writes the text of some six methods of each class and compiles it, when
the class is made. Of the four hundred of ours a request makes some dozens, and to write all took
half of a cold start. Here a class is made with its fields alone; the first time one of the methods
is called all of them are written, by the library, and stand in their place from then on. What a
class then does, and how fast, is the same. What inherits from one of these is made here as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

Anything = Any  # a class, an instance of one, what it is made of: whatever it is
ORDER = ("__lt__", "__le__", "__gt__", "__ge__")


def _late(plain: Anything, wanted: Mapping[str, Any]) -> Anything:
    """The class with its fields, and methods that write themselves."""
    told = plain.__doc__
    plain.__doc__ = told or plain.__name__  # else the library puts a signature together
    fields_alone = {name: wanted.get(name, False) for name in ("slots", "kw_only")}
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, **fields_alone)(plain)
    cls.__doc__ = told
    _wait(cls, ("__init__",), init=True, repr=False, eq=False)
    order = wanted.get("order", False)
    _wait(cls, _compared_by(cls, wanted), init=False, repr=True, eq=True, order=order)
    for name, method in SHARED.items():
        setattr(cls, name, method)
    return cls


def _compared_by(cls: Anything, wanted: Mapping[str, Any]) -> list[str]:
    """What the library would write besides; what a class brings itself stays. Python empties
    `__hash__` where there is an `__eq__`: that is nobody's own.
    """
    own = {name for name, one in vars(cls).items() if not (name == "__hash__" and one is None)}
    repr_ = ("__repr__",) if wanted.get("repr", True) else ()
    rest = {*repr_, "__eq__", "__hash__"} - own
    return [*sorted(rest), *(ORDER if wanted.get("order") else ())]


def _wait(cls: Anything, names: Sequence[str], **how: bool) -> None:
    """These methods are written together, when one of them is called."""

    def write() -> None:
        made = _written(cls, how)
        for name in names:
            method = getattr(made, name)
            method.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, method)

    for name in names:
        setattr(cls, name, _until_written(cls, name, write))


def _until_written(cls: Anything, name: str, write: Callable[[], None]) -> Callable[..., Anything]:
    def method(self: Anything, *given: Anything, **named: Anything) -> Anything:
        write()
        return getattr(cls, name)(self, *given, **named)

    return method


def _written(cls: Anything, how: Mapping[str, Any]) -> Anything:
    """A class of the library's own with the same fields; only its methods are of use."""
    given = [(one.name, Anything, _again(one)) for one in dataclasses.fields(cls)]
    namespace = {"__doc__": cls.__name__}
    if after := getattr(cls, "__post_init__", None):
        namespace["__post_init__"] = after
    return dataclasses.make_dataclass(
        cls.__name__, given, namespace=namespace, frozen=True, match_args=False, **how
    )


def _again(one: dataclasses.Field[Any]) -> Anything:
    names = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only")
    return dataclasses.field(**{name: getattr(one, name) for name in names})


def _refuse_to_set(self: Anything, name: str, value: object) -> None:
    if name in self.__dataclass_fields__:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _refuse_to_delete(self: Anything, name: str) -> None:
    if name in self.__dataclass_fields__:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
    object.__delattr__(self, name)


def _state(self: Anything) -> list[Anything]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _with_state(self: Anything, state: list[Anything]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


# Of all classes, so that nothing need be written.
SHARED: Mapping[str, Callable[..., Anything]] = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _with_state,
}

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - what checkers take it for
else:

    def dataclass(cls: Anything = None, /, **wanted: Anything) -> Anything:
        """As the library's; what is not frozen, or is compared by what it is, is the library's."""

        def made(plain: Anything) -> Anything:
            if not wanted.get("frozen") or not wanted.get("eq", True):
                return dataclasses.dataclass(**wanted)(plain)
            return _late(plain, wanted)

        return made if cls is None else made(cls)
