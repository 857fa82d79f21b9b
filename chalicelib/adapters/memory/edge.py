"""What stands at the edge, in memory: answers given before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from threading import Lock

from chalicelib.application.edge_ports import (
    REMEMBERED_FOR,
    Answered,
    Known,
    KnownAnswer,
)


class MemoryAnswers:
    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, Answered] = {}

    def known(self, key: str, fingerprint: str, now: datetime) -> Known:
        with self._lock:
            there = self._there(key, now)
        if there is None:
            return "new"
        return there.answer if there.fingerprint == fingerprint else "other_body"

    def remember(self, answered: Answered) -> Known:
        with self._lock:
            there = self._there(answered.key, answered.at)
            if there is None:
                self._known[answered.key] = answered
                return "new"
        return there.answer if there.fingerprint == answered.fingerprint else "other_body"

    def showed(self, key: str, answer: KnownAnswer) -> None:
        with self._lock:
            if key in self._known:
                self._known[key] = replace(self._known[key], answer=answer)

    def _there(self, key: str, now: datetime) -> Answered | None:
        there = self._known.get(key)
        return there if there and now - there.at < REMEMBERED_FOR else None
