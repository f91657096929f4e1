"""Several characters of one player: at rest, in play, in another campaign, and taken back with a turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.rules.experience import award
from bot.services.people import Person as Someone
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, buttons


async def asked(seat: Seat, person: Person, command: str, channel: Channel | None = None, **options: Any) -> Message:
    return await (await person.slash(channel or seat.channel, f"character {command}", **options)).reply()


async def made(seat: Seat, person: Person, name: str, class_: str = "fighter", channel: Channel | None = None) -> None:
    """Make a character that plays at once."""
    assert seat.bot is not None
    who = Someone(person.id, person.name)
    await seat.bot.services.creation.create((channel or seat.channel).id, who, name=name, race="dwarf", class_=class_)


async def party(seat: Seat, campaign: int = 1) -> list[str]:
    assert seat.bot is not None
    return [one.name for one in (await seat.bot.services.stable._tables.get(campaign)).state.party]


async def ruled(seat: Seat, campaign: int = 1, **rules: Any) -> None:
    """Change what a table agreed on."""
    assert seat.bot is not None
    services = seat.bot.services
    table = await services.stable._tables.get(campaign)
    changed = replace(table.state.campaign.rules, **rules)
    await services.stable._stores.campaigns.set_rules(campaign, changed)
    table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=changed)))


async def experienced(seat: Seat, points: int, campaign: int = 1) -> None:
    """Give everybody of a party experience by hand."""
    assert seat.bot is not None
    services = seat.bot.services
    table = await services.stable._tables.get(campaign)
    await services.stable._alterations.make(table, 1, lambda state: award(state, points, ""))


async def settled(seat: Seat, channel: Channel | None = None, count: int = 1) -> None:
    await seat.told(count, channel)
    await seat.settled()


async def test_one_character_plays_the_others_rest_and_each_keeps_its_sheet(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    assert "Brom rests now" in (await asked(seat, seat.kira, "transfer", character="Brom")).content.replace("*", "")
    await made(seat, seat.kira, "Zoé", "wizard")
    listed = (await asked(seat, seat.kira, "list")).embeds[0]["description"]
    assert listed.splitlines()[0] == "**Zoé** · Dwarf · Wizard 1 · plays here"
    assert "**Brom** · Dwarf · Fighter 1 · rests; last in “The Drowned Bell”" in listed
    offered = await seat.kira.autocomplete(seat.channel, "character use", "character", "bro")
    assert [choice["name"] for choice in offered] == ["Brom · Fighter 1"]
    # Nobody is offered, or gets at, what is somebody else's.
    assert await seat.bruno.autocomplete(seat.channel, "character use", "character", "") == []
    assert (
        "You have no character called" in (await asked(seat, seat.bruno, "use", character=offered[0]["value"])).content
    )
    swapped = await asked(seat, seat.kira, "use", character=offered[0]["value"])
    assert swapped.content == "**Brom** comes into play, and **Zoé** goes to rest."
    assert await party(seat) == ["Brom"]
    await seat.restart()
    assert await party(seat) == ["Brom"]
    assert "Brom plays here already" in (await asked(seat, seat.kira, "use", character="Brom")).content
    assert "“x’; DROP TABLE” " not in (await asked(seat, seat.kira, "use", character="x’; DROP TABLE")).content
    assert "Zoé" in (await asked(seat, seat.kira, "use", character="Zoé")).content
    assert await party(seat) == ["Zoé"]


async def test_a_character_goes_to_another_campaign_that_takes_it(seat: Seat) -> None:
    elsewhere = _other(seat)
    await seat.create_campaign()
    await seat.create_campaign(elsewhere, name="The Salt Road")
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    await ruled(seat, levels="automatic")
    await experienced(seat, 300)
    refused = await asked(seat, seat.kira, "use", elsewhere, character="Brom")
    assert "Brom has level 2; characters from elsewhere may have level 1 at most here" in refused.content
    await ruled(seat, 2, guests="none")
    assert "No characters from elsewhere" in (await asked(seat, seat.kira, "use", elsewhere, character="Brom")).content
    # Whoever is refused there was not taken out here.
    assert (await party(seat), await party(seat, 2)) == (["Brom"], [])
    await ruled(seat, 2, guests="any")
    assert "comes into play" in (await asked(seat, seat.kira, "use", elsewhere, character="Brom")).content
    assert (await party(seat), await party(seat, 2)) == ([], ["Brom"])
    shown = (await asked(seat, seat.kira, "list")).embeds[0]["description"]
    assert "Fighter 2 · plays in “The Salt Road”" in shown
    await seat.restart()
    assert (await party(seat), await party(seat, 2)) == ([], ["Brom"])


async def test_taking_a_turn_back_brings_nobody_back_who_left_since(seat: Seat) -> None:
    elsewhere = _other(seat)
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    await seat.kira.say(seat.channel, "I look around.")
    await settled(seat, count=2)
    await asked(seat, seat.kira, "transfer", character="Brom")
    await made(seat, seat.kira, "Zoé", "wizard")
    await (await seat.ada.slash(seat.channel, "undo")).reply()
    assert await party(seat) == ["Zoé"]
    await seat.create_campaign(elsewhere, name="The Salt Road")
    await ruled(seat, 2, guests="any")
    await seat.settled()
    await seat.kira.say(seat.channel, "I look around once more.")
    await settled(seat, count=3)
    used = await asked(seat, seat.kira, "use", elsewhere, character="Zoé")
    assert "comes into play" in used.content
    await (await seat.ada.slash(seat.channel, "undo")).reply()
    assert (await party(seat), await party(seat, 2)) == ([], ["Zoé"])
    # A restart reads the same from what is kept.
    await seat.restart()
    assert (await party(seat), await party(seat, 2)) == ([], ["Zoé"])
    assert "rests" in (await asked(seat, seat.kira, "list")).embeds[0]["description"]


async def test_words_on_a_sheet_change_and_numbers_do_not(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await made(seat, seat.bruno, "Ulf")
    await seat.settled()
    form = await seat.kira.slash(seat.channel, "character edit", character="Brom")
    values = {"name": "Bróm  the\u200b Bold", "looks": "Red beard.", "history": "A smith."}
    assert "Bróm the Bold" in (await (await seat.kira.submit(form, values)).reply()).content
    assert await party(seat) == ["Bróm the Bold", "Ulf"]
    for name, why in (("…", "at least one letter"), ("ULF", "has somebody called")):
        form = await seat.kira.slash(seat.channel, "character edit", character="Bróm the Bold")
        assert why in (await (await seat.kira.submit(form, {"name": name})).reply()).content
    await asked(seat, seat.kira, "transfer", character="Bróm the Bold")
    form = await seat.kira.slash(seat.channel, "character edit", character="Bróm the Bold")
    # A form that was open through a restart is read all the same.
    await seat.restart()
    assert "Bran" in (await (await seat.kira.submit(form, {"name": "Bran"})).reply()).content
    assert "**Bran**" in (await asked(seat, seat.kira, "list")).embeds[0]["description"]
    form.interaction.modal["custom_id"] = "skald:character-words:2"  # pyright: ignore[reportOptionalSubscript]
    assert "You have no character" in (await (await seat.kira.submit(form, {"name": "Mine"})).reply()).content
    assert await party(seat) == ["Ulf"]


async def test_a_character_retires_returns_and_is_deleted_by_a_button_of_its_own(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    assert "retires" in (await asked(seat, seat.kira, "retire", character="Brom")).content
    assert (await asked(seat, seat.kira, "list")).embeds[0]["description"].startswith("-# Brom")
    assert "has retired" in (await asked(seat, seat.kira, "use", character="Brom")).content
    assert await party(seat) == []
    assert "is back" in (await asked(seat, seat.kira, "return", character="Brom")).content
    assert "comes into play" in (await asked(seat, seat.kira, "use", character="Brom")).content
    sure = await asked(seat, seat.kira, "delete", character="Brom")
    (button,) = buttons(sure)
    await seat.restart()
    assert "Brom" in (await (await seat.kira.click(sure, button)).reply()).content
    assert await party(seat) == []
    # Pressed once more, it says that there is nobody of that name any more.
    assert "You have no character" in (await (await seat.kira.click(sure, button)).reply()).content


async def test_things_and_coins_go_from_hand_to_hand(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    given = await asked(seat, seat.kira, "give", to="Ulf", item="Torch")
    assert "There is no character Ulf in the scene" in given.content
    await made(seat, seat.bruno, "Ulf")
    offered = await seat.kira.autocomplete(seat.channel, "character give", "to", "")
    assert [choice["value"] for choice in offered] == ["Ulf"]
    given = await asked(seat, seat.kira, "give", to="Ulf", item="torch", quantity=2)
    assert given.content == "**Brom** gives 2 × Torch to **Ulf**."
    given = await asked(seat, seat.kira, "give", to="Ulf", coin="gp", quantity=5)
    assert given.content == "**Brom** gives 5 gp to **Ulf**."
    assert "Name a thing" in (await asked(seat, seat.kira, "give", to="Ulf")).content
    assert "which is less than" in (await asked(seat, seat.kira, "give", to="Ulf", coin="pp", quantity=500)).content
    assert "20 gp" in (await asked(seat, seat.bruno, "coins")).content
    assert "10 gp" in (await asked(seat, seat.kira, "coins")).content
    changed = await asked(seat, seat.kira, "coins", amount=2, coin="gp", into="sp")
    assert changed.content == "**Brom** has 8 gp 20 sp."
    assert "whole number" in (await asked(seat, seat.kira, "coins", amount=3, coin="sp", into="gp")).content
    left = await asked(seat, seat.kira, "drop", item="Torch", quantity=3)
    assert "Torch" not in left.embeds[0]["description"]


async def test_at_a_french_table_things_and_coins_have_french_names(seat: Seat) -> None:
    await seat.create_campaign(language="fr")
    await made(seat, seat.kira, "Brom")
    await made(seat, seat.bruno, "Ulf")
    await seat.settled()
    assert "donne Torche à" in (await asked(seat, seat.kira, "give", to="Ulf", item="Torch")).content
    assert "donne 5 po à" in (await asked(seat, seat.kira, "give", to="Ulf", coin="gp", quantity=5)).content
    poor = await asked(seat, seat.kira, "give", to="Ulf", coin="gp", quantity=500)
    assert poor.content == "Brom a 10 po, ce qui est moins que 500 po."
    odd = await asked(seat, seat.kira, "coins", amount=3, coin="cp", into="sp")
    assert odd.content.startswith("3 pc ne font pas un nombre entier de pa.")


async def test_a_character_that_gained_levels_in_play_is_not_offered_with_an_old_one(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    await ruled(seat, levels="automatic")
    await experienced(seat, 300)
    for resting, name in ((False, "Brom · Fighter"), (True, "Brom · Fighter 2")):
        if resting:
            await asked(seat, seat.kira, "transfer", character="Brom")
        offered = await seat.kira.autocomplete(seat.channel, "character edit", "character", "")
        assert [choice["name"] for choice in offered] == [name]


async def test_who_plays_alone_rests_by_command_and_others_ask_in_the_story(seat: Seat) -> None:
    await seat.create_campaign()
    assert "You have no character" in (await asked(seat, seat.kira, "rest", kind="long")).content
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    assert "Long rest" in (await asked(seat, seat.kira, "rest", kind="long")).content
    await made(seat, seat.bruno, "Ulf")
    assert "the story decides" in (await asked(seat, seat.kira, "rest", kind="short", dice=1)).content
    assert "Short rest" in (await asked(seat, seat.ada, "rest", kind="short")).content


def _other(seat: Seat) -> Channel:
    return seat.playground.add_channel("elsewhere")


async def test_what_happens_to_a_character_while_it_is_called_into_play_is_neither_undone_nor_doubled(
    seat: Seat,
) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    await asked(seat, seat.kira, "transfer", character="Brom")
    assert seat.bot is not None
    stable = seat.bot.services.stable
    table = await stable._tables.get(1)
    for meanwhile in ("change", "retire"):
        async with table.door:
            called = await seat.kira.slash(seat.channel, "character use", character="Brom")
            await seat.playground.wait_for(lambda: table.door._waiters, what="the character at the door")
            (kept,) = await stable._kept(Someone(seat.kira.id, seat.kira.name))
            assert kept.sheet is not None
            if meanwhile == "change":
                await stable._stores.characters.keep_sheet(replace(kept.sheet, items=()))
            else:
                await asked(seat, seat.kira, "retire", character="Brom")
        assert "somewhere else by now" in (await called.reply()).content
        assert await party(seat) == []
    assert "Brom" in (await asked(seat, seat.kira, "return", character="Brom")).content
    await asked(seat, seat.kira, "use", character="Brom")
    assert [(one.name, one.items) for one in table.state.party] == [("Brom", ())]
