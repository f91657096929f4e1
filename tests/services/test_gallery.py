"""The files of pictures: named by what is in them, whole or not there, and gone when nothing needs them."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from bot.services.gallery import Gallery, NoRoomForPictures
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.images import Picture
from tests.llm.image_server import picture
from tests.storage.builders import campaign_of

WEBP = picture()
HOURS = 2 * 3600


@pytest.fixture
async def stores(sqlite_url: str) -> AsyncIterator[Stores]:
    database = await Database.open(sqlite_url)
    yield Stores.over(database)
    await database.close()


@pytest.fixture
def gallery(stores: Stores, tmp_path: Path) -> Gallery:
    return Gallery(stores, tmp_path)


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder / "images")) for file in (folder / "images").glob("*/*"))


async def test_a_picture_is_kept_once_under_the_name_of_its_content_for_its_owner_only(
    gallery: Gallery, tmp_path: Path
) -> None:
    names = await asyncio.gather(*(gallery.keep(WEBP) for _ in range(20)))
    digest = sha256(WEBP).hexdigest()
    assert set(names) == {f"{digest[:2]}/{digest}.webp"}
    assert files(tmp_path) == [names[0]]
    assert stat.S_IMODE((tmp_path / "images" / names[0]).stat().st_mode) == 0o600
    assert await gallery.read(names[0]) == WEBP
    assert (await gallery.keep(picture(format="PNG"))).endswith(".png")
    assert (await gallery.keep(picture(format="JPEG"))).endswith(".jpg")


@pytest.mark.parametrize("data", [b"", b"<svg>", b"RIFF\0\0\0\0WAVE", b"#!/bin/sh"])
async def test_what_is_no_picture_is_not_kept(gallery: Gallery, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        await gallery.keep(data)
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../skald.db", "/etc/passwd", "ab/../../skald.db", "ab/" + "cd" * 32 + ".webp"])
async def test_no_name_leads_out_of_the_folder(gallery: Gallery, name: str) -> None:
    await gallery.keep(WEBP)
    assert await gallery.read(name) is None


async def test_a_file_that_was_cut_short_is_written_anew(gallery: Gallery, tmp_path: Path) -> None:
    name = await gallery.keep(WEBP)
    (tmp_path / "images" / name).write_bytes(WEBP[:10])
    assert await gallery.keep(WEBP) == name
    assert await gallery.read(name) == WEBP


async def test_a_folder_that_cannot_be_written_is_for_the_operator_to_mend(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(NoRoomForPictures, match="data/images"):
        await Gallery(stores, tmp_path / "data").keep(WEBP)


async def test_files_no_picture_needs_are_swept_away_after_an_hour_and_others_never(
    stores: Stores, tmp_path: Path
) -> None:
    campaign = await campaign_of(stores)
    later = Gallery(stores, tmp_path, now=lambda: time.time() + HOURS)
    gallery = Gallery(stores, tmp_path)
    mine = Picture("campaign", None, campaign.id, None, None, "p", "a", "m", "", 1, datetime.now(UTC))
    needed = await gallery.keep(picture("red"))
    await stores.images.add(replace(mine, file=needed))
    await gallery.keep(WEBP)
    half = tmp_path / "images" / needed[:2] / "tmp123.half"
    half.write_bytes(b"half")
    (tmp_path / "images" / needed[:2] / "readme.txt").write_text("somebody's own")
    assert await gallery.sweep() == 0
    assert await later.sweep() == 2
    assert files(tmp_path) == sorted([needed, f"{needed[:2]}/readme.txt"])
    assert await later.campaign_picture(campaign.id) == picture("red")
    assert await later.campaign_picture(campaign.id + 1) is None
    assert await later.portrait_of(1) is None


async def test_a_picture_that_is_made_again_is_not_swept_away_from_under_it(stores: Stores, tmp_path: Path) -> None:
    gallery = Gallery(stores, tmp_path)
    name = await gallery.keep(WEBP)
    old = time.time() - HOURS
    os.utime(tmp_path / "images" / name, (old, old))
    assert await gallery.keep(WEBP) == name
    assert await gallery.sweep() == 0
    assert await gallery.read(name) == WEBP


async def test_a_file_that_is_gone_is_no_picture(stores: Stores, gallery: Gallery, tmp_path: Path) -> None:
    campaign = await campaign_of(stores)
    name = await gallery.keep(WEBP)
    mine = Picture("campaign", None, campaign.id, None, None, "p", "a", "m", name, 1, datetime.now(UTC))
    await stores.images.add(mine)
    (tmp_path / "images" / name).unlink()
    assert await gallery.campaign_picture(campaign.id) is None
    assert await gallery.sweep() == 0
