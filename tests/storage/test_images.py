"""Which pictures were made, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from bot.domain.sheet import new_sheet
from bot.storage import Stores
from bot.storage.images import Day, Picture
from bot.storage.tables import campaigns, characters
from tests.storage.builders import GUILD, NOON, campaign_of

FILE = "ab/" + "ab" * 32 + ".webp"


def picture(account_id: int, **changes: object) -> Picture:
    made = Picture("portrait", None, None, None, account_id, "A bell‮ <@1> \0", "Mira", "vendor/model", FILE, 7, NOON)
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


async def test_the_newest_picture_of_a_character_is_its_portrait(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    sheet = new_sheet(
        campaign_id=0, account_id=campaign.owner_id, name="Mira", race="elf", class_="wizard", description=""
    )
    mira = await stores.characters.create(sheet)
    assert await stores.images.portrait(mira.id) is None
    mine = picture(campaign.owner_id, guild_id=GUILD, character_id=mira.id)
    await stores.images.add(mine)
    await stores.images.add(replace(mine, alt="newest", model=None, made_at=NOON + timedelta(days=1)))
    await stores.images.add(replace(mine, kind="scene", campaign_id=campaign.id, character_id=None))
    newest = await stores.images.portrait(mira.id)
    assert newest is not None
    assert (newest.alt, newest.model, newest.made_at) == ("newest", None, NOON + timedelta(days=1))
    assert await stores.images.of_campaign(campaign.id) is None
    assert [one.kind for one in await stores.images.of_account(campaign.owner_id)] == ["portrait", "portrait", "scene"]


async def test_pictures_go_with_what_they_show_and_a_portrait_outlives_a_campaign(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    sheet = new_sheet(
        campaign_id=0, account_id=campaign.owner_id, name="Mira", race="elf", class_="wizard", description=""
    )
    mira = await stores.characters.create(sheet)
    face = FILE.replace("ab", "cd")
    await stores.images.add(picture(campaign.owner_id, character_id=mira.id))
    await stores.images.add(picture(campaign.owner_id, kind="campaign", campaign_id=campaign.id, file=face))
    shown = await stores.images.of_campaign(campaign.id)
    assert shown is not None
    assert shown.file == face
    assert await stores.images.kept([FILE, face, "no/such.png"]) == {FILE, face}
    async with stores.database.begin() as connection:
        await connection.execute(delete(campaigns).where(campaigns.c.id == campaign.id))
    assert await stores.images.kept([FILE, face]) == {FILE}
    async with stores.database.begin() as connection:
        await connection.execute(delete(characters).where(characters.c.id == mira.id))
    assert await stores.images.kept([FILE, face]) == set()


async def test_a_day_counts_what_models_made_and_what_code_drew_each_for_itself(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    ada = campaign.owner_id
    for made_at in (NOON - timedelta(seconds=1), NOON, NOON + timedelta(hours=1)):
        await stores.images.add(picture(ada, made_at=made_at))
        await stores.images.add(picture(ada, model=None, made_at=made_at))
    await stores.images.add(picture(ada, kind="scene", campaign_id=campaign.id))
    assert await stores.images.day(ada, NOON) == Day(made=3, drawn=2, asked=0)
    assert await stores.images.day(ada + 1, NOON) == Day(0, 0, 0)
