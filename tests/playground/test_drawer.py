"""What the page's drawer is told of a message."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import ui

from playground import Playground
from playground.interactions import make
from playground.model import Message
from playground.web.keys import HEADER
from tests.playground.client import Bot


class Looker:
    """Somebody who looks at the drawer, with the host's key or a seat's."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground, self.session = playground, session

    async def ask(self, what: str, person: str, message: Message, *, host: bool = True) -> Any:
        keys = self.playground.keys
        headers = {HEADER: keys.host if host else keys.of(self.playground.person(person))}
        query = {"person": person, "message": str(message.id)}
        url = f"{self.playground.url}/page/{what}"
        async with self.session.get(url, params=query, headers=headers) as answer:
            return await answer.json()

    async def wire(self, person: str, message: Message, *, host: bool = False) -> list[Any]:
        return (await self.ask("wire", person, message, host=host))["entries"]


@pytest.fixture
async def looker(playground: Playground) -> AsyncIterator[Looker]:
    async with aiohttp.ClientSession() as session:
        yield Looker(playground, session)


class Form(ui.Modal, title="Sign in"):
    password = ui.TextInput[ui.Modal](label="Password", custom_id="password")
    nick = ui.TextInput[ui.Modal](label="Name", custom_id="nick")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Signed in", ephemeral=True)


class Whisper(ui.View):
    @ui.button(label="Look", custom_id="look")
    async def look(self, interaction: discord.Interaction, button: ui.Button[Whisper]) -> None:
        await interaction.response.send_message("A trapdoor, for your eyes only", ephemeral=True)


def names(entries: list[Any]) -> list[str]:
    return [entry.get("name") or f"{entry['method']} {entry['path'].rpartition('/')[2]}" for entry in entries]


async def test_the_drawer_shows_what_the_bot_was_told_and_asked_of_a_message(
    playground: Playground, bot: Bot, looker: Looker
) -> None:
    @bot.event
    async def on_message(message: discord.Message) -> None:
        if message.author != bot.user:
            answer = await message.reply("Once upon")
            await answer.edit(content="Once upon a time")
            await answer.add_reaction("🎲")

    kira = playground.person("kira")
    said = await kira.say(playground.channel("campaign"), "Tell me a story")
    story = await playground.wait_for(lambda: next((m for m in said.channel.messages if m.reactions), None))

    of_player = await looker.wire("kira", said)
    assert names(of_player)[0] == "MESSAGE_CREATE"
    assert of_player[0]["data"]["content"] == "Tell me a story"
    of_bot = await looker.wire("kira", story)
    assert names(of_bot)[0] == "MESSAGE_CREATE"  # what it answers
    kinds = names(of_bot)
    assert "POST messages" in kinds
    assert f"PATCH {story.id}" in kinds
    assert "MESSAGE_UPDATE" in kinds
    edit = next(entry for entry in of_bot if entry.get("method") == "PATCH")
    assert edit["request"]["content"] == "Once upon a time"
    assert edit["status"] == 200
    assert edit["took"] >= 0


async def test_what_somebody_else_filled_in_or_was_whispered_stays_theirs_and_no_token_is_shown(
    playground: Playground, bot: Bot, looker: Looker
) -> None:
    @bot.tree.command(description="Sign in")
    async def sign(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @bot.tree.command(description="A door")
    async def door(interaction: discord.Interaction, secret: str) -> None:
        await interaction.response.send_message("A door", view=Whisper())
        await interaction.edit_original_response(content="A heavy door")

    await bot.tree.sync()
    kira, channel = playground.person("kira"), playground.channel("campaign")
    call = await kira.slash(channel, "door", secret="sesame")
    message = await call.reply()
    await playground.wait_for(lambda: message.content == "A heavy door")
    whispered = await (await kira.click(message, "look")).reply()

    mine, others = await looker.wire("kira", message), await looker.wire("ada", message)
    assert "sesame" in json.dumps(mine)
    assert "trapdoor" in json.dumps(mine)
    assert "sesame" not in json.dumps(others)
    assert "trapdoor" not in json.dumps(others)
    assert "A heavy door" in json.dumps(others)
    assert {entry["private"] for entry in others if entry.get("name") == "INTERACTION_CREATE"} == {True}
    assert "error" in await looker.ask("wire", "ada", whispered, host=False)

    form = await kira.slash(channel, "sign")
    signed = await (await kira.submit(form, {"password": "hunter22", "nick": "K"})).reply()
    own = json.dumps(await looker.wire("kira", signed, host=True))
    assert "hunter22" not in own
    assert '"K"' in own

    everything = json.dumps([mine, others, own])
    world = playground.world
    assert not any(token in everything for token in (world.application.token, world.host_key, *world.tokens))


async def test_only_the_newest_exchanges_are_kept_and_none_where_none_are_wanted() -> None:
    for record, kept in ((2, 2), (0, 0)):
        playground = await Playground.start(record=record)
        try:
            async with aiohttp.ClientSession() as session:
                headers = {"Authorization": f"Bot {playground.token}"}
                for _ in range(5):
                    await (await session.get(f"{playground.api_url}/users/@me", headers=headers)).read()
                said = await playground.person("kira").say(playground.channel("campaign"), "Hello")
                told = await Looker(playground, session).ask("wire", "kira", said)
            assert len(playground.exchanges) == kept
            assert told["kept"] is (record > 0)
        finally:
            await playground.close()


async def test_what_models_were_sent_is_for_the_host_and_hostile_files_are_passed_over(
    playground: Playground, looker: Looker, tmp_path: Path
) -> None:
    said = await playground.person("kira").say(playground.channel("campaign"), "I look around")
    assert await looker.ask("trace", "kira", said) == {"why": "off", "traces": []}
    playground.traces = tmp_path / "traces"
    assert await looker.ask("trace", "kira", said) == {"why": None, "traces": []}

    playground.traces.mkdir()
    trace = {"about": [str(said.id)], "actions": [{"id": str(said.id)}], "calls": []}
    (playground.traces / "1.json").write_text(json.dumps(trace))
    (playground.traces / "2.json").write_text(f'{{"about": ["{said.id}"], half')
    (playground.traces / "3.json").write_text(f'["{said.id}"]')
    (playground.traces / "4.json").write_bytes(b"\xff\x00")
    (playground.traces / "5.json").mkdir()
    (playground.traces / "6.json").write_text(json.dumps({**trace, "about": ["1"]}))
    assert await looker.ask("trace", "kira", said) == {"why": None, "traces": [trace]}
    assert await looker.ask("trace", "kira", said, host=False) == {"why": "host", "traces": []}


class Reveal(ui.View):
    @ui.button(label="Tell all", custom_id="tell")
    async def tell(self, interaction: discord.Interaction, button: ui.Button[Reveal]) -> None:
        await interaction.response.send_message("Kira found something")


async def test_the_message_somebody_alone_was_shown_is_not_in_what_its_button_brought_about(
    playground: Playground, bot: Bot, looker: Looker
) -> None:
    @bot.tree.command(description="Search")
    async def search(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("A trapdoor, for your eyes only", view=Reveal(), ephemeral=True)

    await bot.tree.sync()
    kira, place = playground.person("kira"), playground.channel("campaign")
    private = await (await kira.slash(place, "search")).reply()
    told = await (await kira.click(private, "tell")).reply()
    assert told.seen_by is None
    for person, sees in (("kira", True), ("bruno", False)):
        entries = await looker.wire(person, told)
        assert "INTERACTION_CREATE" in names(entries)
        assert ("trapdoor" in json.dumps(entries)) == sees


async def test_thousands_of_tokens_hold_nobody_up_and_none_is_shown(
    playground: Playground, bot: Bot, looker: Looker
) -> None:
    kira, place = playground.person("kira"), playground.channel("campaign")
    world = playground.world
    one = make(world, 2, kira.user, place, {})
    world.tokens.update(dict.fromkeys((secrets.token_urlsafe(64) for _ in range(30_000)), one))
    known = [next(reversed(world.tokens)), world.host_key, playground.keys.of(kira), world.application.token]
    said = await kira.say(place, "y" * 500)
    for key in known:
        await kira.edit(said, f"y{key}y and https://example.com/?key={key}")
    for number in range(300 - len(known)):
        await kira.edit(said, f"{number} " + "words and " * 190)
    begun = time.process_time()
    entries = await looker.wire("kira", said)
    assert time.process_time() - begun < 1
    assert len(entries) == 300
    assert not any(key in json.dumps(entries) for key in known)
