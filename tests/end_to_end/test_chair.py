"""A person as the game master, over the wire."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.model_server import ModelServer, Reply
from bot.services.awaiting import SIGN
from bot.services.people import Person as Somebody
from bot.storage.tables import actions, campaigns, ledger, llm_calls, messages, turns
from playground.model import Message, Overwrite
from playground.people import Person
from tests.end_to_end.company import Company
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_fallbacks import FIRST, KEY

STORY = Reply(tokens=("The ", "fog ", "lifts."))


async def command(person: Person, seat: Seat, name: str, /, **options: object) -> Message:
    return await (await person.slash(seat.channel, name, **options)).reply()


async def waits(person: Person, seat: Seat, text: str) -> Message:
    """Say something, and see the mark that says it has to wait."""
    said = await person.say(seat.channel, text)
    await seat.playground.wait_for(lambda: said.reactions, what="the mark of a message that waits")
    await seat.settled()
    return said


async def table(sit: Sitting, vendor: ModelServer, language: str = "en") -> Seat:
    """Sit down where a model told the first scene, with a wizard called Kira."""
    seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
    await seat.create_campaign(model=FIRST, language=language)
    await command(seat.kira, seat, "character create", name="Kira", race="elf", **{"class": "wizard"})
    await seat.settled()
    vendor.requests.clear()
    return seat


async def test_a_person_tells_what_no_model_is_asked_for_and_hands_the_chair_back(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        taken = await command(seat.ada, seat, "gm take")
        assert taken.seen_by is None
        assert taken.content.startswith("🪑 **Ada** is the game master now")
        card = await command(seat.kira, seat, "campaign show")
        assert "Game master: Ada" in card.text
        for number in range(2):
            await waits(seat.kira, seat, f"I knock {number}.")
        assert len(seat.stories()) == 1
        told = await command(seat.ada, seat, "gm narrate", text="The door **opens**.")
        assert (told.seen_by, told.content) == (
            seat.ada.id,
            "Kept. The table reads it as the answer to what was done.",
        )
        assert (await seat.told(2)).content == "The door **opens**."
        assert "skald:receipt" in str(buttons(seat.stories()[-1]))
        await seat.settled()
        assert vendor.requests == []
        await waits(seat.bruno, seat, "I wait.")
        back = await command(seat.ada, seat, "gm back")
        assert back.content == (
            "🪑 **Ada** leaves the chair. From now on the model tells the story again. "
            "What was written meanwhile gets its answer now."
        )
        assert (await seat.told(3)).content == "The fog lifts."
        await seat.settled()
        assert "Game master" not in (await command(seat.kira, seat, "campaign show")).text
        prompt = str(vendor.requests[-1].body["messages"])
    assert "The door **opens**." in prompt
    assert "I knock 0." in prompt
    kept, told_turns, spoken, calls = await seat.kept(actions, turns, messages, llm_calls)
    assert [row.id for row in kept if row.turn_id is None] == []
    assert (told_turns[1].model, told_turns[1].status) == (None, "told")
    assert [row.content for row in spoken if row.turn_id == told_turns[1].id] == [
        "I knock 0.",
        "I knock 1.",
        "The door **opens**.",
    ]
    assert told_turns[1].id not in {call.turn_id for call in calls}


async def test_the_chair_and_what_waits_for_it_survive_a_restart(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        await command(seat.ada, seat, "gm take")
        await waits(seat.kira, seat, "I knock.")
        await seat.restart()
        await seat.settled()
        assert len(seat.stories()) == 1
        assert (await command(seat.kira, seat, "gm take")).content.startswith("Only whoever runs this campaign")
        await command(seat.ada, seat, "gm narrate", text="It opens.")
        assert (await seat.told(2)).content == "It opens."
        await seat.settled()
    ((row,), kept) = await seat.kept(campaigns, actions)
    assert row.chair == row.owner_id
    assert all(action.turn_id for action in kept)


async def test_only_those_who_may_take_the_chair_and_only_its_holder_uses_it(sit: Sitting) -> None:
    uses = [
        ("narrate", {"text": "Kira wins a crown."}),
        ("roll", {"dice": "1d20"}),
        ("set", {"what": "gp", "value": "1000", "who": "Kira"}),
        ("whisper", {"character": "Kira", "text": "You win."}),
    ]
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        for name, options in uses:
            refused = await command(seat.ada, seat, f"gm {name}", **options)
            assert refused.content.startswith("No person is the game master here now")
        assert (await command(seat.ada, seat, "gm back")).content.startswith("No person is the game master here now")
        refused = await command(seat.kira, seat, "gm take")
        assert refused.content.startswith("Only whoever runs this campaign")
        assert refused.seen_by == seat.kira.id
        await command(seat.ada, seat, "gm take")
        assert (await command(seat.ada, seat, "gm take")).content.startswith("You are the game master here already")
        for name, options in uses:
            refused = await command(seat.kira, seat, f"gm {name}", **options)
            assert refused.content == "Only the person who is the game master can do that, and that is Ada."
            assert refused.seen_by == seat.kira.id
        assert (await command(seat.kira, seat, "gm back")).content.startswith("Only whoever runs this campaign")
        for option, filled in (("who", {"what": "gp"}), ("value", {"what": "begins", "who": "Kira"})):
            assert await seat.kira.autocomplete(seat.channel, "gm set", option, "", filled) == []
        assert await seat.kira.autocomplete(seat.channel, "gm whisper", "character") == []
        retold = await command(seat.kira, seat, "retell", model=FIRST)
        assert retold.content.startswith("A person is the game master here now")
        await seat.settled()
        assert len(seat.stories()) == 1
    assert vendor.requests == []


async def test_a_game_master_sets_values_and_everybody_sees_it(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        await command(seat.ada, seat, "gm take")
        (kira,) = await seat.ada.autocomplete(seat.channel, "gm set", "who", "ki", {"what": "hit_points"})
        assert kira["name"] == "Kira"
        which = kira["value"]
        told = await command(seat.ada, seat, "gm set", what="hit_points", value="1", who=which)
        assert told.seen_by is None
        assert told.content.startswith("-# ✍️ Kira · hit points ")
        assert told.content.endswith(" → 1 · by hand")
        choices = await seat.ada.autocomplete(seat.channel, "gm set", "value", "pro", {"what": "begins", "who": which})
        assert [choice["value"] for choice in choices] == ["prone"]
        await command(seat.ada, seat, "gm set", what="begins", value="prone", who="kira")
        (choice,) = await seat.ada.autocomplete(seat.channel, "gm set", "value", "", {"what": "ends", "who": which})
        assert choice["value"] == "prone"
        told = await command(seat.ada, seat, "gm set", what="ends", value="prone", who=which)
        assert told.content == "-# ✍️ Kira · no longer prone · by hand"
        told = await command(seat.ada, seat, "gm set", what="level", value="2", who=which)
        assert told.content.startswith("-# ✍️ Kira · level 1 → 2 · by hand\n-# ✍️ Kira · **level 2**")
        told = await command(seat.ada, seat, "gm set", what="place", value="The *mill*")
        assert told.content == "-# ✍️ Scene: The \\*mill\\* · by hand"
        for what, value, who, said in (
            ("hit_points", "9999", which, "That goes from 0 to "),
            ("gp", "-1", which, "That goes from 0 to "),
            ("begins", "happy", which, "There is no such condition"),
            ("hit_points", "1", "Nobody", "Nobody called “Nobody” is here"),
            ("hit_points", "1", None, "Say whose value it is"),
        ):
            given = {"who": who} if who else {}
            refused = await command(seat.ada, seat, "gm set", what=what, value=value, **given)
            assert refused.content.startswith(said)
            assert refused.seen_by == seat.ada.id
        sheet = await command(seat.kira, seat, "character show")
        await command(seat.ada, seat, "gm back")
        await seat.kira.say(seat.channel, "I look.")
        await seat.told(2)
        prompt = str(vendor.requests[-1].body["messages"])
    assert "7/14" in sheet.text
    assert "The *mill*" in prompt
    assert "level 2" in prompt
    by_hand = [row for row in (await seat.kept(ledger))[0] if row.kind == "by_hand"]
    assert len(by_hand) == 5
    assert {row.turn_id for row in by_hand} == {None}
    assert all(row.account_id for row in by_hand)


async def test_a_game_master_rolls_for_everybody_to_see(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        await command(seat.ada, seat, "gm take")
        rolled = await command(seat.ada, seat, "gm roll", dice="1d1+4", reason="*perception*")
        assert rolled.seen_by is None
        assert rolled.content.startswith("🎲 **Ada** · ")
        assert "5" in rolled.content
        assert rolled.content.endswith(" · \\*perception\\*")
        refused = await command(seat.ada, seat, "gm roll", dice="a lot")
    assert refused.seen_by == seat.ada.id


async def test_the_chair_is_told_of_in_the_language_of_the_campaign(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor, language="fr")
        taken = await command(seat.ada, seat, "gm take")
    assert "**Ada**" in taken.content


@pytest.mark.parametrize("mode", ["rounds", "initiative"])
async def test_in_every_mode_the_chair_stops_the_clock_and_everything_is_answered_once(sit: Sitting, mode: str) -> None:
    async with ModelServer(STORY).running() as vendor:
        company = await Company.gather(sit, vendor, mode=mode, absent="dodge", wait=60)
        seat = company.seat
        if mode == "initiative":
            await company.fight()
        else:
            await company.players[1].say(seat.channel, "I wait.")
        await company.timed()
        asked = len(vendor.requests)
        await command(seat.ada, seat, "gm take")
        await seat.settled()
        company.clock.pass_(3600)
        await seat.playground.wait_for(
            lambda: not [one for one in seat.channel.messages if one.content.startswith(SIGN) and not one.deleted],
            what="no more notices",
        )
        await waits(company.players[2], seat, "I wait as well.")
        await command(seat.ada, seat, "gm narrate", text="Night falls.")
        await seat.told(2)
        await seat.settled()
        assert len(vendor.requests) == asked
        texts = await company.answers()
    assert "Night falls." in texts[-1]
    assert "I wait as well." in texts[-1]


async def test_what_a_stop_left_untold_is_told_by_the_next_start_in_the_same_words(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        await command(seat.ada, seat, "gm take")
        assert seat.bot is not None
        seat.bot.services.play._closing = True
        await command(seat.ada, seat, "gm narrate", text="It opens.")
        await seat.restart()
        assert (await seat.told(2)).content == "It opens."
        await seat.settled()
    assert all(action.turn_id for action in (await seat.kept(actions))[0])


async def test_who_manages_the_channel_may_sit_down_and_the_owner_may_have_them_stand_up(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        # Manage Channels, here alone; Bruno never played.
        seat.channel.overwrites[seat.bruno.id] = Overwrite(seat.bruno.id, 1, allow=1 << 4)
        assert (await command(seat.bruno, seat, "gm take")).content.startswith("🪑 **Bruno** is the game master now")
        refused = await command(seat.ada, seat, "gm take")
        assert refused.content.startswith("Bruno is the game master here now.")
        assert refused.seen_by == seat.ada.id
        refused = await command(seat.ada, seat, "gm narrate", text="Mine!")
        assert refused.content == "Only the person who is the game master can do that, and that is Bruno."
        await command(seat.bruno, seat, "gm narrate", text="Dusk.")
        assert (await seat.told(2)).content == "Dusk."
        await seat.settled()
        back = await command(seat.ada, seat, "gm back")
        assert back.content == "🪑 **Bruno** leaves the chair. From now on the model tells the story again."
        refused = await command(seat.bruno, seat, "gm narrate", text="Night.")
        assert refused.content.startswith("No person is the game master here now")


async def test_of_two_who_sit_down_at_once_one_is_told_that_the_other_was_faster(sit: Sitting) -> None:
    async with ModelServer(STORY).running() as vendor:
        seat = await table(sit, vendor)
        assert seat.bot is not None
        chair = seat.bot.services.chair
        people = [Somebody(int(one.id), name, steward=True) for one, name in ((seat.ada, "Ada"), (seat.bruno, "Bruno"))]
        done = await asyncio.gather(*(chair.take(int(seat.channel.id), one) for one in people), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["ChairTaken", "Seated"]


async def test_a_value_can_be_typed_before_it_is_said_which(seat: Seat) -> None:
    await seat.create_campaign()
    assert await seat.ada.autocomplete(seat.channel, "gm set", "value", "pro") == []
