"""What compares models lets people go, makes two accounts one, and outlives a campaign as figures alone."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from bot.domain.campaign import Campaign
from bot.domain.erasure import Eraser
from bot.services.takeaway import packed
from bot.storage import Stores
from bot.storage.tables import complaints, duels, job_runs, metadata, replay_tellings, replays, schedules, votes
from tests.duels import FIRST, duel_of
from tests.storage import builders
from tests.storage.builders import CHANNEL, GUILD, NOON

NAME = "Zephyrine Quillfeather"
SAID = f"{NAME} rings the bell."


class Kept(NamedTuple):
    campaign: Campaign
    account: int
    other: int
    duel: int


async def put(stores: Stores, table: Any, **values: Any) -> int:
    async with stores.database.autocommit() as connection:
        return (await connection.execute(insert(table).values(values).returning(table.c.id))).scalar_one()


async def rows(stores: Stores, table: Any) -> list[Any]:
    async with stores.database.autocommit() as connection:
        return list((await connection.execute(select(table).order_by(*table.primary_key.columns))).all())


async def compared(stores: Stores) -> Kept:
    """Put rows into every table that compares models, all of them about one person."""
    campaign = await builders.campaign_of(stores)
    account = await stores.accounts.ensure(builders.USER + 1, NAME)
    other = await stores.accounts.ensure(builders.USER + 2, "Bo")
    turn_id = await stores.turns.open_turn(builders.turn(campaign))
    entry = {"kind": "note", "actor": NAME, "summary": SAID, "detail": {"who": NAME}}
    entry["changes"] = [["set", ["party", "1", "hit_points"], 8, 4]]
    state = {"party": {"1": {"account_id": account, "name": NAME, "description": "tall"}}}
    frozen = {"actions": [1], "story": SAID, "state": state, "entries": [entry]}
    voters = (account, other)
    duel = await duel_of(stores, campaign, GUILD, CHANNEL, voters, frozen=frozen, story_a=SAID)
    await stores.duels.vote(duel.id, account, "a", duel.made_at, 20)
    await stores.complaints.complain(turn_id, account, "rules", f"It was {NAME} who rang it.")
    await stores.complaints.complain(turn_id, other, "story", f"{NAME} was dead.")
    schedule = await put(
        stores, schedules, guild_id=GUILD, channel_id=CHANNEL, account_id=account, what="digest", cron="0 8 * * 1",
        zone="Europe/Paris", language="en", status="active", made_at=NOON, due_at=NOON,
    )  # fmt: skip
    await put(stores, job_runs, job=f"schedule:{schedule}", schedule_id=schedule, slot=NOON, began_at=NOON)
    replay = await put(
        stores, replays, guild_id=GUILD, campaign_id=campaign.id, account_id=account, models=[FIRST], status="done",
        made_at=NOON,
    )  # fmt: skip
    told = {"replay_id": replay, "number": 1, "model": FIRST, "story": SAID, "error": NAME, "made_at": NOON}
    found = [{"kind": "agency", "worst": False, "detail": f"“{NAME} decides”", "mended": False}]
    await put(stores, replay_tellings, **told, findings=found, figures={"cost": "0.1"})
    return Kept(campaign, account, other, duel.id)


async def everything(stores: Stores) -> str:
    return "\n".join([repr(row) for table in metadata.sorted_tables for row in await rows(stores, table)])


async def test_who_is_forgotten_is_in_nothing_that_compares_models(stores: Stores) -> None:
    kept = await compared(stores)
    traces = await stores.forgetting.traces(kept.account)
    eraser = Eraser(kept.account, traces.characters, traces.names, traces.discord_ids, "Somebody", {"Bo"})
    await stores.forgetting.erase_story(kept.campaign.id, kept.account, eraser, "Somebody")
    await stores.forgetting.erase_account(kept.account, traces.discord_ids, "Somebody")
    left = await everything(stores)
    assert "Zephyrine" not in left
    assert "tall" not in left
    assert str(builders.USER + 1) not in left
    (duel,), (mine, others), (ballot,) = [await rows(stores, table) for table in (duels, complaints, votes)]
    assert (duel.story_a, duel.frozen["entries"][0]["actor"]) == ("Somebody rings the bell.", "Somebody")
    assert duel.frozen["entries"][0]["changes"] == [["set", ["party", "1", "hit_points"], 8, 4]]
    # What counts for models goes on counting.
    assert (mine.what, mine.words, others.words) == ("rules", "", "Somebody was dead.")
    assert ballot.choice == "a"
    (schedule,), (replay,), (telling,) = [await rows(stores, table) for table in (schedules, replays, replay_tellings)]
    assert (schedule.account_id, schedule.status, replay.account_id) == (None, "active", None)
    assert (telling.story, telling.figures) == ("Somebody rings the bell.", {"cost": "0.1"})


async def test_two_accounts_that_become_one_have_one_ballot_and_one_complaint(stores: Stores) -> None:
    kept = await compared(stores)
    await stores.duels.vote(kept.duel, kept.other, "b", NOON, 20)
    concerned = await stores.merging.campaigns_of(kept.account)
    assert await stores.merging.merge(kept.account, kept.other, concerned)
    (ballot,), (complaint,), (duel,) = [await rows(stores, table) for table in (votes, complaints, duels)]
    # The last that was said holds: the ballot of the old account is younger, the complaint of the new one.
    assert (ballot.account_id, ballot.choice) == (kept.other, "a")
    assert (complaint.account_id, complaint.what) == (kept.other, "story")
    assert duel.voters == [kept.other]
    (schedule,), (replay,) = await rows(stores, schedules), await rows(stores, replays)
    assert {schedule.account_id, replay.account_id} == {kept.other}


async def test_a_person_takes_ballots_complaints_schedules_and_replays_along(stores: Stores) -> None:
    kept = await compared(stores)
    found = await stores.personal.of(kept.account)
    (ballot,), (complaint,) = found["ballots"], found["complaints"]
    assert (ballot["choice"], ballot["turn"]) == ("a", 7)
    assert (complaint["what"], complaint["words"]) == ("rules", f"It was {NAME} who rang it.")
    assert [row["cron"] for row in found["schedules"]] == ["0 8 * * 1"]
    assert [row["models"] for row in found["replays"]] == [[FIRST]]
    assert packed(found, {}, "fr")
    assert json.dumps([row["choice"] for row in (await stores.personal.of(kept.other))["ballots"]]) == "[]"


async def test_the_duels_of_a_campaign_that_is_removed_lose_their_words_and_count_on(stores: Stores) -> None:
    kept = await compared(stores)
    await stores.duels.close(kept.duel, "b", NOON)
    await stores.campaigns.remove(kept.campaign.id)
    (duel,) = await rows(stores, duels)
    assert (duel.campaign_id, duel.outcome, duel.told, duel.model_a) == (None, "a", "a", FIRST)
    assert (duel.story_a, duel.story_b, duel.frozen, duel.voters) == ("", "", None, [])
    for table in (complaints, replays, replay_tellings):
        assert await rows(stores, table) == []
