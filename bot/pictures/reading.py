"""Read pictures that somebody else made: whatever they are, what comes out is an ordinary picture or a sentence."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from bot.errors import SkaldError
from bot.i18n import N_

if TYPE_CHECKING:
    from PIL import Image

LARGEST_FILE = 25_000_000
# Unpacked, 4 bytes each.
MOST_PIXELS = 4096 * 4096
SMALLEST_SIDE = 16
LARGEST_SIDE = 2048
FORMATS = ("PNG", "WEBP", "JPEG")


class NotAPicture(SkaldError):
    sentence = N_("What came is no picture I can read: it has to be a PNG, WebP or JPEG of an ordinary size.")


def checked(data: bytes) -> bytes:
    """Return the picture as a WebP of at most `LARGEST_SIDE` a side, without anything that was hidden in its file.

    Takes a PNG, WebP or JPEG; of a moving picture the first frame. Raises `NotAPicture` for everything else. It
    works for up to half a second, so call it in a thread.
    """
    picture = opened(data, LARGEST_SIDE)
    written = BytesIO()
    picture.save(written, "WEBP", quality=90, method=3)
    return written.getvalue()


def opened(data: bytes, largest: int) -> Image.Image:
    """Return the picture as RGB or RGBA with no side over `largest`; raises `NotAPicture`."""
    from PIL import Image, ImageOps

    if not data or len(data) > LARGEST_FILE:
        raise NotAPicture()
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            # Nothing is unpacked before this: a small file can claim a size that fills the memory.
            wide, high = picture.size
            if wide * high > MOST_PIXELS or min(wide, high) < SMALLEST_SIDE:
                raise NotAPicture()
            picture.draft("RGB", (largest, largest))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            plain.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=2.0)
            return plain
    except NotAPicture:
        raise
    except Exception as error:
        # Hostile bytes make the readers of formats fail in ways of their own: SyntaxError, struct.error, OverflowError.
        raise NotAPicture() from error
