"""Players throw their own dice where the table wants it, and anyone can check what fell."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.domain.campaign import TableRules
from bot.storage.tables import campaigns, ledger, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_fallbacks import FIRST, WORKING, served_by
from tests.end_to_end.test_record import make

CHECK = ToolUse("ability_check", '{"character":"Kira","ability":"Perception","dc":12,"reason":"a noise"}')


async def begin(seat: Seat, vendor: ModelServer) -> None:
    await seat.create_campaign(model=FIRST)
    await make(seat, "Kira")
    vendor.script.append(Reply(tokens=("Something stirs.",), tools=(CHECK,)))
    vendor.script.append(Reply(tokens=("It is a ", "cat.")))


async def let_players_roll(seat: Seat, roll_wait: int = 120) -> None:
    assert seat.bot is not None
    services = seat.bot.services
    table = await services.play._tables.get(1)
    wanted = TableRules(rolls="players", roll_wait=roll_wait)
    await services.play._stores.campaigns.set_rules(1, wanted)
    table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=wanted)))


async def asked_for_dice(seat: Seat) -> Message:
    def waiting() -> Message | None:
        assert seat.bot is not None
        stories = seat.stories()
        # A button may also stand there from before a restart, when nothing can be thrown yet.
        asked = 1 in seat.bot.services.desk._asked
        return stories[-1] if asked and "skald:throw:1" in buttons(stories[-1]) else None

    return await seat.playground.wait_for(waiting, 30, "the button for the dice")


async def test_the_telling_waits_until_the_right_player_threw(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await begin(seat, vendor)
        await let_players_roll(seat)
        await seat.kira.say(seat.channel, "I listen.")
        reply = await asked_for_dice(seat)
        assert reply.content == "Something stirs.\n-# 🎲 Kira, throw the dice: Perception (Wis)."
        wrong = await (await seat.bruno.click(reply, "skald:throw:1")).reply()
        assert wrong.content.startswith("These are the dice of Kira. Anyone may throw them 120 seconds after")
        await seat.kira.click(reply, "skald:throw:1")
        story = await seat.playground.wait_for(
            lambda: "cat." in seat.stories()[-1].content and "▌" not in seat.stories()[-1].content, 30, "the story"
        )
        assert story
        await seat.settled()
        told, entries = await seat.kept(turns, ledger)
    assert told[-1].status == "told"
    assert [entry.kind for entry in entries if entry.turn_id] == ["check"]
    assert told[-1].narration == "Something stirs.\n\nIt is a cat."


async def test_after_the_tables_wait_anyone_may_throw_who_plays_along(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await begin(seat, vendor)
        await (await seat.bruno.slash(seat.channel, "campaign join", role="spectator")).reply()
        await let_players_roll(seat, roll_wait=0)
        await seat.kira.say(seat.channel, "I listen.")
        reply = await asked_for_dice(seat)
        watches = await (await seat.bruno.click(reply, "skald:throw:1")).reply()
        assert watches.content.startswith("You watch this campaign")
        await (await seat.bruno.slash(seat.channel, "campaign join")).reply()
        await seat.bruno.click(reply, "skald:throw:1")
        await seat.playground.wait_for(lambda: "cat." in seat.stories()[-1].content, 30, "the story")
        await seat.settled()
        told, entries = await seat.kept(turns, ledger)
    assert told[-1].narration == "Something stirs.\n\nIt is a cat."
    assert [(entry.kind, entry.actor) for entry in entries if entry.turn_id] == [("check", "Kira")]


async def test_a_stop_while_dice_are_awaited_asks_for_them_again(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await begin(seat, vendor)
        await let_players_roll(seat)
        await seat.kira.say(seat.channel, "I listen.")
        await asked_for_dice(seat)
        vendor.script.clear()
        vendor.script.extend((Reply(tokens=("Something stirs.",), tools=(CHECK,)), Reply(tokens=("It is a ", "cat."))))
        await seat.restart()
        reply = await asked_for_dice(seat)
        await seat.kira.click(reply, "skald:throw:1")
        await seat.playground.wait_for(lambda: "cat." in seat.stories()[-1].content, 30, "the story")
        await seat.settled()
        assert len(seat.stories()) == 2
        told, entries = await seat.kept(turns, ledger)
    assert [row.status for row in told] == ["told", "told"]
    assert len([entry for entry in entries if entry.turn_id]) == 1


async def test_the_dice_of_a_turn_can_be_thrown_again_from_its_secret_by_hand(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as vendor:
        seat = await sit(**served_by(vendor, vendor))
        await begin(seat, vendor)
        promised = (await (await seat.bruno.slash(seat.channel, "dice promise")).reply()).content
        early = (await (await seat.bruno.slash(seat.channel, "dice verify", turn=2)).reply()).content
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        await seat.settled()
        closed = (await (await seat.bruno.slash(seat.channel, "dice verify")).reply()).content
        last = (await (await seat.ada.slash(seat.channel, "dice reveal", turn=2)).reply()).content
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(3)
        await seat.settled()
        stranger = (await (await seat.bruno.slash(seat.channel, "dice reveal", turn=2)).reply()).content
        await seat.ada.slash(seat.channel, "dice reveal", turn=2)
        shown = (await (await seat.bruno.slash(seat.channel, "dice verify", turn=2)).reply()).content
        undone = (await (await seat.ada.slash(seat.channel, "undo", turns=2)).reply()).content
        (campaign,), entries = await seat.kept(campaigns, ledger)
    face = next(entry.detail for entry in entries if entry.kind == "check")["drawn"]
    secret = re.findall(r"`([0-9a-f]{64})`", shown)[1]
    assert secret not in closed
    assert "Its secret is still closed." in closed
    assert last.startswith("The secret of turn 2 can be opened once the turn after it is told")
    assert "Only whoever runs this campaign" in stranger
    assert undone == "The dice of turn 2 are known to everybody since /dice reveal, so it cannot be taken back."
    assert early == "Turn 2 is not told yet, so its dice stay secret. The last turn here is 1."
    assert campaign.commitment in promised
    assert hashlib.sha256(bytes.fromhex(secret)).hexdigest() in promised, "it was public before the turn"
    digest = hmac.digest(bytes.fromhex(secret), b"0", "sha256")
    assert face == [[20, int.from_bytes(digest[:8], "big") % 20 + 1]]
    assert shown.startswith("✅ The only die of turn 2 fell exactly as its secret says.")
