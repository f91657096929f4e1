"""How a fight stands, as a player sees it, over the wire."""

from __future__ import annotations

from typing import Any

from bot.domain.dice import SeededDice
from bot.domain.rules.fights import begin
from bot.services.altering import Alterations
from tests.domain.rules.fights import GOBLIN
from tests.end_to_end.conftest import Seat


async def begin_a_fight(seat: Seat) -> None:
    assert seat.bot is not None
    play: Any = seat.bot.services.play
    table = await play._tables.get(play.campaign_in(seat.channel.id))
    made = Alterations(play._stores)
    await made.make(table, 1, lambda state: begin(state, [(GOBLIN, 1)], "foes", SeededDice(bytes(32), 1)))


async def fight(seat: Seat) -> Any:
    return await (await seat.kira.slash(seat.channel, "fight")).reply()


async def test_a_player_sees_whose_turn_it_is_and_how_everyone_is(seat: Seat) -> None:
    await seat.create_campaign()
    await (
        await seat.kira.slash(seat.channel, "character create", name="Kira", race="elf", **{"class": "fighter"})
    ).reply()
    await begin_a_fight(seat)
    shown = await fight(seat)
    assert shown.seen_by == seat.kira.id
    assert "**Kira** · 12/12 HP" in shown.content
    assert "Goblin · unhurt" in shown.content


async def test_without_a_fight_it_says_so(seat: Seat) -> None:
    await seat.create_campaign()
    assert (await fight(seat)).content == "There is no fight now."


async def test_where_nothing_is_played_there_is_no_fight_to_show(seat: Seat) -> None:
    assert "/campaign create" in (await fight(seat)).content
