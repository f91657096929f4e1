"""The language of an answer, over the wire: the campaign's, else the person's, else the server's, else Discord's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.people import Person as Known
from bot.services.tongues import NotSpoken
from playground.model import Channel
from playground.people import Person
from tests.catalogues import speak
from tests.end_to_end.conftest import Seat, Sitting

NOTHING_HERE = {
    "en": "No campaign is played in this channel.",
    "fr": "Aucune campagne ne se joue dans ce salon.",
    "de": "Hier wird nichts gespielt.",
}
GERMAN: dict[str | tuple[str, str], str | tuple[str, ...]] = {
    "English": "Deutsch",
    "campaign": "kampagne",
    "Receipt": "Beleg",
    "No campaign is played in this channel. Start one with /campaign create.": NOTHING_HERE["de"],
    "Language": "Sprache",
    "The campaign begins.": "Die Kampagne beginnt.",
    "human": "Mensch",
}


async def answered(person: Person, place: Channel) -> str:
    """Have a command refused, and return the language that this is said in."""
    content = (await (await person.slash(place, "receipt")).reply()).content
    return next(language for language, words in NOTHING_HERE.items() if words[:20] in content)


async def speaks(person: Person, place: Channel, language: str) -> str:
    answer = await (await person.slash(place, "language", language=language)).reply()
    assert answer.seen_by == person.id
    return answer.content


async def test_a_campaign_goes_before_a_person_a_server_and_discord(seat: Seat) -> None:
    general = seat.playground.channel("general")
    assert await answered(seat.kira, general) == "en"
    seat.kira.locale = seat.bruno.locale = "fr"
    assert await answered(seat.kira, general) == "fr"
    assert "English" in await speaks(seat.kira, general, "en")
    assert await answered(seat.kira, general) == "en"
    # The server's choice holds for those who made none.
    seat.bruno.locale = "en-US"
    shown = await (await seat.ada.slash(general, "setup")).reply()
    await seat.ada.select(shown, "skald:setup:language", ["fr"])
    await seat.playground.wait_for(lambda: "French" in str(shown.embeds) or "Français" in str(shown.embeds), what="it")
    for restarted in (False, True):
        if restarted:
            await seat.restart()
        assert await answered(seat.bruno, general) == "fr"
        assert await answered(seat.kira, general) == "en"
    # The campaign's own goes before everything, also for buttons and for whoever writes.
    await seat.create_campaign(language="en")
    await seat.settled()
    told = await (await seat.bruno.slash(seat.channel, "campaign settings")).reply()
    assert told.embeds[0]["title"] == "How this table plays"
    await seat.restart()
    told = await (await seat.bruno.slash(seat.channel, "campaign settings")).reply()
    assert told.embeds[0]["title"] == "How this table plays"
    await speaks(seat.kira, general, "discord")
    assert await answered(seat.kira, general) == "fr"


async def test_a_mention_where_nothing_is_played_is_answered_in_the_language_of_its_author(seat: Seat) -> None:
    general = seat.playground.channel("general")
    await speaks(seat.kira, general, "fr")
    bot = seat.playground.world.application.bot
    said = await seat.kira.say(general, f"<@{bot.id}> ?")
    reply = await seat.playground.wait_for(
        lambda: next((one for one in general.messages if one.reference_id == said.id), None), what="an answer"
    )
    assert NOTHING_HERE["fr"][:20] in reply.content


async def test_a_language_is_chosen_in_a_direct_message_too_and_only_one_that_is_spoken(seat: Seat) -> None:
    place = seat.playground.world.direct(seat.kira.user)
    said = await speaks(seat.kira, place, "fr")
    assert "Français" in said
    assert seat.bot is not None
    with pytest.raises(NotSpoken):
        await seat.bot.services.tongues.choose(Known(seat.kira.id, "Kira"), "../../etc/passwd")


async def test_one_more_catalogue_is_one_more_language(
    sit: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.i18n.LOCALES", speak(tmp_path, "de", GERMAN))
    seat = await sit()
    general = seat.playground.channel("general")
    # Discord shows the commands in it where it has names for them, and in English elsewhere.
    commands = {command["name"]: command for command in seat.playground.world.application.commands.values()}
    assert commands["campaign"]["name_localizations"] == {"fr": "campagne", "de": "kampagne"}
    assert commands["Receipt"]["name_localizations"]["de"] == "Beleg"
    assert "de" not in (commands["character"]["name_localizations"] or {})
    offered = next(option for option in commands["language"]["options"] if option["name"] == "language")
    assert [choice["name"] for choice in offered["choices"]][:3] == ["English", "Deutsch", "Français"]
    seat.kira.locale = "de"
    assert await answered(seat.kira, general) == "de"
    # A campaign in it: what is not translated is said in English, and the narrator owns up.
    story = await seat.create_campaign(language="de")
    await seat.settled()
    assert "This story is meant to be in another language." in story.content
    card = await (await seat.bruno.slash(seat.channel, "campaign show")).reply()
    fields = {field["name"]: field["value"] for field in card.embeds[0]["fields"]}
    assert fields["Sprache"] == "Deutsch"
    assert "Model" in fields
    sheet = {"name": "Wren", "race": "human", "class": "fighter"}
    made = await (await seat.kira.slash(seat.channel, "character create", **sheet)).reply()
    assert "joins the party" in made.content
    await seat.kira.say(seat.channel, "I look around.")
    assert (await seat.told(2)).content
    await seat.settled()
    receipt = await (await seat.kira.context_menu(seat.channel, "Receipt", story)).reply()
    assert receipt.embeds[0]["title"] == "🧾 Turn 1"
    helped = await (await seat.kira.slash(seat.channel, "help")).reply()
    assert "You play Wren" in helped.embeds[0]["description"]
