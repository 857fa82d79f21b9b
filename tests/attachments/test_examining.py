"""What is taken is what a file is found to be, from its first byte to its last."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chalicelib.adapters.memory.files import MemoryBucket, MemoryFileRows
from chalicelib.adapters.pictures import PillowPictures
from chalicelib.application.examining import taken
from chalicelib.application.file_ports import FileRow, Files
from chalicelib.domain.files import KINDS, REASONS, Announcer, NotTaken
from tests.application.world import MORNING
from tests.attachments import samples
from tests.attachments.reading import opened

FILES = Files(rows=MemoryFileRows(), bucket=MemoryBucket(), pictures=PillowPictures(1_000_000))
SOMEBODY = Announcer(id="a", place="p", unit=None, citizen=True, of_a_unit=False)
WHOLE = {
    "image/jpeg": samples.jpeg(),
    "image/png": samples.png(),
    "image/webp": samples.webp(),
    "audio/mpeg": samples.mp3(),
    "audio/mp4": samples.film(b"soun"),
    "video/mp4": samples.film(b"vide", b"soun"),
    "application/pdf": samples.pdf(),
    "text/plain": samples.TEXT.encode(),
}
every_type = pytest.mark.parametrize("content_type", WHOLE)


def look(content_type: str, body: bytes, size: int | None = None) -> bytes | NotTaken:
    row = FileRow(
        id="att_1",
        filename="x",
        content_type=content_type,
        size=len(body) if size is None else size,
        by=SOMEBODY,
        announced_at=MORNING,
    )
    return taken(FILES, row, body)


def kept(content_type: str, body: bytes) -> bytes:
    found = look(content_type, body)
    assert isinstance(found, bytes), found
    return found


def reason(content_type: str, body: bytes) -> str:
    found = look(content_type, body)
    assert isinstance(found, NotTaken), found[:40]
    assert found.reason in REASONS
    return found.reason


def test_there_is_a_sample_of_every_type() -> None:
    assert WHOLE.keys() == KINDS.keys()


@every_type
def test_what_is_what_it_says_is_kept_and_is_still_that(content_type: str) -> None:
    once = kept(content_type, WHOLE[content_type])
    assert kept(content_type, once)


@every_type
def test_no_file_passes_for_another_type(content_type: str) -> None:
    for other, body in WHOLE.items():
        if other != content_type:
            assert isinstance(look(content_type, body), NotTaken), other


@every_type
def test_an_archive_behind_it_is_found(content_type: str) -> None:
    body = WHOLE[content_type] + samples.archive()
    assert reason(content_type, body) in {"several_in_one", "wrong_type", "broken"}


@every_type
def test_half_of_it_is_not_it(content_type: str) -> None:
    body = WHOLE[content_type]
    half = body[: len(body) // 2]
    if content_type in {"audio/mpeg", "text/plain"}:  # half a sound is a sound
        return
    assert reason(content_type, half) in {"broken", "wrong_type"}


@every_type
def test_one_byte_more_than_announced_is_refused(content_type: str) -> None:
    body = WHOLE[content_type]
    assert look(content_type, body, len(body) - 1) == NotTaken("wrong_size")


# --- pictures ---


def test_where_a_picture_was_taken_is_gone_and_so_is_every_word() -> None:
    body = samples.jpeg()
    assert opened(body).getexif().get_ifd(0x8825)
    clean = kept("image/jpeg", body)
    assert not dict(opened(clean).getexif())
    assert not {"exif", "comment", "xmp"} & set(opened(clean).info)
    assert samples.COMMENT not in clean
    assert b"Exif" not in clean


def test_a_picture_taken_upright_stands_upright() -> None:
    clean = opened(kept("image/jpeg", samples.jpeg((64, 32), turned=True)))
    assert clean.size == (32, 64)
    assert near(clean, (16, 4), (200, 20, 20))
    assert near(clean, (16, 60), (20, 20, 200))


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/png", "image/webp"])
def test_colours_are_kept(content_type: str) -> None:
    clean = opened(kept(content_type, WHOLE[content_type]))
    assert near(clean, (0, 0), (200, 20, 20))
    assert near(clean, (clean.width - 1, 0), (20, 20, 200))


def near(found: Image.Image, where: tuple[int, int], wanted: tuple[int, int, int]) -> bool:
    pixel = found.convert("RGB").getpixel(where)
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 30 for one, other in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_of_writing_a_colour_is_drawn(mode: str) -> None:
    made = Image.new("I;16", (4, 4), 9) if mode == "I;16" else samples.picture(mode=mode)
    assert opened(kept("image/png", samples.saved(made, "PNG"))).size == made.size


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_keeps_its_way_of_writing_a_colour(mode: str) -> None:
    body = samples.saved(samples.picture((16, 16), mode), "JPEG")
    assert opened(kept("image/jpeg", body)).mode == mode


def test_a_profile_of_colours_stays_and_what_only_calls_itself_one_goes() -> None:
    profile = (200).to_bytes(4) + bytes(32) + b"acsp" + bytes(160)
    for given_, left in ((profile, profile), (b"<script>" * 30, None)):
        body = samples.png(icc_profile=given_)
        assert opened(kept("image/png", body)).info.get("icc_profile") == left


def test_a_see_through_palette_stays_see_through() -> None:
    palette = samples.picture(mode="P")
    clean = opened(kept("image/png", samples.saved(palette, "PNG", transparency=0)))
    assert clean.mode == "RGBA"


def test_words_of_a_png_are_gone() -> None:
    words = PngInfo()
    words.add_text("Author", "王小明")
    assert b"Author" not in kept("image/png", samples.png(pnginfo=words))


@pytest.mark.parametrize("size", [(1001, 1000), (30_000, 30_000), (65_000, 65_000)])
def test_a_bomb_is_not_unpacked(size: tuple[int, int]) -> None:
    assert reason("image/png", samples.png_that_says(*size)) == "too_many_pixels"


def test_a_second_picture_of_the_camera_is_cut_off() -> None:
    one = samples.jpeg()
    for more in (samples.jpeg((16, 16)), samples.film(b"vide"), bytes(100)):
        assert len(kept("image/jpeg", one + more)) == len(kept("image/jpeg", one))


@pytest.mark.parametrize(
    "hidden",
    [samples.pdf(), b"<html><script>alert(1)</script>", samples.archive(), b"MZ\x90\0 a program"],
    ids=["pdf", "page", "archive", "program"],
)
def test_whatever_else_hangs_on_a_picture_is_found(hidden: bytes) -> None:
    assert reason("image/jpeg", samples.jpeg() + hidden) == "several_in_one"
    assert reason("image/png", samples.png() + hidden) == "several_in_one"
    assert reason("image/webp", samples.webp() + hidden) == "several_in_one"


def test_a_pdf_behind_a_second_picture_is_found() -> None:
    body = samples.jpeg() + samples.jpeg() + samples.pdf()
    assert reason("image/jpeg", body) == "several_in_one"


def test_a_pdf_in_the_first_words_of_a_picture_is_found() -> None:
    body = samples.saved(samples.picture((16, 16)), "JPEG", comment=samples.pdf())
    assert reason("image/jpeg", body) == "several_in_one"


def test_a_drawing_with_a_script_is_no_picture() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content_type in WHOLE:
        assert isinstance(look(content_type, svg), NotTaken), content_type


# --- sounds and films ---


def test_of_a_sound_only_the_frames_are_kept() -> None:
    tags = samples.ID3 + samples.mp3() + b"TAG" + bytes(125)
    assert kept("audio/mpeg", tags) == samples.mp3()
    assert kept("audio/mpeg", samples.mp3() + samples.FRAME[:100]) == samples.mp3()


@pytest.mark.parametrize("hidden", [b"<html><script>", samples.pdf(), b"#!/bin/sh\n"])
def test_whatever_else_hangs_on_a_sound_is_found(hidden: bytes) -> None:
    assert reason("audio/mpeg", samples.mp3() + hidden) == "several_in_one"


def test_a_tag_alone_is_no_sound() -> None:
    assert reason("audio/mpeg", samples.ID3 + b"\xff\xfb") == "wrong_type"


def test_where_a_film_was_made_is_gone_and_nothing_has_moved() -> None:
    body = samples.film(b"vide", b"soun")
    clean = kept("video/mp4", body)
    assert samples.PLACE in body
    assert samples.PLACE not in clean
    assert len(clean) == len(body)
    assert clean.index(samples.PIXELS) == body.index(samples.PIXELS)
    assert samples.NOISE in clean


def test_a_track_of_places_is_gone_with_its_samples() -> None:
    clean = kept("video/mp4", samples.film(b"vide", b"meta", b"soun"))
    assert b"GPS " not in clean
    assert samples.PIXELS in clean
    assert samples.NOISE in clean


def test_a_film_is_no_sound_and_a_sound_no_film() -> None:
    assert reason("audio/mp4", samples.film(b"vide", b"soun")) == "wrong_type"
    assert reason("video/mp4", samples.film(b"soun")) == "wrong_type"


@pytest.mark.parametrize("tail", [b"MZ a program", b"\0\0\0\x04free"])
def test_boxes_fill_a_film_exactly(tail: bytes) -> None:
    long = samples.film(b"vide") + samples.box(b"free", bytes(1000))
    assert reason("video/mp4", long + tail) == "broken"


def test_a_track_whose_samples_lie_outside_is_refused() -> None:
    moov = samples.box(
        b"moov", samples.track(b"meta", 10**6, b"x"), samples.track(b"vide", 8, b"x")
    )
    assert reason("video/mp4", samples.box(b"ftyp", b"isom", bytes(4)) + moov) == "broken"


# --- documents ---


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (b"3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj", "active_content"),
        (b"3 0 obj\n<< /S /J#61vaScript >>\nendobj", "active_content"),
        (b"3 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj", "active_content"),
        (b"3 0 obj\n<< /Names << /EmbeddedFiles 4 0 R >> >>\nendobj", "active_content"),
        (b"3 0 obj\n<< /Encrypt 5 0 R >>\nendobj", "encrypted"),
    ],
)
def test_a_pdf_that_does_something_is_refused(inside: bytes, why: str) -> None:
    assert reason("application/pdf", samples.pdf(inside)) == why
    assert reason("application/pdf", samples.packed_in_pdf(inside)) == why


def test_a_pdf_with_packed_objects_and_pictures_is_kept() -> None:
    assert kept("application/pdf", samples.packed_in_pdf(b"3 0 << /Type /Page >>"))
    picture = b"4 0 obj\n<< /Subtype /Image >>\nstream\n /JS /AA \nendstream\nendobj"
    assert kept("application/pdf", samples.pdf(picture))


SCRIPT = b"5 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj"


def test_what_only_looks_like_a_stream_hides_nothing() -> None:
    for stream in (b"%%stream\n%s\n%%endstream", b"(>>stream\n)%s%%endstream", b"<<>>stream\n%s"):
        assert reason("application/pdf", samples.pdf(stream % SCRIPT)) == "active_content"


def objects(described: bytes, inside: bytes = SCRIPT) -> bytes:
    packed = zlib.compress(inside)
    return b"2 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj" % (described, packed)


PLAIN = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"


@pytest.mark.parametrize(
    "described",
    [
        b"/X (" + b" " * 700 + b") " + PLAIN,
        PLAIN + b" /X (" + b" " * 700 + b")",
        b"/DecodeParms << /Predictor 12 >> " + PLAIN,
        b"/DecodeParms 9 0 R %\n2 0 obj <<" + PLAIN,
        b"/Type /#4fbjStm /N 1 /First 4 /Filter /FlateDecode",
        b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
        b"/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode",
        b"/Type /ObjStm /N 1 /First 4 /Filter 9 0 R",
        b"/N 1 /First 4 /X () /Filter /FlateDecode",
    ],
)
def test_packed_objects_described_in_any_but_the_plainest_way_are_refused(described: bytes) -> None:
    assert kept("application/pdf", samples.pdf(objects(PLAIN, b"3 0 << /Type /Page >>")))
    for inside in (SCRIPT, b"3 0 << /Type /Page >>"):
        found = reason("application/pdf", samples.pdf(objects(described, inside)))
        assert found in {"broken", "active_content"}, inside


def test_white_space_does_not_hide_what_is_packed() -> None:
    body = samples.pdf(objects(b" " * 700 + PLAIN + b"\n" * 700))
    assert reason("application/pdf", body) == "active_content"


WRAPPINGS = (
    b"%s",
    b"%% a comment\n%s",
    b"%%stream\n%s\n%%endstream",
    b"<< /X (>>stream\n) >>%s\nendstream",
    b"4 0 obj\n<< /Length 9 >>\nstream\n%s\nendstream\nendobj",
    b"4 0 obj\n<< >>\nstream\nendstream\nendobj\n%s",
)


@settings(max_examples=60, deadline=None)
@given(
    wrapped=st.lists(st.sampled_from(WRAPPINGS), max_size=4),
    padding=st.sampled_from((b"", b" " * 700, b"\n" * 700, b"\n%" + b"x" * 700 + b"\n")),
    packed=st.booleans(),
    numbered=st.sets(st.integers(0, 9)),
)
def test_however_it_is_wrapped_a_script_is_never_kept(
    *, wrapped: list[bytes], padding: bytes, packed: bool, numbered: set[int]
) -> None:
    letters = enumerate(b"JavaScript")
    name = "".join(f"#{one:02x}" if at in numbered else chr(one) for at, one in letters).encode()
    script = SCRIPT.replace(b"JavaScript", name)
    inside = objects(padding + PLAIN, script) if packed else padding + script
    for one in wrapped:
        inside = one.replace(b"%%", b"%").replace(b"%s", inside)
    found = look("application/pdf", samples.pdf(inside))
    assert isinstance(found, NotTaken)
    assert found.reason in {"active_content", "broken"}


def test_packed_objects_that_never_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.domain.documents.MOST_UNPACKED", 1000)
    assert reason("application/pdf", samples.packed_in_pdf(b" " * 5000)) == "broken"


def test_a_pdf_begins_and_ends_as_one() -> None:
    assert reason("application/pdf", b"\n" + samples.pdf()) == "wrong_type"
    assert reason("application/pdf", samples.pdf() + b"more") == "broken"
    assert reason("application/pdf", samples.pdf()[:-8]) == "broken"


def test_a_text_of_a_chinese_windows_becomes_utf_8() -> None:
    assert kept("text/plain", samples.TEXT.encode("gb18030")).decode() == samples.TEXT
    assert kept("text/plain", samples.TEXT.encode("utf-8-sig")).decode() == samples.TEXT


@pytest.mark.parametrize("tag", ["<script>", "<HTML >", "< svg ", "<!DOCTYPE html>", "<?php "])
def test_a_page_is_no_text(tag: str) -> None:
    assert reason("text/plain", f"您好 {tag} 再见".encode()) == "active_content"


@pytest.mark.parametrize("body", [b"\x00\x01", b"a\x1b[2J", b"\xff\xff\xff"])
def test_bytes_are_no_text(body: bytes) -> None:
    assert reason("text/plain", body) == "wrong_type"


# --- whatever comes ---


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_whatever_is_sent_is_looked_at_without_stumbling(data: st.DataObject) -> None:
    """A whole file, with bytes of it changed, left out or doubled; or no file at all."""
    content_type = data.draw(st.sampled_from(sorted(WHOLE)))
    body = bytearray(WHOLE[data.draw(st.sampled_from(sorted(WHOLE)))])
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=8))
    found = look(content_type, bytes(body))
    assert isinstance(found, bytes | NotTaken)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=300), st.booleans())
def test_a_right_beginning_with_anything_behind_it_stumbles_nowhere(
    content_type: str,
    more: bytes,
    begins: bool,
) -> None:
    start = WHOLE[content_type][:40] if begins else b""
    assert isinstance(look(content_type, start + more), bytes | NotTaken)
