"""/setup over the wire: an admin is ready in a few steps, and what was chosen stands."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.domain.server import ServerSettings
from playground.components import SELECTS
from playground.invoke import Refused
from playground.model import Message, walk
from playground.permissions import bits
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
FORM = {"theme": "surprise", "manner": "en:", "where": "thread"}
ID = "skald:setup:"


def fields(message: Message) -> dict[str, str]:
    (embed,) = message.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}


def options(message: Message, what: str) -> list[dict[str, Any]]:
    item = next(one for one in walk(message.components) if one.get("custom_id") == f"{ID}{what}")
    return item["options"]


def chosen(message: Message, what: str) -> list[str]:
    return [one["value"] for one in options(message, what) if one.get("default")]


async def opened(seat: Seat) -> Message:
    return await (await seat.ada.slash(seat.channel, "setup")).reply()


async def changed(seat: Seat, message: Message, name: str, value: str) -> None:
    """Wait until the message says something in one of its fields."""
    await seat.playground.wait_for(lambda: value in fields(message).get(name, ""), what=f"{name}: {value}")


async def test_from_setup_to_the_first_scene_an_admin_takes_three_steps(seat: Seat) -> None:
    before = len(seat.playground.world.interactions)
    shown = await opened(seat)
    assert shown.seen_by == seat.ada.id
    form = await seat.ada.click(shown, f"{ID}start")
    told = await (await seat.ada.submit(form, FORM)).reply()
    assert len(seat.playground.world.interactions) - before == 3
    assert told.seen_by == seat.ada.id
    place = next(place for place in seat.playground.guild.places() if f"<#{place.id}>" in told.content)
    assert place.parent is seat.channel
    scene = await seat.told(2, place)
    assert len(scene.content) > 100
    # A form that is sent twice starts nothing twice, also after a restart.
    again = await (await seat.ada.submit(form, FORM)).reply()
    assert "sent already" in again.content
    await seat.restart()
    again = await (await seat.ada.submit(form, FORM)).reply()
    assert "sent already" in again.content
    assert len([place for place in seat.playground.guild.places() if place.parent is seat.channel]) == 1


async def test_with_language_and_model_it_takes_five_and_all_of_it_stands_after_a_restart(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("Le ", "feu ", "brûle."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        before = len(seat.playground.world.interactions)
        shown = await opened(seat)
        offered = {one["value"]: one.get("description", "") for one in options(shown, "model")}
        assert "no network" in offered["offline/narrator"]
        assert "1,000 turns" in offered["openai/gpt-4o"]
        assert not [name for name in offered if name.startswith(("ollama/", "anthropic/"))]
        await seat.ada.select(shown, f"{ID}language", ["fr"])
        await seat.playground.wait_for(lambda: chosen(shown, "language") == ["fr"], what="the language")
        await seat.ada.select(shown, f"{ID}model", ["openai/gpt-4o"])
        await seat.playground.wait_for(lambda: chosen(shown, "model") == ["openai/gpt-4o"], what="the model")
        await seat.restart()
        form = await seat.ada.click(shown, f"{ID}start")
        told = await (await seat.ada.submit(form, {"name": "La Cloche", "where": "here"})).reply()
        assert len(seat.playground.world.interactions) - before == 5
        assert f"<#{seat.channel.id}>" in told.content
        scene = await seat.told(2)
        assert scene.content == "Le feu brûle."
        # What the form showed was taken over: the server's language, a theme of chance, its model.
        asked = vendor.requests[-1].body
        assert "Name: La Cloche" in asked["messages"][0]["content"]
        assert "French" in asked["messages"][0]["content"]
        assert "# The scene\nPlace: " in asked["messages"][-1]["content"]
        shown = await opened(seat)
        assert (chosen(shown, "language"), chosen(shown, "model")) == (["fr"], ["openai/gpt-4o"])


async def test_channel_role_rating_and_budget_are_kept_as_they_are_chosen_and_can_be_cleared(seat: Seat) -> None:
    world, guild = seat.playground.world, seat.playground.guild
    general = seat.playground.channel("general")
    role = world.add_role(guild, "Bards")
    shown = await opened(seat)
    await seat.ada.select(shown, f"{ID}notices", [general])
    await changed(seat, shown, "Notices", f"<#{general.id}>")
    await seat.ada.select(shown, f"{ID}creators", [role])
    await changed(seat, shown, "Who starts campaigns", f"<@&{role.id}>")
    for rating in ("for adults", "for everyone"):
        await seat.ada.click(shown, f"{ID}rating")
        await changed(seat, shown, "Rating of new campaigns", rating)
    form = await seat.ada.click(shown, f"{ID}budget")
    await seat.ada.submit(form, {"amount": "2,50"})
    await changed(seat, shown, "Budget", "$2.50")
    refused = await seat.ada.submit(await seat.ada.click(shown, f"{ID}budget"), {"amount": "many"})
    await seat.playground.wait_for(lambda: refused.followups, what="a refusal")
    assert "plain number" in refused.followups[0].content
    # Whoever bears the role may start a campaign, whose rating is the server's; whoever does not may not.
    guild.members[seat.kira.id].roles.append(role.id)
    await (await seat.kira.slash(seat.channel, "campaign create", name="Ours", language="en")).reply()
    await seat.told(1)
    settings = await (await seat.kira.slash(seat.channel, "campaign settings")).reply()
    assert fields(settings)["Rating"] == "for everyone"
    refusal = await (await seat.bruno.slash(general, "campaign create", name="Theirs")).reply()
    assert "/setup" in refusal.content
    shown = await opened(seat)
    assert fields(shown)["Budget"].startswith("$2.50")
    await seat.ada.select(shown, f"{ID}creators", [])
    await changed(seat, shown, "Who starts campaigns", "whoever may manage channels")
    await seat.ada.select(shown, f"{ID}notices", [])
    await changed(seat, shown, "Notices", "nowhere")


async def test_a_channel_for_notices_is_one_that_can_be_written_to_and_still_is_there(seat: Seat) -> None:
    general, dice = seat.playground.channel("general"), seat.playground.channel("dice")
    shown = await opened(seat)
    seat.playground.deny(general, "send_messages embed_links")
    await seat.settled()
    call = await seat.ada.select(shown, f"{ID}notices", [general])
    await seat.playground.wait_for(lambda: call.followups, what="a refusal")
    listed = [line for line in call.followups[0].content.splitlines() if line.startswith("- **")]
    assert listed == [
        "- **Send Messages**: the channel's settings → Permissions, for the role Skald",
        "- **Embed Links**: the channel's settings → Permissions, for the role Skald",
    ]
    assert fields(shown)["Notices"] == "nowhere"
    await seat.ada.select(shown, f"{ID}notices", [dice])
    await changed(seat, shown, "Notices", f"<#{dice.id}>")
    seat.playground.world.delete_channel(dice)
    shown = await opened(seat)
    assert "⚠️" in fields(shown)["Notices"]


async def test_an_admin_who_is_none_any_more_changes_nothing_with_the_controls_that_still_stand(seat: Seat) -> None:
    world, guild = seat.playground.world, seat.playground.guild
    role = world.add_role(guild, "Keepers", bits("manage_guild"))
    with pytest.raises(Refused):
        await seat.kira.slash(seat.channel, "setup")
    guild.members[seat.kira.id].roles.append(role.id)
    shown = await (await seat.kira.slash(seat.channel, "setup")).reply()
    form = await seat.kira.click(shown, f"{ID}budget")
    guild.members[seat.kira.id].roles.remove(role.id)
    controls = [one for one in walk(shown.components) if str(one.get("custom_id", "")).startswith(ID)]
    for control in controls:
        values = {"language": ["fr"], "model": ["offline/narrator"], "notices": [seat.channel], "creators": [role]}
        what = control["custom_id"].removeprefix(ID)
        if control["type"] in SELECTS:
            call = await seat.kira.select(shown, control["custom_id"], values[what])
        else:
            call = await seat.kira.click(shown, control["custom_id"])
        assert "Manage Server" in (await call.reply()).content
    assert len(controls) == 7
    call = await seat.kira.submit(form, {"amount": "5"})
    await seat.playground.wait_for(lambda: call.followups, what="a refusal")
    assert "Manage Server" in call.followups[0].content
    assert seat.bot is not None
    assert await seat.bot.services.servers.settings(guild.id) == ServerSettings()
    assert fields(await opened(seat))["Budget"].startswith("none")


async def test_a_model_that_went_away_between_showing_and_choosing_is_not_kept(sit: Sitting) -> None:
    seat = await sit(openai_api_key=KEY)
    shown = await opened(seat)
    await seat.restart(openai_api_key=None)
    call = await seat.ada.select(shown, f"{ID}model", ["openai/gpt-4o"])
    await seat.playground.wait_for(lambda: call.followups, what="a refusal")
    assert "offline/narrator" in call.followups[0].content
    await seat.playground.wait_for(
        lambda: "openai/gpt-4o" not in [one["value"] for one in options(shown, "model")], what="the models there are"
    )


async def test_two_admins_who_choose_at_once_keep_both_choices(seat: Seat) -> None:
    first, second = await opened(seat), await opened(seat)
    before = str(second.components)
    await asyncio.gather(seat.ada.select(first, f"{ID}language", ["fr"]), seat.ada.click(second, f"{ID}rating"))
    await seat.playground.wait_for(lambda: chosen(first, "language") == ["fr"], what="the language")
    await seat.playground.wait_for(lambda: str(second.components) != before, what="the rating")
    assert seat.bot is not None
    kept = await seat.bot.services.servers.settings(seat.playground.guild.id)
    assert (kept.language, kept.rating) == ("fr", "mature")
