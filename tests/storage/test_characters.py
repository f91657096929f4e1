"""Characters in play and at rest, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.storage import Stores
from bot.storage.characters import MOST_OF_ONE_PERSON, Move
from bot.storage.errors import CharacterElsewhere, CharacterExists, TooManyCharacters
from tests.storage.builders import CHANNEL, NOON, campaign_of, character


async def test_a_new_character_rests_and_comes_back_as_it_was_made(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    made = await stores.characters.create(character(campaign))
    kept = await stores.characters.get(made.id)
    assert kept is not None
    assert kept.sheet == made == character(campaign, id=made.id)
    assert [one.id for one in await stores.characters.of_account(campaign.owner_id)] == [made.id]
    assert await stores.characters.of_campaign(campaign.id) == []


async def test_two_of_one_name_in_a_campaign_are_one_too_many(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    made = await asyncio.gather(
        *(stores.characters.create(character(campaign)) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(one, CharacterExists) for one in made) == 2
    assert "Brannoc" in str(next(one for one in made if isinstance(one, CharacterExists)))
    await stores.characters.create(character(campaign, name="Another"))
    assert len(await stores.characters.of_account(campaign.owner_id)) == 2


async def test_a_person_keeps_fifty_at_most(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    for number in range(MOST_OF_ONE_PERSON):
        await stores.characters.create(character(campaign, name=f"No {number}"))
    with pytest.raises(TooManyCharacters):
        await stores.characters.create(character(campaign, name="One more"))


async def test_a_character_plays_in_one_campaign_however_many_want_it_at_once(stores: Stores) -> None:
    campaigns = [await campaign_of(stores, CHANNEL + number, f"Story {number}") for number in range(4)]
    made = await stores.characters.create(character(campaigns[0]))
    came = await asyncio.gather(
        *(
            stores.campaigns.alter(one.id, one.owner_id, 1, "{}", (), (Move(made.id, one.id, None),))
            for one in campaigns
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, CharacterElsewhere) for one in came) == 3
    winner = campaigns[came.index(None)]
    assert [one.id for one in await stores.characters.of_campaign(winner.id)] == [made.id]
    states = [await stores.campaigns.state_of(one.id) for one in campaigns]
    # Whoever came too late changed nothing of their game either.
    assert [state for state in states if state] == ["{}"]


async def test_it_goes_to_rest_with_the_sheet_it_played_with_once(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    made = await stores.characters.create(character(campaign))
    await stores.campaigns.alter(campaign.id, campaign.owner_id, 1, "{}", (), (Move(made.id, campaign.id, None),))
    played = replace(made, level=3, name="Brannoc the Bold")
    with pytest.raises(CharacterElsewhere):
        await stores.characters.keep_sheet(played)
    rests = (Move(made.id, campaign.id, played),)
    went = await asyncio.gather(
        *(stores.campaigns.alter(campaign.id, campaign.owner_id, 1, "{}", (), rests) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(one) for one in went if one is not None] == [CharacterElsewhere]
    kept = await stores.characters.get(made.id)
    assert kept is not None
    assert (kept.sheet, kept.level, kept.name) == (played, 3, "Brannoc the Bold")
    await stores.characters.keep_sheet(replace(played, level=4))
    kept = await stores.characters.get(made.id)
    assert kept is not None
    assert kept.sheet is not None
    assert kept.sheet.level == 4


async def test_it_retires_and_comes_back_and_is_gone_for_good_only_at_rest(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    made = await stores.characters.create(character(campaign))
    await stores.characters.retire(made.id, NOON)
    kept = await stores.characters.get(made.id)
    assert kept is not None
    assert kept.retired_at is not None
    assert abs(kept.retired_at - NOON) < timedelta(seconds=1)
    await stores.characters.retire(made.id, None)
    await stores.campaigns.alter(campaign.id, campaign.owner_id, 1, "{}", (), (Move(made.id, campaign.id, None),))
    await stores.characters.remove(made.id)
    assert await stores.characters.get(made.id) is not None
    await stores.campaigns.alter(campaign.id, campaign.owner_id, 1, "{}", (), (Move(made.id, campaign.id, made),))
    await stores.characters.remove(made.id)
    assert await stores.characters.get(made.id) is None


async def test_a_character_that_plays_is_looked_for_under_the_name_it_took(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    made = await stores.characters.create(character(campaign))
    await stores.campaigns.alter(campaign.id, campaign.owner_id, 1, "{}", (), (Move(made.id, campaign.id, None),))
    await stores.characters.rename(made.id, "Brannoc the Bold")
    assert [one.name for one in await stores.characters.of_account(campaign.owner_id)] == ["Brannoc the Bold"]
