"""/help over the wire: whoever reads it finds what they can do where they are, and buttons that do it."""

from __future__ import annotations

import re

import pytest
from discord import app_commands

from benchmarks.model_server import ModelServer
from playground.model import Message
from playground.people import Person
from playground.permissions import bits
from tests.end_to_end.company import Company
from tests.end_to_end.conftest import Seat, Sitting, buttons

NEEDED = (
    "act, character create, character show, character items, campaign settings, campaign export, fight, pass, whisper, "
    "undo, retell, recap, recall, memory show, lookup rule, xcard, safety show, gm take, receipt, roll, dice verify, "
    "stats models, stats chart, stats leaderboard, duel"
)
COMPARES = {"stats schedule add", "replay start", "alerts show"}
TOPICS = ("play", "characters", "campaigns", "gm", "admins", "models", "comparing", "account")
# What Discord shows of an embed at most.
DESCRIPTION = 4096


async def asked(seat: Seat, person: Person) -> Message:
    answer = await (await person.slash(seat.channel, "help")).reply()
    assert answer.seen_by == person.id
    return answer


def deeds(answer: Message) -> list[str]:
    return [each.removeprefix("skald:help:") for each in buttons(answer) if each.startswith("skald:help:")]


def text(answer: Message) -> str:
    (embed,) = answer.embeds
    return embed["description"]


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_help_names_what_a_player_needs_in_the_evening(seat: Seat, locale: str) -> None:
    seat.kira.locale = locale
    await seat.create_campaign()
    named = set(re.findall(r"</([a-z ]+):\d+>", text(await asked(seat, seat.kira))))
    assert set(NEEDED.split(", ")) <= named
    assert not COMPARES & named
    seat.ada.locale = locale
    assert set(re.findall(r"</([a-z ]+):\d+>", text(await asked(seat, seat.ada)))) >= COMPARES


async def test_where_nothing_is_played_help_starts_something_or_says_whom_to_ask(seat: Seat) -> None:
    player = await asked(seat, seat.kira)
    assert deeds(player) == ["models"]
    assert "Ask them" in text(player)
    admin = await asked(seat, seat.ada)
    assert deeds(admin) == ["setup", "found", "models"]
    assert "</setup:" in text(admin)
    assert "</models audition:" in text(admin)
    shown = await (await seat.ada.click(admin, "skald:help:setup")).reply()
    assert shown.seen_by == seat.ada.id
    assert (await seat.ada.click(admin, "skald:help:found")).modal is not None
    assert "Offline narrator" in str((await (await seat.kira.click(player, "skald:help:models")).reply()).embeds)


async def test_a_newcomer_makes_a_character_by_a_button_that_works_after_a_restart(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    answer = await asked(seat, seat.kira)
    assert deeds(answer)[0] == "make"
    assert "you have no character in it yet" in text(answer)
    await seat.restart()
    typed = await (await seat.bruno.slash(seat.channel, "character create")).reply()
    pressed = await (await seat.kira.click(answer, "skald:help:make")).reply()
    assert pressed.seen_by == seat.kira.id
    assert [embed.get("title") for embed in pressed.embeds] == [embed.get("title") for embed in typed.embeds]
    sheet = {"name": "Wren", "race": "human", "class": "fighter"}
    await (await seat.kira.slash(seat.channel, "character create", **sheet)).reply()
    playing = await asked(seat, seat.kira)
    assert "**You play Wren in The Drowned Bell.**" in text(playing)
    assert deeds(playing) == ["sheet", "items", "roll", "recap", "memory"]
    assert "🎲" in (await (await seat.kira.click(playing, "skald:help:roll")).reply()).content
    assert (await (await seat.kira.click(playing, "skald:help:sheet")).reply()).seen_by == seat.kira.id


async def test_whoever_runs_a_campaign_pauses_it_and_lets_it_go_on(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    running = await asked(seat, seat.ada)
    assert {"settings", "budget", "pause"} <= set(deeds(running))
    await (await seat.ada.click(running, "skald:help:pause")).reply()
    paused = await asked(seat, seat.ada)
    assert "is paused" in text(paused)
    assert deeds(paused)[0] == "resume"
    assert "resume" not in deeds(await asked(seat, seat.kira))
    # The button of somebody who may not is as good as the command of somebody who may not.
    refused = await (await seat.kira.click(await asked(seat, seat.kira), "skald:help:show")).reply()
    assert refused.embeds
    await (await seat.ada.click(paused, "skald:help:resume")).reply()
    assert "is paused" not in text(await asked(seat, seat.ada))


async def test_in_a_fight_help_says_whose_turn_it_is_and_lets_one_pass(sit: Sitting) -> None:
    async with ModelServer().running() as vendor:
        company = await Company.gather(sit, vendor, mode="initiative")
        await company.fight()
        first, second = company.players[:2]
        own, other = [await asked(company.seat, one) for one in (first, second)]
        assert deeds(own)[0] == "pass"
        assert "It is your turn: write what Ada does" in text(own)
        assert "pass" not in deeds(other)
        assert "It is Ada’s turn." in text(other)
        passed = await (await first.click(own, "skald:help:pass")).reply()
        assert "lets the others act" in passed.content


async def test_each_button_of_help_does_what_its_command_does(seat: Seat) -> None:
    async def pressed(who: Person, deed: str) -> str:
        answer = await asked(seat, who)
        assert deed in deeds(answer), deed
        shown = await (await who.click(answer, f"skald:help:{deed}")).reply()
        return shown.content + str(shown.embeds)

    async def used(who: Person, command: str, **options: object) -> None:
        await (await who.slash(seat.channel, command, **options)).reply()

    await seat.create_campaign()
    await seat.settled()
    await used(seat.ada, "campaign settings", entry="invited")
    assert "for those who were invited" in await pressed(seat.kira, "join")
    await used(seat.ada, "campaign invite", user=seat.kira)
    assert "plays along" in await pressed(seat.kira, "join")
    assert "None yet" in await pressed(seat.kira, "own")
    assert "What this table agreed on" in await pressed(seat.kira, "safety")
    sheet = {"name": "Wren", "race": "human", "class": "fighter"}
    await used(seat.kira, "character create", **sheet)
    assert "Longsword" in await pressed(seat.kira, "items")
    assert len(await pressed(seat.kira, "recap")) > 40
    assert "What the game master remembers" in await pressed(seat.kira, "memory")
    assert "How this table plays" in await pressed(seat.ada, "settings")
    assert "Budgets" in await pressed(seat.ada, "budget")
    await used(seat.ada, "gm take")
    assert "There is no fight now." in await pressed(seat.ada, "fight")
    assert "leaves the chair" in await pressed(seat.ada, "back")
    assert "back" not in deeds(await asked(seat, seat.ada))


async def test_a_demoted_admin_and_an_unknown_button_get_a_sentence(seat: Seat) -> None:
    guild = seat.channel.guild
    assert guild is not None
    role = seat.playground.world.add_role(guild, "Wardens")
    role.permissions |= bits("manage_guild")
    guild.members[seat.kira.id].roles.append(role.id)
    answer = await asked(seat, seat.kira)
    assert deeds(answer)[0] == "setup"
    guild.members[seat.kira.id].roles.remove(role.id)
    refused = await (await seat.kira.click(answer, "skald:help:setup")).reply()
    assert "a permission that you do not have here any more" in refused.content
    answer.components[0]["components"][0]["custom_id"] = "skald:help:nothing"
    old = await (await seat.kira.click(answer, "skald:help:nothing")).reply()
    assert "does nothing any more" in old.content


async def test_every_command_stands_on_one_page_and_can_be_clicked(seat: Seat) -> None:
    assert seat.bot is not None
    every = {each.qualified_name for each in seat.bot.tree.walk_commands() if isinstance(each, app_commands.Command)}
    answer = await asked(seat, seat.kira)
    named: list[str] = []
    for topic in TOPICS:
        call = await seat.kira.select(answer, "skald:help_topics", [topic])
        await call.answered()
        page = text(answer)
        assert len(page) <= DESCRIPTION, topic
        # Whoever plays need not read what admins have.
        assert "alerts" not in page or topic == "admins"
        named += re.findall(r"</([a-z_ -]+):\d+>", page)
    assert sorted(named) == sorted(every)


async def test_help_is_there_in_a_direct_message(seat: Seat) -> None:
    place = seat.playground.world.direct(seat.kira.user)
    answer = await (await seat.kira.slash(place, "help")).reply()
    assert "You are alone with me" in text(answer)
    assert deeds(answer) == ["account"]
    assert (await (await seat.kira.click(answer, "skald:help:account")).reply()).seen_by in (None, seat.kira.id)
