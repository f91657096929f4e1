"""Campaigns are started over the wire: at once, by a form, by chance, in places of their own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.services.founding import BadPlace, BadTheme, BadTone, Plan, Wish
from playground.call import Call
from playground.interactions import MODAL
from playground.invoke import Refused
from playground.model import Channel, Message
from playground.people import Person
from playground.permissions import BITS
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
CALM = Reply(tokens=("A ", "lamp ", "burns."))
FORM = {"name": "The Bell", "theme": "own", "words": "fog\na quay", "manner": "en:grim"}


async def form(seat: Seat, person: Person | None = None, place: Channel | None = None, **options: Any) -> Call:
    call = await (person or seat.ada).slash(place or seat.channel, "campaign create", **options)
    assert call.modal is not None
    return call


async def sent(seat: Seat, shown: Call, **values: str) -> Message:
    return await (await seat.ada.submit(shown, values)).reply()


def made(seat: Seat, before: set[int]) -> list[Channel]:
    return [place for place in seat.playground.guild.places() if place.id not in before]


def places(seat: Seat) -> set[int]:
    return {place.id for place in seat.playground.guild.places()}


def grant(seat: Seat, *names: str) -> None:
    """Give the bot's role permissions for the whole server."""
    world, guild = seat.playground.world, seat.playground.guild
    (role_id,) = guild.members[world.application.bot.id].roles
    for name in names:
        guild.roles[role_id].permissions |= BITS[name]


def defaults(call: Call) -> dict[str, Any]:
    """Return what stands in a form before anybody fills it in."""
    assert call.modal is not None
    found: dict[str, Any] = {}
    for item in (label["component"] for label in call.modal["components"]):
        chosen = [one["value"] for one in item.get("options", ()) if one.get("default")]
        found[item["custom_id"]] = chosen[0] if chosen else item.get("value", "")
    return found


async def test_without_a_name_a_form_asks_and_what_it_says_reaches_the_model(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        shown = await form(seat, model="openai/gpt-4o", tone="wry and dry", themes="fog")
        assert defaults(shown) == {
            "name": "",
            "theme": "own",
            "words": "fog",
            "manner": "en:typed",
            "where": "here",
        }
        told = await sent(seat, shown, name="The Bell", words="fog, smugglers\na quay at low tide", where="here")
        assert told.seen_by == seat.ada.id
        await seat.told(2)
        rules, moment = (vendor.requests[-1].body["messages"][place]["content"] for place in (0, -1))
        assert "Name: The Bell\nThemes: fog, smugglers" in rules
        assert "<tone>wry and dry</tone>" in rules
        assert "Place: a quay at low tide" in moment
        # Its place stands in the state: it is there after a restart, and goes along with an exported story.
        await seat.restart()
        await seat.kira.say(seat.channel, "I look around.")
        await seat.told(3)
        assert "Place: a quay at low tide" in vendor.requests[-1].body["messages"][-1]["content"]
        await seat.settled()
        exported = await (await seat.ada.slash(seat.channel, "campaign export", form="json")).reply()
        (item,) = exported.attachments
        file = (item.filename, seat.playground.world.files[item.id])
        other = seat.playground.channel("general")
        await (await seat.ada.slash(other, "campaign import", file=file)).reply()
        await seat.kira.say(other, "I look around.")
        await seat.told(1, other)
        assert "Place: a quay at low tide" in vendor.requests[-1].body["messages"][-1]["content"]


async def test_a_place_that_was_named_is_where_the_story_begins(seat: Seat) -> None:
    asked = await seat.ada.slash(seat.channel, "campaign create", name="The Bell", themes="fog", place="a quay at dawn")
    assert (await asked.reply()).content.startswith("## The Bell\n")
    await seat.told(1)
    assert seat.bot is not None
    table = await seat.bot.services.play._tables.get(seat.bot.services.play.campaign_in(seat.channel.id))
    assert table.state.scene.place == "a quay at dawn"


async def test_surprise_me_starts_at_once_with_a_theme_a_name_and_a_place(seat: Seat) -> None:
    offered = await seat.ada.autocomplete(seat.channel, "campaign create", "theme", "")
    assert offered[0]["value"] == "surprise"
    assert len(offered) == 13
    places_of = await seat.ada.autocomplete(seat.channel, "campaign create", "place", "", {"theme": "long_winter"})
    assert len(places_of) == 3
    assert [one["value"] for one in await seat.ada.autocomplete(seat.channel, "campaign create", "tone", "gr")] == [
        "grim"
    ]
    welcome = await (await seat.ada.slash(seat.channel, "campaign create", theme="surprise")).reply()
    assert welcome.seen_by is None
    await seat.told(1)
    assert seat.bot is not None
    table = await seat.bot.services.play._tables.get(seat.bot.services.play.campaign_in(seat.channel.id))
    campaign = table.state.campaign
    assert campaign.theme is not None
    assert campaign.themes
    assert welcome.content.startswith(f"## {campaign.name}\n")
    await seat.restart()
    table = await seat.bot.services.play._tables.get(campaign.id)
    assert table.state.campaign == campaign


async def test_a_new_channel_is_made_once_however_often_its_form_is_sent(seat: Seat) -> None:
    grant(seat, "manage_channels")
    await seat.restart()
    before = places(seat)
    shown = await form(seat)
    calls = await asyncio.gather(*(seat.ada.submit(shown, {**FORM, "where": "channel"}) for _ in range(3)))
    answers = [(await call.reply()).content for call in calls]
    (place,) = made(seat, before)
    assert place.name == "the-bell"
    assert sorted("sent already" in answer for answer in answers) == [False, True, True]
    assert any(f"<#{place.id}>" in answer for answer in answers)
    await seat.told(2, place)
    # From within a thread, the new one stands beside it; a name no channel can have is no hindrance.
    shown = await form(seat)
    await sent(seat, shown, **{**FORM, "where": "channel", "name": "🐉🐉"})
    assert [other.name for other in made(seat, before)] == ["the-bell", "campaign"]


async def test_a_form_that_could_not_be_used_says_what_is_missing_and_opens_again_as_it_was(seat: Seat) -> None:
    shown = await form(seat)
    refused = await sent(seat, shown, **FORM, where="channel")
    assert "- **Manage Channels**: Server Settings → Roles → Skald → Permissions" in refused.content
    await seat.restart()
    again = await seat.ada.click(refused, "Change it")
    assert defaults(again) == {**FORM, "where": "thread"}
    with pytest.raises(Refused):
        await seat.kira.click(refused, "Change it")
    await sent(seat, again, where="here")
    scene = await seat.told(2)
    assert scene.channel is seat.channel
    # The first form, and the button, belong to a campaign that is told by now.
    assert "sent already" in (await sent(seat, shown, **FORM, where="here")).content
    assert "sent already" in (await (await seat.ada.click(refused, "Change it")).reply()).content
    # Here is no place for another, which the form says before, and the answer after.
    shown = await form(seat)
    taken = next(one for one in shown.modal["components"][4]["component"]["options"] if one["value"] == "here")  # type: ignore[index]
    assert "already" in taken["description"]
    assert "The Bell" in (await sent(seat, shown, **FORM, where="here")).content


async def test_what_skald_lacks_in_a_channel_is_named_one_by_one(seat: Seat) -> None:
    seat.playground.deny(seat.channel, "read_message_history embed_links")
    refused = await (await seat.ada.slash(seat.channel, "campaign create", name="The Bell")).reply()
    assert refused.seen_by == seat.ada.id
    listed = [line for line in refused.content.splitlines() if line.startswith("- **")]
    assert [line.split("**")[1] for line in listed] == ["Read Message History", "Embed Links"]
    assert seat.stories() == []


async def test_whoever_may_not_start_campaigns_sees_no_form_and_cannot_send_one(seat: Seat) -> None:
    refused = await (await seat.kira.slash(seat.channel, "campaign create")).reply()
    assert "Manage Channels" in refused.content
    # The right is looked at again when the form comes back.
    world, guild = seat.playground.world, seat.playground.guild
    role = world.add_role(guild, "Stewards", BITS["manage_channels"])
    guild.members[seat.kira.id].roles.append(role.id)
    shown = await form(seat, seat.kira)
    guild.members[seat.kira.id].roles.remove(role.id)
    refused = await (await seat.kira.submit(shown, {**FORM, "where": "here"})).reply()
    assert "Manage Channels" in refused.content
    assert seat.stories() == []


async def test_a_channel_that_is_deleted_while_its_form_is_open_gets_no_campaign(seat: Seat) -> None:
    shown = await form(seat)
    seat.playground.world.delete_channel(seat.channel)
    with pytest.raises(Refused):
        await seat.ada.submit(shown, {**FORM, "where": "here"})
    assert seat.bot is not None
    assert not seat.bot.services.play.bindings


@pytest.mark.parametrize(
    "name", ["\u200b\u200b", "\u3164", "x" * 100, "x" * 10_000], ids=["zero width", "filler", "100", "10,000"]
)
async def test_a_name_that_is_none_starts_nothing(seat: Seat, name: str) -> None:
    shown = await form(seat)
    try:
        answer = await sent(seat, shown, **{**FORM, "name": name, "where": "here"})
    except Refused:
        assert len(name) > 80
    else:
        assert "1 to 80" in answer.content
    assert seat.stories() == []


@pytest.mark.parametrize("name", ["@everyone", "\u202eevil", "<b>’; DROP TABLE campaigns; --", "../../etc", "🐉"])
async def test_a_strange_name_is_only_a_name(seat: Seat, name: str) -> None:
    shown = await form(seat)
    answer = await sent(seat, shown, **{**FORM, "name": name, "where": "thread"})
    place = next(place for place in seat.playground.guild.places() if f"<#{place.id}>" in answer.content)
    await seat.told(2, place)
    assert not any(message.mention_everyone for message in place.messages)
    assert "\u202e" not in place.name + seat.stories(place)[0].content


async def test_themes_are_looked_through_and_one_is_started_with(seat: Seat) -> None:
    card = await (await seat.ada.slash(seat.channel, "campaign themes")).reply()
    assert card.embeds[0]["title"] == "Salt and fog"
    assert [file.filename for file in card.attachments] == ["theme.png"]
    assert card.attachments[0].description
    await seat.ada.select(card, "skald:themes", ["long_winter"])
    await seat.playground.wait_for(lambda: card.embeds[0]["title"] == "The long winter", what="another theme")
    await seat.restart()
    shown = await seat.ada.click(card, "Start with this")
    assert defaults(shown)["theme"] == "long_winter"
    await sent(seat, shown, where="here")
    await seat.told(2)
    assert seat.bot is not None
    table = await seat.bot.services.play._tables.get(seat.bot.services.play.campaign_in(seat.channel.id))
    assert table.state.campaign.theme == "long_winter"
    assert table.state.campaign.themes == ("snow", "wolves", "hunger", "old gods")


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish(name="A", language="en", theme="no_such"), BadTheme),
        (Wish(name="A", language="en", tone="x" * 101), BadTone),
        (Wish(name="A", language="en", place="x" * 201), BadPlace),
    ],
)
async def test_what_no_campaign_can_have_is_refused_before_anything_is_made(
    seat: Seat, wish: Wish, error: type[Exception]
) -> None:
    assert seat.bot is not None
    founding = seat.bot.services.founding
    with pytest.raises(error):
        await founding.plan(wish, seat.playground.guild.id)
    plan = await founding.plan(Wish(name=" A \n B", language="fr", tone="grim", place="\u200b"), 1)
    assert plan == Plan("A B", "", "fr", None, None, "sombre", "")


async def test_a_form_whose_id_somebody_made_by_hand_starts_nothing(seat: Seat) -> None:
    shown = await seat.ada.slash(seat.channel, "campaign create")
    for number in ("", "x", "²", "9" * 20, "9" * 60):
        data = {"custom_id": f"skald:found:{number}", "components": []}
        sent = seat.ada._begin(MODAL, seat.channel, data, parent=shown.interaction)
        assert "nobody foresaw" not in (await sent.reply()).text
    assert seat.stories() == []
