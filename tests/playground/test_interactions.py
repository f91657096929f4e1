"""Slash commands, menus and the deadlines of interactions, through the real client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest

from playground import ManualClock, Person, Playground, Refused, Unanswered
from playground.conformance import Conformance
from playground.model import Channel
from tests.playground.client import Bot, connected
from tests.playground.talker import French, add_commands


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with connected(playground) as bot:
        add_commands(bot)
        await bot.tree.set_translator(French())
        await bot.tree.sync()
        yield bot


async def test_a_slash_command_is_answered(bot: Bot, kira: Person, place: Channel) -> None:
    call = await kira.slash(place, "greet", who="world", times=2)
    assert call.acknowledged == 4
    assert (await call.reply()).content == "m: hello worldm: hello world"
    assert place.messages[-1].kind == 20
    assert place.messages[-1].interaction is not None
    assert place.messages[-1].interaction["name"] == "greet"


async def test_a_person_and_a_choice_are_options(bot: Bot, kira: Person, bruno: Person, place: Channel) -> None:
    call = await kira.slash(place, "greet", who="x", mood="Sad", to=bruno)
    assert (await call.reply()).content == "s: hello Bruno"


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("nothing", {}, "registered no command"),
        ("greet", {}, "needs the option 'who'"),
        ("greet", {"who": "x", "what": 1}, "no option 'what'"),
        ("greet", {"who": "x", "times": 9}, "from 1 to 3"),
        ("greet", {"who": "x", "times": "many"}, "a whole number"),
        ("greet", {"who": "x", "mood": "angry"}, "one of: Merry, Sad"),
        ("greet", {"who": "x", "to": 1}, "a person"),
        ("campaign", {}, "needs a sub-command"),
        ("campaign end", {}, "does not exist"),
        ("admin", {}, "not permitted"),
    ],
)
async def test_the_client_refuses_what_discord_would_not_send(
    bot: Bot, kira: Person, place: Channel, command: str, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        await kira.slash(place, command, **options)


async def test_an_admin_may_use_what_a_player_may_not(bot: Bot, ada: Person, place: Channel) -> None:
    assert (await (await ada.slash(place, "admin")).reply()).content == "as you wish"


async def test_autocomplete_offers_choices_and_knows_what_is_filled_in(bot: Bot, kira: Person, place: Channel) -> None:
    choices = await kira.autocomplete(place, "greet", "who", "gp", filled={"times": 2})
    assert [item["name"] for item in choices] == ["gp0", "gp1"]


async def test_a_deferred_answer_thinks_then_speaks_then_follows_up(bot: Bot, kira: Person, place: Channel) -> None:
    call = await kira.slash(place, "campaign create", name="The Vale")
    assert call.acknowledged == 5
    assert (await call.reply()).content == "The Vale begins"
    await call._world.hub.wait_for(lambda: call.followups, 30, "the follow-up")
    assert [item.content for item in place.messages] == ["The Vale begins", "And a follow-up"]


async def test_an_ephemeral_answer_is_seen_by_one_person(
    playground: Playground, bot: Bot, kira: Person, bruno: Person, place: Channel
) -> None:
    message = await (await kira.slash(place, "secret")).reply()
    assert message.ephemeral
    assert place.messages == []
    assert [item.content for item in playground.ephemeral(kira)] == ["just you"]
    assert playground.ephemeral(bruno) == []


async def test_a_second_acknowledgement_is_refused_with_40060(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    await kira.slash(place, "twice")
    template = "/interactions/{interaction_id}/{interaction_token}/callback"
    await playground.wait_for(lambda: len(playground.recorder.find("POST", template)) == 2, what="the second answer")
    second = playground.recorder.find("POST", template)[1]
    assert (second.status, second.response["code"]) == (400, 40060)


async def test_menus_on_a_message_and_on_a_person(bot: Bot, kira: Person, bruno: Person, place: Channel) -> None:
    said = await bruno.say(place, "Never!")
    assert (await (await kira.context_menu(place, "Quote", said)).reply()).content == "> Never!"
    assert (await (await kira.context_menu(place, "Wave", bruno)).reply()).content == "waves at Bruno"


async def test_commands_carry_their_french_names(playground: Playground, bot: Bot) -> None:
    names = {item["name"]: item["name_localizations"] for item in playground.world.application.commands.values()}
    assert names["greet"] == {"fr": "saluer"}


async def test_three_seconds_without_an_answer_fail_and_a_late_one_is_unknown(
    clock: ManualClock, conformance: Conformance | None
) -> None:
    playground = await Playground.start(clock=clock, rate_limits=False)
    async with connected(playground) as bot:
        late = asyncio.Event()
        problems: list[discord.NotFound] = []

        @bot.tree.command(description="Late")
        async def late_answer(interaction: discord.Interaction) -> None:
            await late.wait()
            try:
                await interaction.response.send_message("sorry")
            except discord.NotFound as problem:
                problems.append(problem)

        await bot.tree.sync()
        kira, place = playground.person("kira"), playground.channel("campaign")
        waiting = asyncio.create_task(kira.slash(place, "late_answer"))
        await playground.wait_for(lambda: playground.world.interactions, what="the command")
        clock.advance(2.9)
        assert not waiting.done()
        clock.advance(0.2)
        with pytest.raises(Unanswered, match="within 3 seconds"):
            await waiting
        late.set()
        await playground.wait_for(lambda: problems or playground.exchanges[-1].status == 404, what="the refusal")
        assert playground.exchanges[-1].response["code"] == 10062
    await playground.close()


async def test_the_token_of_an_interaction_dies_after_15_minutes(clock: ManualClock) -> None:
    playground = await Playground.start(clock=clock, rate_limits=False)
    async with connected(playground) as bot:
        kept: list[discord.Interaction] = []
        done = asyncio.Event()

        @bot.tree.command(description="Keep")
        async def keep(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("kept")
            kept.append(interaction)
            done.set()

        await bot.tree.sync()
        await playground.person("kira").slash(playground.channel("campaign"), "keep")
        clock.advance(899)
        await playground.wait_for(lambda: playground.channel("campaign").messages, what="the answer")
        await asyncio.wait_for(done.wait(), 30)
        assert await kept[0].original_response()
        clock.advance(2)
        with pytest.raises(discord.HTTPException) as refused:
            await kept[0].followup.send("too late")
        assert (refused.value.status, refused.value.code) == (401, 50027)
    await playground.close()


async def test_a_command_nobody_hears_is_unanswered(clock: ManualClock) -> None:
    playground = await Playground.start(clock=clock)
    playground.world.application.commands[1] = {"id": "1", "type": 1, "name": "hello", "description": "x"}
    waiting = asyncio.create_task(playground.person("kira").slash(playground.channel("dice"), "hello"))
    await playground.wait_for(lambda: playground.world.interactions, what="the command")
    clock.advance(3)
    with pytest.raises(Unanswered):
        await waiting
    await playground.close()
