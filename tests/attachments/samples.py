"""Small files of every kind, whole ones and those that hide something."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from PIL import Image
from PIL.ExifTags import GPS, IFD

# 23°03'N 112°28'E: somebody's home.
LATITUDE, LONGITUDE = (23.0, 3.0, 0.0), (112.0, 28.0, 0.0)
ORIENTATION, COMMENT = 0x0112, b"taken at home"
PLACE = b"+23.0500+112.4600/"


def picture(size: tuple[int, int] = (8, 4), mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right."""
    made = Image.new("RGB", size, (200, 20, 20))
    made.paste((20, 20, 200), (size[0] // 2, 0, size[0], size[1]))
    return made.convert(mode)


def jpeg(size: tuple[int, int] = (64, 32), *, turned: bool = False) -> bytes:
    """As a telephone writes it: with its position, a comment and, if `turned`, held upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6 if turned else 1
    exif.get_ifd(IFD.GPSInfo).update(
        {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: LATITUDE,
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: LONGITUDE,
        }
    )
    return saved(picture(size), "JPEG", exif=exif, comment=COMMENT)


def saved(made: Image.Image, form: str, **more: object) -> bytes:
    out = BytesIO()
    made.save(out, form, **more)
    return out.getvalue()


def png(**more: object) -> bytes:
    return saved(picture(), "PNG", **more)


def webp() -> bytes:
    return saved(picture(), "WEBP")


def archive() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("a.html", "<script>")
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes of a picture that would fill a memory."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)


def _chunk(kind: bytes, inside: bytes) -> bytes:
    whole = kind + inside
    return struct.pack(">I", len(inside)) + whole + struct.pack(">I", zlib.crc32(whole))


# --- sounds ---

FRAME = b"\xff\xfb\x90\x00" + b"\x55" * 413  # MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes
ID3 = b"ID3\x03\x00\x00" + bytes((0, 0, 0, 20)) + b"TPE1 somebody's name"


def mp3(frames: int = 5) -> bytes:
    return FRAME * frames


# --- films ---


def box(kind: bytes, *inside: bytes) -> bytes:
    whole = b"".join(inside)
    return struct.pack(">I", 8 + len(whole)) + kind + whole


def track(handler: bytes, offset: int, samples: bytes) -> bytes:
    tables = (
        box(b"stsz", struct.pack(">III", 0, 0, 1), struct.pack(">I", len(samples))),
        box(b"stsc", struct.pack(">II", 0, 1), struct.pack(">III", 1, 1, 1)),
        box(b"stco", struct.pack(">II", 0, 1), struct.pack(">I", offset)),
    )
    hdlr = box(b"hdlr", bytes(8), handler, bytes(12), b"\0")
    media = box(b"mdia", box(b"mdhd", bytes(24)), hdlr, box(b"minf", box(b"stbl", *tables)))
    return box(b"trak", box(b"tkhd", bytes(84)), media)


PIXELS, NOISE, WHERE = b"pixels" * 10, b"noise" * 10, b"GPS " + PLACE


def film(*handlers: bytes, brand: bytes = b"isom") -> bytes:
    """With the place in the words of the maker and in a track of its own, if there is one."""
    samples = {b"vide": PIXELS, b"soun": NOISE, b"meta": WHERE}
    ftyp = box(b"ftyp", brand, bytes(4), brand)
    mdat = box(b"mdat", *(samples[one] for one in handlers))
    at, tracks = len(ftyp) + 8, []
    for one in handlers:
        tracks.append(track(one, at, samples[one]))
        at += len(samples[one])
    named = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0), PLACE))
    moov = box(b"moov", box(b"mvhd", bytes(100)), *tracks, named)
    return ftyp + mdat + moov + box(b"uuid", b"an xmp packet 16", PLACE)


# --- documents ---


def pdf(*objects: bytes) -> bytes:
    inside = b"\n".join((b"1 0 obj\n<< /Type /Catalog >>\nendobj", *objects))
    return b"%PDF-1.7\n" + inside + b"\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def packed_in_pdf(inside: bytes) -> bytes:
    stream = zlib.compress(inside)
    head = b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
    return pdf(head + stream + b"\nendstream\nendobj")


TEXT = "工地夜里十一点后仍在施工。\n噪声很大 <很大>。\n"
