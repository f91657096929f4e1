"""Whoever wants to be forgotten leaves nothing behind, and the others play on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.services.forgetting import GRACE, ForgettingService
from bot.services.people import Person
from bot.storage.engine import Database
from bot.storage.tables import metadata, replay_tellings, replays, schedules
from tests.duels import duel_of
from tests.end_to_end.conftest import Seat, Sitting

WORDS = "I swear by the crooked lantern of Ossuary Lane"
LOOKS = "A scar shaped like the letter Thorn"
NAME = "Zephyrine Quillfeather"


class Sky:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time


def forgetting(seat: Seat, sky: Sky) -> ForgettingService:
    assert seat.bot is not None
    services: Any = seat.bot.services
    play = services.play
    return ForgettingService(
        *(play._stores, play._people, play._tables, play, services._story.answers, services.tongues),
        *(services._story.traces, sky.now),
    )


def contents(folder: Path) -> list[str]:
    return [path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()]


async def everything(seat: Seat) -> str:
    """Stop Skald and return whatever stands in any table, and in any file of its folder."""
    folder = Path(str(seat.settings.data_dir))
    await seat.stop()
    found: list[str] = []
    database = await Database.open(seat.settings.database)
    try:
        async with database.autocommit() as connection:
            for table in metadata.sorted_tables:
                found += [repr(row) for row in await connection.execute(table.select())]
    finally:
        await database.close()
    found += await asyncio.to_thread(contents, folder)
    return "\n".join(found)


async def compare(seat: Seat) -> None:
    """Put the person into everything that compares models."""
    account = await _account(seat, seat.kira)
    assert seat.bot is not None
    stores: Any = seat.bot.services.play._stores
    said = f"{NAME} rings the bell."
    campaign = await stores.campaigns.get(1)
    frozen = {"entries": [{"actor": NAME, "changes": [["set", ["scene", "place"], None, said]]}]}
    place = {"guild_id": campaign.guild_id, "channel_id": seat.channel.id}
    duel = await duel_of(
        stores, campaign, campaign.guild_id, seat.channel.id, (account,), number=1, story_a=said, frozen=frozen
    )
    assert await stores.duels.vote(duel.id, account, "a", duel.made_at, 20) in ("cast", "last")
    await stores.complaints.complain(2, account, "rules", f"{WORDS} was mine, says {NAME}.")
    who = {"account_id": account, "status": "active", "made_at": duel.made_at}
    clock = {"what": "digest", "cron": "0 8 * * 1", "zone": "UTC", "language": "en", "due_at": duel.closes_at}
    told = {"replay_id": 1, "number": 1, "model": "offline/narrator", "made_at": duel.made_at}
    async with stores.database.autocommit() as connection:
        await connection.execute(schedules.insert().values(**place, **who, **clock))
        asked = {**place, **who, "status": "done", "ended_at": duel.made_at}
        await connection.execute(replays.insert().values(**asked, campaign_id=1, models=["offline/narrator"]))
        await connection.execute(replay_tellings.insert().values(**told, story=said, error=NAME))


async def test_nothing_of_a_forgotten_person_is_in_any_table_or_file(
    sit: Sitting, database_url: str, tmp_path: Path
) -> None:
    shelf = tmp_path / "traces"
    seat = await sit(database_url=database_url, traces=shelf)
    await seat.create_campaign()
    sheet = {"name": NAME, "race": "elf", "class": "wizard", "description": LOOKS}
    await (await seat.kira.slash(seat.channel, "character create", **sheet)).reply()
    await (
        await seat.bruno.slash(seat.channel, "character create", name="Bo", race="elf", **{"class": "rogue"})
    ).reply()
    await seat.kira.say(seat.channel, f"{WORDS}. Then I open the door.")
    await seat.told(2)
    await seat.bruno.say(seat.channel, "I follow Zephyrine and look around for Zephyrine Quillfeather.")
    await seat.told(3)
    await (await seat.kira.slash(seat.channel, "memory note", about="Ossuary Lane", text=f"{WORDS} too")).reply()
    await seat.settled()
    await compare(seat)
    traces = (str(seat.kira.id), seat.kira.user.display_name, NAME, "Zephyrine", WORDS, LOOKS, "crooked lantern")
    before = (await everything(seat)).casefold()
    assert [trace for trace in traces if trace.casefold() not in before] == []
    opening, *later = sorted(path.name for path in shelf.iterdir())
    (shelf / "cut-off.half").write_text(f"Said by {NAME}", "utf-8")
    await seat.start()
    sky = Sky()
    account = await _account(seat, seat.kira)
    service = forgetting(seat, sky)
    assert await service.ask(account) == sky.time + GRACE
    assert await service.forget_due() == 0
    sky.time += GRACE + timedelta(seconds=1)
    # Where traces cannot be looked through, nothing is taken apart that says what to look for.
    (shelf / "in-the-way.json").mkdir()
    assert await service.forget_due() == 0
    (shelf / "in-the-way.json").rmdir()
    assert await service.forget_due() == 1
    # Nobody had a name in the opening yet.
    assert later
    assert [path.name for path in shelf.iterdir()] == [opening]
    assert await service.forget_due() == 0

    await seat.bruno.say(seat.channel, "I go on alone.")
    told = await seat.told(4)
    assert "Zephyrine" not in told.content
    left = "\n".join([await everything(seat), *contents(shelf)]).casefold()
    assert [trace for trace in traces if trace.casefold() in left] == []
    assert "somebody rings the bell." in left
    assert "i go on alone." in left
    assert "'bo'" in left


async def test_a_story_that_nobody_else_played_goes_with_whoever_owned_it(seat: Seat) -> None:
    await seat.create_campaign(name="The Ossuary of Thorns")
    await seat.settled()
    sky = Sky()
    service = forgetting(seat, sky)
    await service.ask(await _account(seat, seat.ada))
    sky.time += 2 * GRACE
    assert await service.forget_due() == 1
    call = await seat.ada.slash(seat.channel, "campaign show")
    assert "No campaign is played" in (await call.reply()).text
    assert "Ossuary of Thorns" not in await everything(seat)


async def test_a_story_that_others_play_gets_another_owner(seat: Seat) -> None:
    await seat.create_campaign(name="The Long Night")
    await seat.bruno.say(seat.channel, "I light a torch.")
    await seat.told(2)
    await seat.settled()
    sky = Sky()
    service = forgetting(seat, sky)
    await service.ask(await _account(seat, seat.ada))
    sky.time += 2 * GRACE
    assert await service.forget_due() == 1
    assert seat.bot is not None
    table: Any = next(iter(seat.bot.services.play._tables.values()))
    assert table.state.campaign.owner_id == await _account(seat, seat.bruno)


async def test_somebody_who_thought_better_of_it_keeps_everything(seat: Seat) -> None:
    await seat.create_campaign()
    sky = Sky()
    service = forgetting(seat, sky)
    account = await _account(seat, seat.ada)
    await service.ask(account)
    assert await service.keep(account)
    sky.time += 2 * GRACE
    assert await service.forget_due() == 0
    assert not await service.keep(account)
    assert str(seat.ada.id) in await everything(seat)


async def _account(seat: Seat, who: Any) -> int:
    assert seat.bot is not None
    return await seat.bot.services.play._people.account_of(Person(who.id, who.user.display_name))


async def test_nobody_takes_names_and_terms_from_others_by_bearing_them_and_going(seat: Seat) -> None:
    await seat.create_campaign()
    sheet = {"name": "Kira Stone", "race": "elf", "class": "fighter"}
    await (await seat.bruno.slash(seat.channel, "character create", **sheet)).reply()
    seat.kira.user.display_name = "fighter"
    await seat.kira.say(seat.channel, "elf")
    await seat.told(2)
    seat.kira.user.display_name = "Kira Stone"
    await (await seat.kira.slash(seat.channel, "character create", **{**sheet, "name": "Longsword"})).reply()
    await seat.kira.say(seat.channel, "longsword")
    await seat.told(3)
    await seat.settled()
    shown = (await (await seat.bruno.slash(seat.channel, "character show")).reply()).text
    sky = Sky()
    service = forgetting(seat, sky)
    await service.ask(await _account(seat, seat.kira))
    sky.time += 2 * GRACE
    assert await service.forget_due() == 1
    await seat.restart()
    assert (await (await seat.bruno.slash(seat.channel, "character show")).reply()).text == shown
    await (await seat.ada.slash(seat.channel, "undo")).reply()
    assert (await (await seat.bruno.slash(seat.channel, "character show")).reply()).text == shown


async def test_whoever_watches_inherits_nothing_that_somebody_plays(seat: Seat) -> None:
    await seat.create_campaign()
    await (await seat.bruno.slash(seat.channel, "campaign join", role="spectator")).reply()
    await seat.kira.say(seat.channel, "I light a torch.")
    await seat.told(2)
    await seat.settled()
    sky = Sky()
    service = forgetting(seat, sky)
    await service.ask(await _account(seat, seat.ada))
    sky.time += 2 * GRACE
    assert await service.forget_due() == 1
    assert seat.bot is not None
    table: Any = next(iter(seat.bot.services.play._tables.values()))
    assert table.state.campaign.owner_id == await _account(seat, seat.kira)
