"""A directory in which a run keeps its state (`DATA=dir`), so that the next one goes on from there.

All of it is one file, replaced whole: a line of JSON that says what it is, then a line for each
thing, last one that counts them. What is read is therefore always a state that there was.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib.application.sms_ports import OutgoingSms, Template
from local.keys import Keys
from local.world import World

FORMAT, VERSION = "lianxin-run", 1
STATE, PART, LOCK = "state.jsonl", "state.jsonl.part", "lock"
OURS = {STATE, PART, LOCK}
Json = dict[str, Any]


class Unusable(Exception):
    """The directory cannot hold the state of this run; the message says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: how all of it is told, and how each is put into a new world."""

    told: Callable[[World], Iterable[Any]]
    put: Callable[[World, Any], None]


def _clock(world: World) -> Iterator[float]:
    yield world.clock.ahead.total_seconds()


def _items(world: World) -> Iterator[list[Any]]:
    if world.aws is not None:
        with world.aws.lock:
            found = list(world.aws.items())
        yield from map(list, found)


def _put_item(world: World, told: list[Any]) -> None:
    if world.aws is not None:
        world.aws.put(*told)


def _sms(world: World) -> Iterator[Json]:
    for sms, fate in world.sms.messages():
        yield {**asdict(sms), "at": sms.at.isoformat(), "fate": fate}


def _put_sms(world: World, told: Json) -> None:
    fate, template = told.pop("fate"), Template(**told.pop("template"))
    at = datetime.fromisoformat(told.pop("at"))
    world.sms.put(OutgoingSms(**told, at=at, template=template), fate)


def _files(world: World) -> Iterator[dict[str, str]]:
    with world.files.stored.lock:
        yield from world.files.stored.all()


# In this order: of what is changed meanwhile, a message is sent before it is known to be sent.
KINDS: Mapping[str, Kind] = {
    "clock": Kind(_clock, lambda world, seconds: world.clock.go_ahead(timedelta(seconds=seconds))),
    "item": Kind(_items, _put_item),
    "file": Kind(_files, lambda world, told: world.files.stored.put(told)),
    "sms": Kind(_sms, _put_sms),
}


class Keeping:
    """The directory while this run has it. Nobody else may, until `release`."""

    def __init__(self, folder: Path) -> None:
        """Takes the directory, which is made if it is not there; raises `Unusable`."""
        self.folder = folder
        self._saved = b""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = {one.name for one in folder.iterdir()}
            if found - OURS:
                raise Unusable(f"{folder} holds something else; name an empty directory")
            self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as wrong:
            raise Unusable(f"{folder}: {wrong.strerror}") from wrong
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise Unusable(f"{folder} is in use by another run") from None

    def release(self) -> None:
        os.close(self._lock)

    def read(self) -> Kept | None:
        """What the run before left; None if there was none. Raises `Unusable`."""
        path = self.folder / STATE
        try:
            lines = path.read_text("utf-8").removesuffix("\n").split("\n")
        except FileNotFoundError:
            return None
        try:
            return Kept.read([json.loads(line) for line in lines])
        except (ValueError, KeyError, TypeError, IndexError) as wrong:
            raise Unusable(f"{path} is damaged, or not of this program: {wrong}") from None

    def save(self, world: World) -> None:
        """Everything as it is now, on the disk when this returns. Raises `Unusable`."""
        content = "".join(f"{line}\n" for line in _lines(world)).encode()
        digest = hashlib.sha256(content).digest()
        if digest == self._saved:
            return
        try:
            self._replace(content)
        except OSError as wrong:
            raise Unusable(f"{self.folder}: {wrong.strerror}") from wrong
        self._saved = digest

    def _replace(self, content: bytes) -> None:
        part = self.folder / PART
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / STATE)
        _sync(self.folder)


@dataclass(frozen=True, slots=True)
class Kept:
    """A state as it was read."""

    keys: Keys
    things: list[tuple[str, Any]]

    @classmethod
    def read(cls, lines: list[Json]) -> Kept:
        """Raises `ValueError`, `KeyError`, `TypeError` or `IndexError` if they are no state."""
        if (lines[0]["format"], lines[0]["version"]) != (FORMAT, VERSION):
            raise ValueError("another format")
        if lines[-1] != {"end": len(lines) - 2}:
            raise ValueError("its end is missing")
        things = [thing for line in lines[1:-1] for thing in line.items()]
        if unknown := {name for name, _ in things} - set(KINDS):
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return cls(Keys.read(lines[0]["keys"]), things)

    def put_into(self, world: World) -> None:
        """Make a new world, which has these keys, what the old one was."""
        for name, thing in self.things:
            KINDS[name].put(world, thing)


def _lines(world: World) -> Iterator[str]:
    yield _line({"format": FORMAT, "version": VERSION, "keys": world.keys.told()})
    with world.lock:
        things = [{name: thing} for name, kind in KINDS.items() for thing in kind.told(world)]
    yield from map(_line, things)
    yield _line({"end": len(things)})


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sync(folder: Path) -> None:
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
