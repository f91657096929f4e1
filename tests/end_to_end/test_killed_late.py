"""Skald is killed late in a turn, and comes back when Discord has forgotten the nonces of what it had sent."""

from __future__ import annotations

from sqlalchemy import select

from benchmarks.model_server import ModelServer, Reply
from bot.storage.engine import Database
from bot.storage.tables import actions, turns
from playground.model import Message
from tests.end_to_end.test_killed import Victim, victim

__all__ = ["victim"]

SCENE = Reply(tokens=("The ", "fog ", "lifts."))
LONG = Reply(tokens=tuple(f"word{number:04} " for number in range(600)), rate=400.0, fault="stall", after=290)


def stories(victim: Victim) -> list[Message]:
    bot = victim.playground.world.application.bot
    shown = victim.playground.channel("campaign").messages
    return [message for message in shown if message.author is bot and message.interaction is None]


async def open_campaign(victim: Victim, vendor: ModelServer) -> None:
    victim.environment |= {"OPENAI_BASE_URL": vendor.url, "OPENAI_API_KEY": "sk-loopback-key-for-tests"}
    playground = victim.playground
    await victim.start()
    await playground.wait_for(lambda: playground.world.application.commands, 30, "the slash commands")
    wanted = {"name": "Undying", "themes": "ruins", "language": "en", "model": "openai/gpt-4o"}
    call = await playground.person("ada").slash(playground.channel("campaign"), "campaign create", **wanted)
    await call.reply()
    await told(victim, 1)


async def told(victim: Victim, times: int) -> None:
    while times:
        times -= b"turn told" in await victim.log.readline()


async def test_a_second_page_that_stood_before_a_later_message_is_not_left_behind(
    victim: Victim, database_url: str
) -> None:
    playground = victim.playground
    channel = playground.channel("campaign")
    async with ModelServer(SCENE).running() as vendor:
        await open_campaign(victim, vendor)
        vendor.script.append(LONG)
        await playground.person("kira").say(channel, "I read the whole book.")
        await playground.wait_for(lambda: len(stories(victim)) == 3, 20, "the second page")
        database = await Database.open(database_url)
        try:
            later = await playground.person("bruno").say(channel, "I listen.")
            async with database.autocommit() as connection:
                asked = select(actions.c.id).where(actions.c.discord_id == later.id)
                while (await connection.execute(asked)).first() is None:
                    pass
            await victim.kill()
            playground.world.nonces.clear()
            await victim.start()
            await told(victim, 2)
            async with database.autocommit() as connection:
                kept = (await connection.execute(select(turns.c.reply_ids).order_by(turns.c.number))).scalars().all()
        finally:
            await database.close()
    assert [message.content for message in stories(victim)] == ["The fog lifts."] * 3
    assert [message.id for message in stories(victim)] == [one for replies in kept for one in replies]
