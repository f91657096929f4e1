"""Read a campaign from a file that somebody gave, distrusting every byte of it."""

from __future__ import annotations

import zlib
from typing import Final

from bot.domain.archive import Archive, agrees, intact, opened, replayed
from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH, Campaign
from bot.domain.plaintext import clean
from bot.domain.rules.bounds import broken
from bot.domain.state import from_content
from bot.errors import SkaldError
from bot.i18n import N_, languages
from bot.services.safety import MOST_TOPICS, TOPIC_LENGTH
from bot.services.settings import within_bounds

LARGEST_FILE: Final = 25_000_000
LARGEST_TEXT: Final = 100_000_000
_GZIP: Final = b"\x1f\x8b"
# What comes of reading what is not what it seems.
WRONG: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


class FileTooLarge(SkaldError):
    sentence = N_("That file is too large: a campaign takes {megabytes} MB at most.")


class NotAnArchive(SkaldError):
    sentence = N_(
        "That is no campaign that I wrote. Give me the file that /campaign export made in the form JSON, as it was."
    )


class ArchiveTooNew(SkaldError):
    sentence = N_("That campaign was written by a newer Skald. Whoever runs me has to bring me up to date first.")


class ArchiveChanged(SkaldError):
    sentence = N_("That campaign was changed after I wrote it, and does not add up any more. I take it only unchanged.")


def read_archive(data: bytes) -> Archive:
    """Read a file that somebody gave; raises a sentence for whatever is wrong with it."""
    if len(data) > LARGEST_FILE:
        raise FileTooLarge(megabytes=LARGEST_FILE // 1_000_000)
    if data.startswith(_GZIP):
        data = _unpacked(data)
    try:
        archive = opened(data)
        plain = Campaign(0, 0, 0, archive.name, archive.themes, archive.language, None, b"", "")
        _, ended = replayed(archive, from_content(archive.start, plain))
        adds_up = intact(archive) and agrees(archive, ended) and not broken(ended) and _bounded(archive)
    except WRONG:
        raise (ArchiveTooNew if _newer(data) else NotAnArchive) from None
    if archive.skald != 1 or archive.language not in languages():
        raise ArchiveTooNew if archive.skald > 1 else NotAnArchive
    if not adds_up:
        raise ArchiveChanged
    return archive


def _bounded(archive: Archive) -> bool:
    """Tell whether a table could have agreed on what an archive says of it."""
    rules = archive.rules
    topics = all(
        len(each) <= MOST_TOPICS and max(map(len, each), default=0) <= TOPIC_LENGTH
        for each in (rules.lines, rules.veils)
    )
    named = 1 <= len(archive.name) <= NAME_LENGTH and archive.name == clean(archive.name)
    known = archive.status in ("open", "paused") and len(archive.theme or "") <= NAME_LENGTH
    return named and topics and known and within_bounds(rules) and sum(map(len, archive.themes)) <= THEMES_LENGTH


def _unpacked(data: bytes) -> bytes:
    """Unpack what is packed with gzip, and no more than a campaign takes."""
    stream = zlib.decompressobj(wbits=31)
    try:
        text = stream.decompress(data, LARGEST_TEXT)
    except zlib.error:
        raise NotAnArchive from None
    if stream.unconsumed_tail:
        raise FileTooLarge(megabytes=LARGEST_TEXT // 1_000_000)
    return text


def _newer(data: bytes) -> bool:
    """Tell whether a file says that a newer Skald wrote it; what else it holds cannot be known."""
    head = data[:32].decode("ascii", "replace").replace(" ", "")
    number = head.removeprefix('{"skald":').split(",")[0]
    return head.startswith('{"skald":') and number.isdecimal() and int(number) > 1
