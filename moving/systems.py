"""The system whose tickets are moved: deployed, or kept in a directory by the single-machine run.

Deployed: the tables and keys that the environment names, as `chalicelib.bootstrap` reads it, with
the credentials of whoever runs this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.calls import Client, client
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.ports import Ports
from chalicelib.bootstrap import SystemClock
from local.keeping import Keeping, Unusable
from local.seeds import load_seeds
from local.world import NAMES, World, new_world


class NoSystem(Exception):
    """There is nothing to move from or to; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What an export reads, and the keys that open it."""

    client: Client
    tickets: str
    phones: PhoneKeys
    now: datetime


@contextmanager
def ports(folder: Path | None, *, write: bool) -> Iterator[Ports]:
    """Of the deployed system; with `folder` of a run that is stopped, saved at the end if `write`.

    Raises `NoSystem`, or `Misconfigured`.
    """
    if folder is None:
        _named()
        yield bootstrap.build()
        return
    with _kept(folder) as (keeping, world):
        yield world.ports
        if write:
            keeping.save(world)


@contextmanager
def tables(folder: Path | None) -> Iterator[Tables]:
    """As `ports`."""
    if folder is None:
        named, phones = _named(), bootstrap.phone_keys()
        yield Tables(client(), named, phones, SystemClock().now())
        return
    with _kept(folder) as (_, world):
        assert world.aws is not None  # noqa: S101 - what is kept is tables
        yield Tables(world.aws.client, NAMES.tickets, world.keys.phones, world.clock.now())


def _named() -> str:
    """The table of tickets, where tables are named."""
    names = bootstrap.table_names()
    if names is None:
        raise NoSystem(f"name the tables ({', '.join(bootstrap.TABLES)}), or a directory: --data")
    return names.tickets


@contextmanager
def _kept(folder: Path) -> Iterator[tuple[Keeping, World]]:
    try:
        if not folder.is_dir():
            raise NoSystem(f"{folder} holds no run: start one with DATA={folder}")
        keeping = Keeping(folder)
    except Unusable as wrong:
        raise NoSystem(str(wrong)) from None
    try:
        yield keeping, _world(keeping)
    except Unusable as wrong:
        raise NoSystem(str(wrong)) from None
    finally:
        keeping.release()


def _world(keeping: Keeping) -> World:
    kept = keeping.read()
    if kept is None:
        raise NoSystem(f"{keeping.folder} holds no run: start one with DATA={keeping.folder}")
    units = {seed.place: seed.directory for seed in load_seeds()}
    world = new_world(units, base_url="", keys=kept.keys)
    kept.put_into(world)
    return world
