"""附件: kinds of files, how large each may be, and why one is not taken.

A citizen chooses how to be heard: text, voice, picture or video (TA-05); a request for more time
comes with a form (ZQ-18). What is taken is what a file is found to be, not what it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from chalicelib.domain.directory import OF_A_UNIT, Actor, Role
from chalicelib.late import dataclass

MB = 1024 * 1024
UPLOAD_WITHIN = timedelta(minutes=15)
DOWNLOAD_WITHIN = timedelta(minutes=5)
NAMED_WITHIN = timedelta(hours=24)

Kind = Literal["picture", "voice", "video", "document"]
ContentType = Literal[
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/mpeg",
    "audio/mp4",
    "video/mp4",
    "application/pdf",
    "text/plain",
]
KINDS: Mapping[str, Kind] = {
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/webp": "picture",
    "audio/mpeg": "voice",
    "audio/mp4": "voice",
    "video/mp4": "video",
    "application/pdf": "document",
    "text/plain": "document",
}
EXTENSIONS: Mapping[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
# By which somebody is recognised who asked not to be named.
IDENTIFYING: tuple[Kind, ...] = ("voice", "video")

State = Literal["pending", "confirmed", "refused"]
# Why a file was refused, or waits.
REASONS: Mapping[str, str] = {
    "wrong_size": "大小与申报不符 / not as large as it was announced",
    "wrong_type": "内容与申报的类型不符 / its bytes are not of the type announced",
    "broken": "文件不完整或已损坏 / broken or cut short",
    "several_in_one": "一个文件中夹带了另一个 / another file is hidden in it",
    "active_content": "含有脚本等可执行内容 / it holds scripts or other active content",
    "encrypted": "文件已加密，无法检查 / encrypted, so that nobody can look into it",
    "too_many_pixels": "图片尺寸过大 / a picture of too many pixels",
    "scanner": "安全扫描未通过 / the security scan refused it",
    "not_scanned": "安全扫描暂无结果 / the security scan has not answered yet",
    "never_sent": "已申报但未上传 / announced, and never sent",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The most bytes of each kind."""

    picture: int = 20 * MB
    voice: int = 20 * MB
    video: int = 100 * MB
    document: int = 20 * MB

    def most(self, content_type: str) -> int:
        found: int = getattr(self, KINDS[content_type])
        return found


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file is refused; `reason` is one of `REASONS`."""

    reason: str


Side = Literal["alone", "hotline", "unit", "level", "platform"]
# Who works at the hotline itself, or in a sub-office of it.
HOTLINE = (Role.OPERATOR, Role.OFFICE, Role.SUPERVISOR)


def side_of(actor: Actor) -> Side:
    """With whom somebody shares what they announced. A citizen, and whoever does not say for which
    unit or platform they act, shares it with nobody; an auditor is of no side.
    """
    if actor.is_a(Role.CITIZEN):
        return "alone"
    if actor.unit is None:
        return "hotline" if actor.is_a(*HOTLINE, Role.UPPER_OFFICE) else "alone"
    if actor.is_a(*HOTLINE, *OF_A_UNIT):
        return "unit"
    if actor.is_a(Role.UPPER_OFFICE):
        return "level"
    return "platform" if actor.is_a(Role.PLATFORM) else "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Who announced a file, and for which unit. `place` is empty for a citizen of any place.

    Of a file announced before sides were kept, none is known: it is its announcer's alone.
    """

    id: str
    place: str
    unit: str | None
    citizen: bool
    of_a_unit: bool
    side: Side = "alone"

    @classmethod
    def of(cls, actor: Actor) -> Announcer:
        return cls(
            id=actor.id,
            place=actor.jurisdiction,
            unit=actor.unit,
            citizen=actor.is_a(Role.CITIZEN),
            # Whoever is at the hotline as well has recordings of those who call it.
            of_a_unit=actor.is_a(*OF_A_UNIT) and not actor.is_a(*HOTLINE),
            side=side_of(actor),
        )

    def is_the_citizen(self, actor: Actor) -> bool:
        return self.citizen and self._is(actor)

    def is_the_side_of(self, actor: Actor) -> bool:
        """The same caller; staff of the same unit, level or platform; or both the hotline's."""
        if self._is(actor):
            return True
        if self.side == "alone" or (self.side, self.place) != (side_of(actor), actor.jurisdiction):
            return False
        return self.side == "hotline" or self.unit in actor.units

    def _is(self, actor: Actor) -> bool:
        return self.id == actor.id and self.place == actor.jurisdiction


def identifies(content_type: str, announcer: Announcer) -> bool:
    """A voice or a face of the requester's side; a unit's own material names nobody of theirs."""
    return KINDS[content_type] in IDENTIFYING and not announcer.of_a_unit
