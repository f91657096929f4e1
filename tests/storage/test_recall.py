"""What was told is found again by its words, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, text
from sqlalchemy.ext.asyncio import create_async_engine

import migrations
from bot.domain.campaign import Campaign
from bot.domain.memory import Fact, Passage
from bot.domain.recall import MOST_WORDS, words_of
from bot.domain.turn import TranscriptMessage
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.tables import campaigns, facts, guilds, messages, turns
from tests.storage.builders import CHANNEL, GUILD, NOON, USER, campaign_of, told, turn

DULL = "The rain goes on, and the road to the harbour is long; the lanterns of the old town swing in the wind."


async def tell(
    stores: Stores, campaign: Campaign, number: int, story: str = DULL, said: str = "I walk on.", **other: object
) -> int:
    begun = turn(campaign, number=number, reply_ids=(900 + number,))
    turn_id = await stores.turns.open_turn(begun)
    spoken = (
        TranscriptMessage("user", "Ada", said, number),
        TranscriptMessage("assistant", None, story, number),
    )
    await stores.turns.commit_turn(told(begun, turn_id, messages=spoken, entries=(), attempts=(), **other))
    return turn_id


async def found(stores: Stores, campaign: Campaign, query: str, most: int = 5, **other: object) -> tuple[Passage, ...]:
    return await stores.recall.search(campaign.id, words_of(query), most, **other)  # type: ignore[arg-type]


async def test_a_rare_name_comes_first_among_everything_that_sounds_alike(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    for number in range(1, 40):
        story = "The smith Osric Vane owes the harbour master three casks of tar." if number == 7 else DULL
        await tell(stores, campaign, number, story)
    first, *_ = await found(stores, campaign, "What does Osric owe to the master of the old harbour town?")
    assert (first.turn, first.author, first.channel_id, first.message_id) == (7, None, CHANNEL, 907)
    assert "Osric Vane" in first.text
    assert first.told_at is not None


async def test_accents_case_and_endings_do_not_matter_in_either_language(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, "Les clés d'Éléonore dorment sous l'évier.")
    await tell(stores, campaign, 2, "A silver-handled dagger lies by the well (no. 3/4).", said="Où est la tour-nord ?")
    await tell(stores, campaign, 3)
    for query, number in (
        ("ELEONORE", 1),
        ("où est la clé d’Eléonore ?", 1),
        ("évier", 1),
        ("daggers", 2),
        ("silver handle", 2),
        ("Tour nord", 2),
        ("lantern", 3),
    ):
        assert [passage.turn for passage in await found(stores, campaign, query)] == [number], query


async def test_what_players_said_is_found_with_their_name(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, said="I hide the amulet under the floor.")
    (passage,) = await found(stores, campaign, "amulet")
    assert (passage.author, passage.text) == ("Ada", "I hide the amulet under the floor.")


async def test_one_campaign_never_finds_the_story_of_another(stores: Stores) -> None:
    mine, other = await campaign_of(stores), await campaign_of(stores, CHANNEL + 1, "Another")
    await tell(stores, other, 1, "Osric keeps the key.")
    assert await found(stores, mine, "Osric key") == ()
    assert len(await found(stores, other, "Osric key")) == 1


async def test_facts_are_found_and_secrets_only_by_the_game_master(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(
        stores,
        campaign,
        1,
        facts=(
            Fact(0, "person", "Osric", "limps on his left leg", turn=1),
            Fact(0, "secret", "Osric", "is the traitor", turn=1),
        ),
    )
    assert [one.text for one in await found(stores, campaign, "Osric")] == ["Osric: limps on his left leg"]
    everything = await found(stores, campaign, "Osric", everything=True)
    assert {one.text for one in everything} == {"Osric: limps on his left leg", "(secret) Osric: is the traitor"}
    assert {one.turn for one in everything} == {1}


async def test_a_fact_that_was_corrected_or_forgotten_is_found_as_it_is_now(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    fact_id = await stores.memory.add_fact(campaign.id, campaign.owner_id, Fact(0, "place", "Mill", "burnt down"))
    await stores.memory.correct_fact(fact_id, campaign.owner_id, "stands empty")
    assert await found(stores, campaign, "burnt") == ()
    assert [(one.turn, one.text) for one in await found(stores, campaign, "empty")] == [(0, "Mill: stands empty")]
    await stores.memory.remove_fact(fact_id)
    assert await found(stores, campaign, "mill") == ()


async def test_a_turn_that_was_taken_back_is_not_found_any_more(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    turn_id = await tell(stores, campaign, 1, "Osric dies.", facts=(Fact(0, "person", "Osric", "is dead"),))
    async with stores.database.autocommit() as connection:
        await connection.execute(turns.update().where(turns.c.id == turn_id).values(reverted_at=datetime.now(UTC)))
    assert await found(stores, campaign, "Osric", everything=True) == ()
    assert await stores.memory.facts(campaign.id) == ()


async def test_what_a_deleted_campaign_told_is_gone_from_the_index_too(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, "Osric lives.", facts=(Fact(0, "person", "Osric", "lives"),))
    async with stores.database.begin() as connection:
        await connection.execute(delete(campaigns))
    if stores.database.on_sqlite:
        async with stores.database.autocommit() as connection:
            left = await connection.execute(text("SELECT count(*) FROM recall WHERE recall MATCH 'osric'"))
            assert left.scalar_one() == 0
    assert await found(stores, campaign, "Osric") == ()


def before_the_index(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "0003")


async def campaign_as_it_was(stores: Stores) -> Campaign:
    """Start a campaign as the program did that knew no index; today's names columns that were not there."""
    owner_id, made = await stores.accounts.ensure(USER, "Ada"), {"name": "The Salt Road", "created_at": NOON}
    row = {
        **made,
        "guild_id": GUILD,
        "owner_id": owner_id,
        "themes": (),
        "language": "en",
        "secret": b"\x00",
        "commitment": "ab" * 32,
    }
    async with stores.database.begin() as connection:
        await connection.execute(insert(guilds).values(id=GUILD, **made))
        campaign_id = (await connection.execute(insert(campaigns).values(row).returning(campaigns.c.id))).scalar_one()
    return Campaign(campaign_id, GUILD, owner_id, "The Salt Road", (), "en", None, b"\x00", "ab" * 32)


async def tell_as_it_was(stores: Stores, campaign: Campaign) -> None:
    """Keep a told turn and a fact as that program did."""
    told_then = {
        "campaign_id": campaign.id, "number": 1, "attempt": 1, "channel_id": CHANNEL, "status": "told",
        "action_ids": [], "reply_ids": [901], "narration": "Osric limps.", "told_at": NOON, "delivered": True,
    }  # fmt: skip
    async with stores.database.begin() as connection:
        turn_id = (await connection.execute(insert(turns).values(told_then).returning(turns.c.id))).scalar_one()
        here = {"campaign_id": campaign.id, "turn_id": turn_id}
        await connection.execute(insert(messages).values(**here, role="assistant", content="Osric limps."))
        fact = {"kind": "person", "subject": "Osric", "text": "has a limp", "made_at": NOON}
        await connection.execute(insert(facts).values(**here, **fact))


async def test_what_was_told_before_there_was_an_index_is_found_too(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite+aiosqlite:///")).parent.mkdir()
    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(before_the_index)
    await engine.dispose()
    database = await Database.open(empty_url)
    stores = Stores.over(database)
    campaign = await campaign_as_it_was(stores)
    await tell_as_it_was(stores, campaign)
    await asyncio.to_thread(migrate, empty_url)
    assert {one.text for one in await found(stores, campaign, "Osric")} == {"Osric limps.", "Osric: has a limp"}
    await database.close()


HOSTILE = ("", "   ", "?!", '" OR *', "NEAR(a b)", "x:y", "o'hara & co | !z <-> 'q':*", "é" * 500, "\\", "\x00a")


@pytest.mark.parametrize("query", HOSTILE)
async def test_hostile_queries_are_harmless(stores: Stores, query: str) -> None:
    campaign = await campaign_of(stores)
    await tell(stores, campaign, 1, "Nothing to see.")
    assert await found(stores, campaign, query) == ()


@settings(deadline=None)
@given(query=st.text(max_size=300))
def test_what_is_looked_for_is_letters_and_digits_whatever_was_asked(query: str) -> None:
    words = words_of(query)
    assert len(words) <= MOST_WORDS
    assert all(word.isalnum() and len(word) <= 40 for word in words)
