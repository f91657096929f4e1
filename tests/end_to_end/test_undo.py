"""What was told can be taken back, with everything it changed, and goes on from there."""

from __future__ import annotations

import asyncio

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import actions, campaigns, ledger, turns
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_fallbacks import FIRST, WORKING, served_by
from tests.end_to_end.test_record import make

ROLL = ToolUse("roll_dice", '{"dice":"3d1000","reason":"luck"}')


async def play(seat: Seat, vendor: ModelServer, turns: int) -> None:
    """Tell the opening and so many turns, each with a roll."""
    await seat.create_campaign(model=FIRST)
    await make(seat, "Kira")
    for number in range(turns):
        vendor.script.append(Reply(tokens=(), tools=(ROLL,)))
        vendor.script.append(Reply(tokens=(f"Turn {number + 2} ", "ends.")))
        await seat.kira.say(seat.channel, f"I try my luck, {number}.")
        await seat.told(number + 2)
    await seat.settled()


async def undo(seat: Seat, person: str = "ada", **options: object) -> str:
    return (await (await seat.playground.person(person).slash(seat.channel, "undo", **options)).reply()).content


async def test_the_state_before_the_undone_turns_is_put_back_byte_for_byte(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await play(seat, vendor, 4)
        answer = await undo(seat, turns=3)
        stories = [story.content for story in seat.stories()]
        told, campaign, entries = await seat.kept(turns, campaigns, ledger)
    assert answer == "Turns 3 to 5 are taken back: everything is as it was before them."
    assert [(row.number, row.reverted_at is None) for row in told] == [
        (1, True),
        (2, True),
        (3, False),
        (4, False),
        (5, False),
    ]
    assert campaign[0].state == told[2].state_before == told[1].state_after
    assert len([entry for entry in entries if entry.kind == "roll"]) == 4, "what fell stays written down"
    assert stories[2].startswith("-# ↩️ Turn 3 was taken back by ")
    assert "Turn 2 ends." in stories[1]


async def test_a_turn_told_after_an_undo_takes_the_same_number_and_meets_the_same_dice(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await play(seat, vendor, 2)
        await undo(seat)
        await seat.restart()
        vendor.script.append(Reply(tokens=(), tools=(ROLL,)))
        await seat.kira.say(seat.channel, "I try something else.")
        await seat.told(4)
        await seat.settled()
        asked = str(vendor.requests[-1].body["messages"])
        told, entries, done = await seat.kept(turns, ledger, actions)
    assert [(row.number, row.take, row.again) for row in told] == [
        (1, 1, False),
        (2, 1, False),
        (3, 1, False),
        (3, 2, False),
    ]
    rolls = [entry.detail["drawn"] for entry in entries if entry.kind == "roll"]
    assert rolls[1] == rolls[2]
    assert "I try my luck, 1." not in asked
    assert all(action.turn_id for action in done), "what was answered is not answered again"


async def test_only_the_owner_takes_back_and_never_the_first_scene(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await play(seat, vendor, 1)
        refused = await undo(seat, "kira")
        await undo(seat)
        nothing = await undo(seat)
        told, _ = await seat.kept(turns, ledger)
    assert "Only whoever runs this campaign" in refused
    assert nothing.startswith("There is nothing to take back: the first scene stays.")
    assert [row.reverted_at is None for row in told] == [True, False]


async def test_the_button_takes_back_the_last_turn_and_no_older_one(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await play(seat, vendor, 2)
        second, third = seat.stories()[1:]
        assert "skald:undo:3" in buttons(third)
        older = await (await seat.ada.click(second, "skald:undo:2")).reply()
        stranger = await (await seat.bruno.click(third, "skald:undo:3")).reply()
        done = await (await seat.ada.click(third, "skald:undo:3")).reply()
        told, _ = await seat.kept(turns, ledger)
    assert older.content.startswith("Only the last turn can be taken back here.")
    assert "Only whoever runs this campaign" in stranger.content
    assert done.content == "Turn 3 is taken back: everything is as it was before it."
    assert [row.reverted_at is None for row in told] == [True, True, False]


async def test_what_people_changed_by_hand_stays_changed(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await play(seat, vendor, 1)
        await make(seat, "Bruno")
        await undo(seat)
        state = seat.bot.services.play._tables._tables[1].state if seat.bot else None
    assert state is not None
    assert [character.name for character in state.party] == ["Kira", "Bruno"]


async def test_a_retry_pressed_while_turns_are_taken_back_goes_on_from_what_is_left(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await play(seat, vendor, 2)
        vendor.script.append(Reply(status=400))
        await seat.kira.say(seat.channel, "I try once more.")
        failure = await seat.playground.wait_for(lambda: next(iter(seat.failures()), None), 30, "a failure")
        assert seat.bot is not None
        await seat.settled()
        (table,) = seat.bot.services.play._tables.values()
        async with table.pen:
            taken = await seat.ada.slash(seat.channel, "undo")
            async with asyncio.timeout(10):
                while not table.door.locked():  # noqa: ASYNC110 (no event tells of it)
                    await asyncio.sleep(0)
                await seat.kira.click(failure, "skald:retry")
                while table.worker is None:  # noqa: ASYNC110
                    await asyncio.sleep(0)
        await taken.reply()
        await seat.told(4)
        await seat.settled()
        told, campaign = await seat.kept(turns, campaigns)
    stands = [row for row in told if row.status == "told" and row.reverted_at is None]
    assert [row.number for row in stands] == [1, 2, 3]
    assert stands[-1].state_before == stands[-2].state_after
    assert campaign[0].state == stands[-1].state_after
