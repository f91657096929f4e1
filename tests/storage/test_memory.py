"""Facts and chapters are kept, mended and forgotten, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.memory import MOST_FACTS, Fact, Memory, after_turn
from bot.storage import Stores
from bot.storage.tables import turns
from tests.storage.builders import CHANNEL, campaign_of, told, turn


async def test_what_a_turn_notes_is_kept_with_it(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    noted = (Fact(0, "person", "Osric", "limps", turn=1), Fact(0, "secret", "Osric", "lies", pinned=True, turn=1))
    turn_id = await stores.turns.open_turn(begun)
    await stores.turns.commit_turn(told(begun, turn_id, facts=noted))
    memory = await stores.memory.of(campaign.id)
    assert tuple(replace(fact, id=0) for fact in memory.facts) == noted
    assert [fact.id for fact in memory.facts] == sorted(fact.id for fact in memory.facts)


async def test_facts_belong_to_one_campaign(stores: Stores) -> None:
    mine, other = await campaign_of(stores), await campaign_of(stores, CHANNEL + 1)
    fact_id = await stores.memory.add_fact(mine.id, mine.owner_id, Fact(0, "place", "Mill", "burnt down"))
    assert await stores.memory.fact(other.id, fact_id) is None
    assert await stores.memory.facts(other.id) == ()
    assert await stores.memory.fact(mine.id, 2**63 - 1) is None


async def test_a_fact_is_corrected_pinned_and_forgotten(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    fact_id = await stores.memory.add_fact(campaign.id, None, Fact(0, "place", "Mill", "burnt down"))
    await stores.memory.correct_fact(fact_id, campaign.owner_id, "stands empty")
    await stores.memory.pin_fact(fact_id, True)
    assert await stores.memory.facts(campaign.id) == (Fact(fact_id, "place", "Mill", "stands empty", pinned=True),)
    await stores.memory.remove_fact(fact_id)
    assert await stores.memory.facts(campaign.id) == ()
    assert await stores.memory.fact(campaign.id, fact_id) is None


async def test_the_newest_facts_and_every_pinned_one_are_in_mind(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    noted = tuple(Fact(0, "fact", f"{n}", "x", pinned=n == 3) for n in range(MOST_FACTS + 20))
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun), facts=noted))
    subjects = [fact.subject for fact in await stores.memory.facts(campaign.id)]
    assert len(subjects) == MOST_FACTS
    assert (subjects[0], subjects[1], subjects[-1]) == ("3", "21", str(MOST_FACTS + 19))


async def test_a_chapter_stands_until_a_turn_of_it_is_taken_back(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign, number=5)
    turn_id = await stores.turns.open_turn(begun)
    await stores.turns.commit_turn(told(begun, turn_id))
    now = datetime.now(UTC)
    await stores.memory.add_chapter(campaign.id, 1, 30, "They sailed.", "a/b", now)
    await stores.memory.add_chapter(campaign.id, 31, 60, "They landed.", "a/b", now)
    assert [(one.first, one.last, one.text) for one in await stores.memory.chapters(campaign.id)] == [
        (1, 30, "They sailed."),
        (31, 60, "They landed."),
    ]
    assert [one.content for one in await stores.memory.spoken(campaign.id, 5, 9)] == [
        "I open the door.",
        "The door opens.",
    ]
    async with stores.database.autocommit() as connection:
        back = turns.update().where(turns.c.id == turn_id).values(reverted_at=now + timedelta(seconds=1))
        await connection.execute(back)
    assert [one.first for one in await stores.memory.chapters(campaign.id)] == [31]
    assert await stores.memory.spoken(campaign.id, 5, 9) == []
    # Told and summed up anew.
    await stores.memory.add_chapter(campaign.id, 1, 30, "They stayed.", "a/b", now + timedelta(seconds=2))
    assert [one.text for one in await stores.memory.chapters(campaign.id)] == ["They stayed.", "They landed."]
    # Nor does it go along when the campaign is taken elsewhere.
    _, taken_along = await stores.archives.memory(campaign.id)
    assert [one.text for one in taken_along] == ["They stayed.", "They landed."]


def test_a_telling_takes_the_place_of_what_an_earlier_one_noted() -> None:
    kept = Fact(1, "fact", "a", "x", turn=3)
    by_hand = Fact(2, "fact", "b", "x")
    memory = Memory(facts=(kept, by_hand, Fact(0, "fact", "c", "x", turn=4)))
    new = Fact(0, "fact", "d", "x", turn=4)
    assert after_turn(memory, 4, (new,)).facts == (kept, by_hand, new)
    assert after_turn(memory, 5, ()) is memory
    many = Memory(facts=tuple(Fact(n, "fact", str(n), "x", pinned=n == 0) for n in range(MOST_FACTS)))
    grown = after_turn(many, 9, (new, new)).facts
    assert (grown[0].id, grown[1].id, len(grown)) == (0, 2, MOST_FACTS + 1)
