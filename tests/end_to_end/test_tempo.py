"""Five players at once, in each turn mode: everything is answered exactly once, in an order they can follow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from benchmarks.model_server import ModelServer, Reply
from bot.services import marks
from playground.invoke import Refused
from playground.people import Person
from tests.end_to_end.company import NAMES, Company, whose
from tests.end_to_end.conftest import Seat, Sitting, buttons

ROUNDS = 10
Gathering = Callable[..., Awaitable[Company]]


@pytest.fixture
async def gather(sit: Sitting) -> AsyncIterator[Gathering]:
    """Return a function that brings five players to a table with rules of their own."""
    async with ModelServer(Reply(tokens=("The ", "bell ", "tolls."), rate=0)).running() as vendor:

        async def gathered(**rules: Any) -> Company:
            return await Company.gather(sit, vendor, **rules)

        yield gathered


async def everybody_says(company: Company, text: str) -> None:
    await asyncio.gather(*(one.say(company.seat.channel, f"{one.name} {text}") for one in company.players))


async def test_five_players_write_at_once_in_free_play(gather: Gathering) -> None:
    company = await gather(mode="free")
    for number in range(ROUNDS):
        await everybody_says(company, f"looks {number}.")
    await company.heard(1 + 5 * ROUNDS)
    assert company.notices() == []
    said = [text for turn in await company.answers() for text in turn]
    assert len(said) == 1 + 5 * ROUNDS
    for player in company.players:
        mine = [text for text in said if text.startswith(f"{player.name} ")]
        assert mine == [f"{player.name} looks {number}." for number in range(ROUNDS)]


async def test_five_players_write_at_once_in_rounds(gather: Gathering) -> None:
    company = await gather(mode="rounds")
    for number in range(ROUNDS):
        await everybody_says(company, f"looks {number}.")
        await company.seat.told(2 + number)
        await company.seat.settled()
    texts = await company.answers()
    assert [len(turn) for turn in texts] == [1] + [5] * ROUNDS
    assert all({text.split()[-1] for text in turn} == {f"{number}."} for number, turn in enumerate(texts[1:]))


async def test_a_message_that_has_to_wait_while_a_turn_is_told_is_marked_until_its_own_begins(
    gather: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MARK_AFTER", 0.02)
    company = await gather(mode="free")
    seat = company.seat
    company.vendor.script.append(Reply(tokens=("The ", "fog ", "lifts. ") * 10, rate=20))
    first = await seat.kira.say(seat.channel, "I look.")
    await seat.playground.wait_for(lambda: seat.stories()[1:], what="the first words")
    second = await seat.bruno.say(seat.channel, "I listen.")
    await seat.playground.wait_for(lambda: "⏳" in second.reactions, what="the mark")
    assert "⏳" not in first.reactions
    await seat.told(3)
    await seat.playground.wait_for(lambda: "⏳" not in second.reactions, what="the mark to go")


async def test_a_round_shows_in_one_message_for_whom_it_waits(gather: Gathering) -> None:
    company = await gather(mode="rounds")
    seat, players = company.seat, company.players
    message = await players[0].say(seat.channel, "I look.")
    notice = await company.noticed("The round waits for **Kira**, **Bruno**, **Dora**, **Emil**")
    assert buttons(notice) == ["skald:pass"]
    await seat.playground.wait_for(lambda: "⏳" in message.reactions, what="the mark")
    for player in players[1:4]:
        await player.say(seat.channel, "I look, too.")
    assert await company.noticed("The round waits for **Emil**.") is notice
    await players[4].say(seat.channel, "(I am thinking)")
    assert len(seat.stories()) == 1
    await players[4].say(seat.channel, "And I.")
    await seat.told(2)
    await seat.playground.wait_for(lambda: not company.notices(), what="the notice to go")
    await seat.playground.wait_for(lambda: "⏳" not in message.reactions, what="the mark to go")
    assert [len(turn) for turn in await company.answers()] == [1, 5]


async def test_by_initiative_each_is_answered_in_their_turn_whatever_the_order_they_write_in(gather: Gathering) -> None:
    company = await gather(mode="initiative", absent="wait")
    seat = company.seat
    await company.fight()
    table = await company.table()
    order: list[str] = []
    for number in range(2):
        await asyncio.gather(*(one.say(seat.channel, f"{one.name} strikes {number}.") for one in company.players[::-1]))
        for _ in NAMES:
            await seat.told(2 + len(order))
            await seat.settled()
            was = NAMES[len(order) % 5]
            order.append(was)
            await company.next_turn(was)
    assert whose(table) == "Ada"
    texts = await company.answers()
    assert [turn[0].split()[0] for turn in texts[1:]] == [name.lower() for name in order]
    assert [len(turn) for turn in texts] == [1] * 11


async def test_who_writes_out_of_turn_is_told_once_and_their_message_marked(gather: Gathering) -> None:
    company = await gather(mode="initiative")
    seat, (ada, kira, *_) = company.seat, company.players
    await company.fight()
    assert buttons(await company.noticed("It is **Ada**’s turn.")) == ["skald:pass"]
    first = await kira.say(seat.channel, "I strike.")
    await seat.playground.wait_for(lambda: "⏳" in first.reactions, what="the mark")
    line = await company.noticed("**Kira**: it is **Ada**’s turn. What you wrote is kept")
    second = await kira.say(seat.channel, "And again.")
    await seat.playground.wait_for(lambda: "⏳" in second.reactions, what="the second mark")
    assert [one for one in company.notices() if "What you wrote" in one.content] == [line]
    await ada.say(seat.channel, "I strike first.")
    await seat.told(2)
    await seat.settled()
    await company.next_turn("Ada")
    await seat.told(3)
    await seat.settled()
    assert await company.answers() == [["The campaign begins."], ["I strike first."], ["I strike.", "And again."]]


async def test_a_command_out_of_turn_is_answered_privately(gather: Gathering) -> None:
    company = await gather(mode="initiative")
    seat, (_, kira, *_) = company.seat, company.players
    await company.fight()
    call = await kira.slash(seat.channel, "act", action="I strike.")
    (told,) = await seat.playground.wait_for(lambda: call.followups, what="a private word")
    assert told.seen_by == kira.id
    assert told.content == "It is **Ada**’s turn. What you wrote is kept, and answered when yours comes."
    assert not [one for one in company.notices() if "What you wrote" in one.content]


async def test_a_round_is_passed_by_command_and_by_two_who_press_the_button_at_once(gather: Gathering) -> None:
    company = await gather(mode="rounds")
    seat, (ada, kira, bruno, dora, emil) = company.seat, company.players
    await ada.say(seat.channel, "I look.")
    notice = await company.noticed("**Kira**, **Bruno**, **Dora**, **Emil**")
    assert "lets the others act" in (await (await kira.slash(seat.channel, "pass")).reply()).content
    await bruno.say(seat.channel, "Me too.")
    pressed = [dora.start_click(notice, "skald:pass") for _ in range(2)] + [emil.start_click(notice, "skald:pass")]
    answers = [await (await call.answered()).reply() for call in pressed]
    assert sorted("lets the others" in one.content for one in answers) == [False, True, True]
    assert [one.content for one in answers if one.seen_by] == [
        "You have acted already, or passed. It is answered with the next reply."
    ]
    await seat.told(2)
    assert [len(turn) for turn in await company.answers()] == [1, 5]


async def test_two_press_pass_at_once_in_a_fight_and_only_whose_turn_it_is_passes(gather: Gathering) -> None:
    company = await gather(mode="initiative")
    seat, (ada, kira, *_) = company.seat, company.players
    await company.fight()
    notice = await company.noticed("It is **Ada**’s turn.")
    calls = [kira.start_click(notice, "skald:pass"), ada.start_click(notice, "skald:pass")]
    refused, passed = [await (await call.answered()).reply() for call in calls]
    assert (refused.content, refused.seen_by) == ("It is Ada’s turn; yours comes after it.", kira.id)
    assert passed.content == "-# ⏳ **Ada** lets the others act."
    await seat.told(2)
    assert await company.answers() == [["The campaign begins."], ["I hold back this time and watch."]]


async def test_nobody_passes_where_nobody_waits(gather: Gathering) -> None:
    company = await gather(mode="free")
    answer = await (await company.players[0].slash(company.seat.channel, "pass")).reply()
    assert answer.content == "Nobody waits for you just now, so there is nothing to pass."
    assert answer.seen_by == company.players[0].id


async def test_who_does_not_act_in_time_dodges(gather: Gathering) -> None:
    company = await gather(mode="rounds", absent="dodge", wait=60)
    seat = company.seat
    for player in company.players[:3]:
        await player.say(seat.channel, f"{player.name} looks.")
    await company.noticed("waits for **Dora**, **Emil**. Without a word <t:")
    await company.timed()
    company.clock.pass_(59)
    assert len(seat.stories()) == 1
    company.clock.pass_(1)
    await seat.told(2)
    await seat.settled()
    texts = await company.answers()
    assert texts[1][3:] == ["I stay alert and let the others go first."] * 2


async def test_who_does_not_act_in_a_fight_dodges_while_somebody_is_there(gather: Gathering) -> None:
    company = await gather(mode="initiative", absent="dodge", wait=60)
    seat = company.seat
    await company.fight(current=1)
    for number, name in enumerate(NAMES[1:]):
        await company.noticed(f"It is **{name}**’s turn.")
        await company.timed()
        company.clock.pass_(60)
        await seat.told(2 + number)
        await seat.settled()
        await company.next_turn(name)
    # A whole round went by without anybody: whoever sleeps is not killed in their sleep.
    await company.noticed("It is **Ada**’s turn.")
    await asyncio.sleep(0)
    assert all(sleeper.done() for _, sleeper in company.clock.sleepers)
    await seat.kira.say(seat.channel, "Ada?")
    await company.timed()
    company.clock.pass_(60)
    await seat.told(6)
    await seat.settled()
    await company.next_turn("Ada")
    await seat.told(7)
    await seat.settled()
    texts = await company.answers()
    assert texts[1:] == [["I dodge and look after myself."]] * 5 + [["Ada?"]]


async def test_who_does_not_act_in_time_is_called_and_nobody_else_is(gather: Gathering) -> None:
    company = await gather(mode="initiative", absent="nudge", wait=60)
    seat, (_, kira, *_) = company.seat, company.players
    await company.fight(current=1)
    await company.timed()
    company.clock.pass_(60)
    call = await company.noticed("the table waits for you")
    assert call.content == f"-# ⏳ <@{kira.id}>: the table waits for you."
    assert call.mentions == [kira.id]
    await seat.bruno.say(seat.channel, "Kira?")
    await company.noticed("What you wrote is kept")
    assert len(seat.stories()) == 1
    await kira.say(seat.channel, "Here I am.")
    await seat.told(2)
    await seat.settled()
    assert [one for one in company.notices() if "waits for you" in one.content] == [call]


async def test_a_friend_acts_for_who_does_not_act_in_time(gather: Gathering) -> None:
    company = await gather(mode="initiative", absent="friend", wait=60)
    seat, (ada, *_) = company.seat, company.players
    await company.fight(current=1)
    await company.noticed("Without a word <t:")
    await company.timed()
    company.clock.pass_(60)
    await company.noticed("It is **Kira**’s turn; whoever writes now acts for them.")
    await ada.say(seat.channel, "Kira raises her shield.")
    await seat.told(2)
    await seat.settled()
    table = await company.table()
    assert [(one.author, one.content) for one in table.transcript if one.turn == 2 and one.role == "user"] == [
        ("Kira", "Kira raises her shield.")
    ]
    assert await company.answers() == [["The campaign begins."], ["Kira raises her shield."]]


async def test_a_table_that_waits_goes_on_waiting(gather: Gathering) -> None:
    company = await gather(mode="rounds", absent="wait", wait=60)
    await company.players[0].say(company.seat.channel, "I look.")
    await company.noticed("**Emil**.")
    assert company.clock.sleepers == []


@pytest.mark.parametrize("absent", ["wait", "dodge"])
async def test_a_round_waits_on_after_a_restart(gather: Gathering, absent: str) -> None:
    company = await gather(mode="rounds", absent=absent, wait=60)
    seat, players = company.seat, company.players
    for player in players[:3]:
        await player.say(seat.channel, f"{player.name} looks.")
    notice = await company.noticed("waits for **Dora**, **Emil**")
    await company.restart()
    await seat.playground.wait_for(lambda: company.services.play._tempo._paces, what="the table to wait again")
    assert len(seat.stories()) == 1
    for player in players[3:]:
        await player.say(seat.channel, f"{player.name} looks.")
    story = await seat.told(2)
    assert story is not notice
    await seat.settled()
    await seat.playground.wait_for(lambda: not company.notices(), what="the notice to go")
    assert [len(turn) for turn in await company.answers()] == [1, 5]


async def test_what_is_out_of_turn_waits_on_after_a_restart(gather: Gathering) -> None:
    company = await gather(mode="initiative", absent="wait")
    seat, (ada, kira, *_) = company.seat, company.players
    await company.fight()
    await kira.say(seat.channel, "I strike.")
    await company.noticed("What you wrote is kept")
    await company.restart()
    await ada.say(seat.channel, "I strike first.")
    await seat.told(2)
    await seat.settled()
    await company.next_turn("Ada")
    await seat.told(3)
    await seat.settled()
    assert await company.answers() == [["The campaign begins."], ["I strike first."], ["I strike."]]


async def test_a_round_that_failed_is_told_again_once(gather: Gathering) -> None:
    company = await gather(mode="rounds")
    seat = company.seat
    company.vendor.script.extend([Reply(status=400, fault="status")])
    await everybody_says(company, "looks.")
    failure = await seat.playground.wait_for(lambda: next(iter(seat.failures()), None), what="the failure")
    await seat.settled()
    await company.players[2].click(failure, "skald:retry")
    await seat.playground.wait_for(lambda: not seat.failures(), what="the story")
    await seat.settled()
    assert [len(turn) for turn in await company.answers()] == [1, 5]


@pytest.mark.parametrize("mode", ["rounds", "initiative"])
async def test_a_reply_that_a_stop_interrupts_answers_the_same_after_it(gather: Gathering, mode: str) -> None:
    company = await gather(mode=mode, absent="wait")
    seat = company.seat
    if mode == "initiative":
        await company.fight()
    slow = Reply(tokens=("The ", "bell ") * 200, rate=20)
    company.vendor.script.append(slow)
    await everybody_says(company, "looks.")
    table = await company.table()
    await seat.playground.wait_for(lambda: seat.stories()[1:] and len(table.waiting) == 5, what="the first words")
    # The stop does not wait for the words that are still to come.
    workers = [table.worker]
    assert seat.bot is not None
    await seat.bot.services.play.close(0)
    assert [worker.done() for worker in workers if worker] == [True]
    await company.restart()
    await company.heard(6)
    await seat.settled()
    assert all(one.content.startswith("The bell tolls.") for one in seat.stories()[1:])
    texts = await company.answers()
    if mode == "rounds":
        assert [len(turn) for turn in texts] == [1, 5]
    else:
        assert texts[1:] == [[f"{one.name} looks."] for one in company.players]


async def leaves(person: Person, seat: Seat, command: str = "party leave", **options: str) -> str:
    return (await (await person.slash(seat.channel, command, **options)).reply()).content


async def test_nobody_waits_for_who_left_the_scene_until_they_are_back(gather: Gathering) -> None:
    company = await gather(mode="rounds")
    seat, (ada, kira, bruno, *others) = company.seat, company.players
    for player in (ada, *others):
        await player.say(seat.channel, "I look.")
    assert await leaves(kira, seat) == "**Kira** leaves the scene. Nobody waits for them until /party join."
    assert "not in the scene" in await leaves(kira, seat)
    assert await leaves(ada, seat, character="Bruno") == (
        "**Bruno** leaves the scene. Nobody waits for them until /party join."
    )
    await seat.told(2)
    await seat.settled()
    assert await leaves(bruno, seat, "party join") == "**Bruno** joins the scene."
    assert "already" in await leaves(bruno, seat, "party join")
    assert "somebody else’s" in await leaves(bruno, seat, character="Kira")
    assert "There is no character Zoe" in await leaves(ada, seat, character="Zoe")
    names = await ada.autocomplete(seat.channel, "party join", "character", "ki")
    assert [one["value"] for one in names] == ["Kira"]
    assert "somebody else’s" in await leaves(bruno, seat, "party join", character="Kira")
    assert await leaves(ada, seat, "party join", character="Kira") == "**Kira** joins the scene."


async def test_who_leaves_in_their_turn_holds_nobody_up(gather: Gathering) -> None:
    company = await gather(mode="initiative", absent="wait")
    seat, (_, kira, *_) = company.seat, company.players
    await company.fight()
    await kira.say(seat.channel, "I strike.")
    await company.noticed("What you wrote is kept")
    await leaves(company.players[0], seat)
    await seat.told(2)
    await seat.settled()
    assert await company.answers() == [["The campaign begins."], ["I strike."]]


async def test_nobody_passes_for_a_notice_that_is_gone(gather: Gathering) -> None:
    company = await gather(mode="rounds")
    await company.players[0].say(company.seat.channel, "I look.")
    notice = await company.noticed("The round waits")
    for player in company.players[1:]:
        await (await player.slash(company.seat.channel, "pass")).reply()
    await company.seat.playground.wait_for(lambda: notice.deleted, what="the notice to go")
    with pytest.raises(Refused):
        await company.players[0].click(notice, "skald:pass")
