"""Pictures from elsewhere become ordinary ones, or a sentence."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from bot.pictures.reading import LARGEST_SIDE, NotAPicture, checked


def _picture(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", colour: object = (200, 30, 30)) -> bytes:
    written = BytesIO()
    Image.new(mode, size, colour).save(written, kind)  # type: ignore[arg-type]
    return written.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _claiming(wide: int, high: int) -> bytes:
    """A few bytes of PNG that say they are an enormous picture."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND", b"")


def _read(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_pictures_of_the_usual_formats_come_out_as_webp_of_their_size(kind: str) -> None:
    read = _read(checked(_picture(kind)))
    assert read.format == "WEBP"
    assert read.size == (64, 48)
    red, green, blue = read.convert("RGB").getpixel((32, 24))  # type: ignore[misc]
    assert red > 150
    assert green < 80
    assert blue < 80


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_depth_are_read(mode: str) -> None:
    assert _read(checked(_picture("PNG", mode=mode, colour=None))).size == (64, 48)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    assert _read(checked(_picture("JPEG", (3000, 1500)))).size == (LARGEST_SIDE, LARGEST_SIDE // 2)


def test_what_is_hidden_in_a_file_does_not_come_along() -> None:
    written = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "the street where I live"
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(written, "JPEG", exif=exif)
    cleaned = checked(written.getvalue())
    assert b"the street" not in cleaned
    assert _read(cleaned).size == (48, 64), "a picture lying on its side is put upright"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"\x89PNG\r\n\x1a\n",
        b"<html><body>502 Bad Gateway</body></html>" * 125_000,
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        _picture("GIF", colour=(1, 2, 3)),
        _picture("BMP"),
        _picture("PNG")[:-40],
        _picture("PNG", (1, 1)),
        _picture("PNG", (4096, 1)),
        _claiming(100_000, 100_000),
        _claiming(10_000, 10_000),
        _claiming(0, 0),
        _claiming(512, 512),
    ],
    ids=range(14),
)
def test_what_is_no_ordinary_picture_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(NotAPicture, match="no picture"):
        checked(data)


def test_damaged_files_never_do_anything_but_become_a_picture_or_a_sentence() -> None:
    chance = random.Random(5)
    for kind in ("PNG", "WEBP", "JPEG"):
        whole = _picture(kind)
        for _ in range(60):
            damaged = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                assert _read(checked(bytes(damaged))).width <= LARGEST_SIDE
            except NotAPicture:
                continue
