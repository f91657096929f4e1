"""People come into a campaign, leave it, and change what they are in it, over the wire."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.combat import Combat, Combatant
from bot.services.people import Person as Player
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, buttons


async def said(seat: Seat, person: Person, command: str, **options: Any) -> Message:
    return await (await person.slash(seat.channel, f"campaign {command}", **options)).reply()


async def settings(seat: Seat, **options: Any) -> None:
    await said(seat, seat.ada, "settings", **options)


async def press(seat: Seat, person: Person, message: Message, which: str) -> str:
    """Press a button and return what is answered."""
    call = await person.click(message, which)
    return (await call.reply()).content


async def role_of(seat: Seat, person: Person) -> str:
    """Read from /campaign show, as its admin sees it, what somebody is; "" where they are nothing."""
    card = (await said(seat, seat.ada, "show")).embeds[0]
    fields = {field["name"]: field["value"] for field in card["fields"]}
    names = ("Owner", "Co-game-masters", "Players", "Spectators", "Invited")
    return next((name for name in names if person.user.display_name in fields.get(name, "")), "")


async def play(seat: Seat, person: Person, name: str) -> None:
    """Let somebody play a character of their own."""
    assert seat.bot is not None
    player = Player(person.id, person.user.display_name)
    made = {"name": name, "race": "human", "class_": "fighter", "description": ""}
    await seat.bot.services.creation.create(seat.channel.id, player, **made)


async def test_an_invitation_pings_one_person_who_alone_can_take_it_also_after_a_restart(seat: Seat) -> None:
    await seat.create_campaign()
    await settings(seat, entry="invited")
    act = await (await seat.kira.slash(seat.channel, "act", action="I open the door.")).reply()
    assert "for those who were invited" in act.content
    assert "for those who were invited" in (await said(seat, seat.kira, "join")).content
    asked = await said(seat, seat.ada, "invite", user=seat.kira)
    assert f"<@{seat.kira.id}>" in asked.content
    assert asked.mentions == [seat.kira.id]
    await seat.restart()
    assert "This invitation is for" in await press(seat, seat.bruno, asked, "Join")
    assert "plays along" in await press(seat, seat.kira, asked, "Join")
    assert "You are in this campaign already" in await press(seat, seat.kira, asked, "Join")
    assert await role_of(seat, seat.kira) == "Players"
    assert "in this campaign already" in (await said(seat, seat.ada, "invite", user=seat.kira)).content
    told = len(seat.stories())
    await seat.kira.say(seat.channel, "I open the door.")
    await seat.told(told + 1)


async def test_who_may_not_run_a_campaign_asks_nobody_in_and_takes_nobody_out(seat: Seat) -> None:
    await seat.create_campaign()
    await said(seat, seat.kira, "join")
    for command, options in (
        ("invite", {"user": seat.bruno}),
        ("remove", {"user": seat.ada}),
        ("role", {"user": seat.kira, "role": "gm"}),
        ("handover", {"user": seat.kira}),
        *((name, dict[str, Any]()) for name in ("pause", "resume", "archive", "delete", "unbind")),
    ):
        assert "Only" in (await said(seat, seat.kira, command, **options)).content, command
    assert await role_of(seat, seat.kira) == "Players"


async def test_bots_and_strangers_are_not_asked_in(seat: Seat) -> None:
    await seat.create_campaign()
    bot = seat.playground.world.application.bot
    assert "Bots do not play" in (await said(seat, seat.ada, "invite", user=bot)).content
    stranger = seat.playground.world.add_user("stranger", "Stranger")
    assert "not at this server" in (await said(seat, seat.ada, "invite", user=stranger)).content
    assert "not in this campaign" in (await said(seat, seat.ada, "remove", user=seat.bruno)).content


async def test_whoever_watches_is_not_heard_until_they_join(seat: Seat) -> None:
    await seat.create_campaign()
    assert "watches" in (await said(seat, seat.kira, "join", role="spectator")).content
    assert await role_of(seat, seat.kira) == "Spectators"
    assert "You watch" in (await (await seat.kira.slash(seat.channel, "act", action="I sing.")).reply()).content
    assert "plays along" in (await said(seat, seat.kira, "join")).content
    assert "You are in this campaign already" in (await said(seat, seat.kira, "join")).content
    assert "You are in this campaign already" in (await said(seat, seat.ada, "join", role="spectator")).content
    assert await role_of(seat, seat.kira) == "Players"


async def test_whoever_leaves_keeps_their_character_and_may_come_again(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await play(seat, seat.kira, "Brannoc")
    assert "has left" in (await said(seat, seat.kira, "leave")).content
    assert "You are not in" in (await said(seat, seat.kira, "leave")).content
    assert seat.bot is not None
    services = seat.bot.services
    table = await services.play._tables.get(services.play.campaign_in(seat.channel.id))
    assert [one.name for one in table.state.party] == []
    account = await services.play._stores.accounts.ensure(seat.kira.id, "Kira")
    (kept,) = await services.play._stores.characters.of_account(account)
    assert (kept.name, kept.campaign_id) == ("Brannoc", None)
    assert kept.sheet is not None
    assert "Hand it over" in (await said(seat, seat.ada, "leave")).content
    told = len(seat.stories())
    await seat.kira.say(seat.channel, "I come back.")
    await seat.told(told + 1)
    assert await role_of(seat, seat.kira) == "Players"


async def test_whoever_is_taken_out_is_heard_no_more_and_cannot_come_back_alone(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await play(seat, seat.kira, "Brannoc")
    asked = await said(seat, seat.ada, "invite", user=seat.bruno)
    assert "plays along no more" in (await said(seat, seat.ada, "remove", user=seat.kira)).content
    assert "not in this campaign" in (await said(seat, seat.ada, "remove", user=seat.kira)).content
    assert "were taken out" in (await said(seat, seat.kira, "join")).content
    assert "not in this campaign" in (await said(seat, seat.kira, "leave")).content
    act = await (await seat.kira.slash(seat.channel, "act", action="I sing.")).reply()
    assert "were taken out" in act.content
    assert await role_of(seat, seat.kira) == ""
    await said(seat, seat.ada, "remove", user=seat.bruno)
    assert "were taken out" in await press(seat, seat.bruno, asked, "Join")
    await said(seat, seat.ada, "invite", user=seat.kira)
    assert "plays along" in (await said(seat, seat.kira, "join")).content


async def test_a_co_game_master_runs_a_campaign_but_does_not_own_it(seat: Seat) -> None:
    await seat.create_campaign()
    for person in (seat.kira, seat.bruno):
        await said(seat, person, "join")
        assert "co-game-master" in (await said(seat, seat.ada, "role", user=person, role="gm")).content
    assert await role_of(seat, seat.kira) == "Co-game-masters"
    assert "as just that" in (await said(seat, seat.ada, "role", user=seat.kira, role="gm")).content
    assert "is paused" in (await said(seat, seat.kira, "pause")).content
    assert "goes on" in (await said(seat, seat.kira, "resume")).content
    for command, options in (
        ("remove", {"user": seat.bruno}),
        ("remove", {"user": seat.ada}),
        ("role", {"user": seat.bruno, "role": "player"}),
        ("handover", {"user": seat.kira}),
        *((name, dict[str, Any]()) for name in ("archive", "delete")),
    ):
        answer = (await said(seat, seat.kira, command, **options)).content
        assert "Only" in answer or "Whoever owns" in answer, command
    await said(seat, seat.ada, "role", user=seat.kira, role="player")
    assert "Only" in (await said(seat, seat.kira, "pause")).content


async def test_a_campaign_is_handed_over_by_a_button_that_asks_who_presses_it(seat: Seat) -> None:
    await seat.create_campaign()
    assert "not in this campaign" in (await said(seat, seat.ada, "handover", user=seat.kira)).content
    await said(seat, seat.kira, "join")
    asked = await said(seat, seat.ada, "handover", user=seat.kira)
    assert asked.seen_by == seat.ada.id
    assert "handover" in buttons(asked)[0]
    assert await role_of(seat, seat.kira) == "Players"
    await seat.restart()
    told = await (await seat.ada.click(asked, "Hand over")).reply()
    assert told.mentions == [seat.kira.id]
    assert await role_of(seat, seat.kira) == "Owner"
    assert await role_of(seat, seat.ada) == "Co-game-masters"
    assert "as just that" in await press(seat, seat.ada, asked, "Hand over")
    await said(seat, seat.bruno, "join")
    theirs = await said(seat, seat.kira, "handover", user=seat.bruno)
    del seat.playground.guild.members[seat.bruno.id]
    assert "not at this server" in await press(seat, seat.kira, theirs, "Hand over")
    assert await role_of(seat, seat.kira) == "Owner"


async def test_whoever_is_not_heard_comes_in_by_no_other_door(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await play(seat, seat.kira, "Brannoc")
    await said(seat, seat.ada, "pause")
    for command, options in (
        ("act", {"action": "I sing."}),
        ("whisper", {"text": "I am the thief."}),
        ("party leave", {}),
    ):
        answer = await (await seat.kira.slash(seat.channel, command, **options)).reply()
        assert "This campaign is paused" in answer.content, command


async def test_whoever_watches_by_order_of_the_owner_keeps_their_character_at_home(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await play(seat, seat.kira, "Brannoc")
    assert "spectator" in (await said(seat, seat.ada, "role", user=seat.kira, role="spectator")).content
    assert await role_of(seat, seat.kira) == "Spectators"
    assert seat.bot is not None
    services = seat.bot.services
    table = await services.play._tables.get(services.play.campaign_in(seat.channel.id))
    assert table.state.party == ()
    assert "Whoever owns" in (await said(seat, seat.ada, "role", user=seat.ada, role="player")).content


async def test_whoever_is_taken_out_of_a_fight_is_heard_no_more_and_their_character_follows(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await play(seat, seat.kira, "Brannoc")
    assert seat.bot is not None
    services = seat.bot.services
    table = await services.play._tables.get(services.play.campaign_in(seat.channel.id))
    (brannoc,) = table.state.party
    table.change(lambda state: replace(state, combat=Combat(1, 0, (Combatant(brannoc.key, 12, 1),), ())))
    assert "is in a fight" in (await said(seat, seat.kira, "leave")).content
    assert await role_of(seat, seat.kira) == "Players"
    assert "once more" in (await said(seat, seat.ada, "remove", user=seat.kira)).content
    act = await (await seat.kira.slash(seat.channel, "act", action="I sing.")).reply()
    assert "were taken out" in act.content
    table.change(lambda state: replace(state, combat=None))
    assert "plays along no more" in (await said(seat, seat.ada, "remove", user=seat.kira)).content
    assert table.state.party == ()


async def test_two_presses_at_once_let_somebody_in_once(seat: Seat) -> None:
    await seat.create_campaign()
    asked = await said(seat, seat.ada, "invite", user=seat.kira)
    calls = [seat.kira.start_click(asked, "Join") for _ in range(2)]
    answers = [(await call.reply()).content for call in calls]
    assert sorted("plays along" in answer for answer in answers) == [False, True]
    assert any("in this campaign already" in answer for answer in answers)


async def test_who_is_asked_to_watch_is_not_heard_until_they_join_to_play(seat: Seat) -> None:
    await seat.create_campaign()
    asked = await said(seat, seat.ada, "invite", user=seat.kira, role="spectator")
    assert "asks you to watch" in asked.content
    assert not asked.components
    assert await role_of(seat, seat.kira) == "Spectators"
    act = await (await seat.kira.slash(seat.channel, "act", action="I open the door.")).reply()
    assert act.seen_by == seat.kira.id
    assert len(seat.stories()) == 1
