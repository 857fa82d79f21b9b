"""MP3, frame by frame: its pages of words and pictures are left out, and so is what is no sound."""

from __future__ import annotations

from chalicelib.domain.files import NotTaken
from chalicelib.domain.signatures import BROKEN, SEVERAL, WRONG_TYPE

TAG, OLD_TAG, APE_TAG = b"ID3", b"TAG", b"APETAGEX"
OLD_TAG_BYTES, TAG_HEADER, TAG_FOOTER = 128, 10, 0x10
SYNC, LAYER_3, HEADER = 0x7FF, 1, 4
MPEG_1, RESERVED = 3, 1
# kbit/s by their index, for MPEG 1 and for its later versions; sample rates of MPEG 1
BITRATES = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
SAMPLE_RATES = (44_100, 48_000, 32_000)
SLOWER = {MPEG_1: 1, 2: 2, 0: 4}


def mp3(body: bytes) -> bytes | NotTaken:
    """The frames alone."""
    start = first_frame(body)
    if start is None:
        return WRONG_TYPE
    at = start
    while length := frame_length(body[at : at + HEADER]):
        if at + length > len(body):
            break  # the recorder was switched off within a frame
        at += length
    if at == start:
        return BROKEN
    return body[start:at] if _is_an_end(body[at:]) else SEVERAL


def first_frame(body: bytes) -> int | None:
    """Behind the tags, and the zeros that make room for more of them."""
    at = 0
    while body[at : at + 3] == TAG and at + TAG_HEADER <= len(body):
        seven_bits = body[at + 6 : at + TAG_HEADER]
        size = int("".join(f"{one & 0x7F:07b}" for one in seven_bits), 2)
        at += TAG_HEADER + size + (TAG_HEADER if body[at + 5] & TAG_FOOTER else 0)
    while at < len(body) and body[at] == 0:
        at += 1
    return at if frame_length(body[at : at + HEADER]) else None


def frame_length(header: bytes) -> int:
    """Of a frame of layer III in bytes; 0 if this begins none."""
    bits = int.from_bytes(header) if len(header) == HEADER else 0
    version, layer = bits >> 19 & 3, bits >> 17 & 3
    bitrate, rate = bits >> 12 & 15, bits >> 10 & 3
    if bits >> 21 != SYNC or layer != LAYER_3 or version == RESERVED:
        return 0
    if not 0 < bitrate < len(BITRATES[0]) or rate >= len(SAMPLE_RATES):
        return 0
    kbits, samples = BITRATES[version == MPEG_1][bitrate], 144 if version == MPEG_1 else 72
    return samples * kbits * 1000 * SLOWER[version] // SAMPLE_RATES[rate] + (bits >> 9 & 1)


def _is_an_end(rest: bytes) -> bool:
    """Nothing, tags at the end, zeros, or the beginning of a frame."""
    if rest[-OLD_TAG_BYTES:].startswith(OLD_TAG):
        rest = rest[:-OLD_TAG_BYTES]
    if rest.startswith(APE_TAG):
        return True
    return not rest.strip(b"\x00") or frame_length(rest[:HEADER]) > len(rest)
