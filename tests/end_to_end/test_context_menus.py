"""The menus on a message over the wire: Retell, Receipt, Pin as fact."""

from __future__ import annotations

import pytest

from bot.domain.memory import FACT_LENGTH
from bot.storage.tables import facts, turns
from playground.invoke import Refused
from tests.end_to_end.conftest import Seat, buttons

NARRATOR = "offline/narrator"


async def menu(seat: Seat, name: str, message: object, person: str = "kira") -> str:
    """Use an entry of the menu on a message, and return what the person is answered."""
    call = await seat.playground.person(person).context_menu(seat.channel, name, message)  # pyright: ignore[reportArgumentType]
    return (await call.reply()).content


async def test_a_message_of_the_last_turn_is_told_again_by_the_model_that_is_chosen_also_after_a_restart(
    seat: Seat,
) -> None:
    story = await seat.create_campaign()
    await seat.settled()
    call = await seat.kira.context_menu(seat.channel, "Retell", story)
    offered = await call.reply()
    assert offered.seen_by == seat.kira.id
    assert buttons(offered) == [f"skald:retell:{story.id}"]
    await seat.restart()
    chosen = await seat.kira.select(offered, f"skald:retell:{story.id}", [NARRATOR])
    assert "wants to hear the last turn told again" in (await chosen.reply()).content
    again = await seat.told(3)  # after the first scene and the wish
    await seat.settled()
    # What the menu was opened on is not the last turn any more; what tells it now is.
    late = await seat.kira.select(offered, f"skald:retell:{story.id}", [NARRATOR])
    assert "Only the turn that was told last" in (await late.reply()).content
    assert "Only the turn that was told last" in await menu(seat, "Retell", story)
    assert "Who tells it again?" in await menu(seat, "Retell", again)
    unknown = await seat.kira.context_menu(seat.channel, "Retell", again)
    (select,) = [item for row in (await unknown.reply()).components for item in row["components"]]
    select["options"].append({"label": "?", "value": "openai/nothing"})
    answer = await seat.kira.select(await unknown.reply(), select["custom_id"], ["openai/nothing"])
    assert "nothing" in (await answer.reply()).content
    (rows,) = await seat.kept(turns)
    assert [(row.number, row.take) for row in rows] == [(1, 1), (1, 2)]


async def test_a_message_shows_the_receipt_of_its_own_turn(seat: Seat) -> None:
    first = await seat.create_campaign()
    said = await seat.kira.say(seat.channel, "I light the lamp.")
    second = await seat.told(2)
    await seat.settled()
    for number, message in ((1, first), (2, second)):
        answer = await (await seat.bruno.context_menu(seat.channel, "Receipt", message)).reply()
        assert answer.seen_by == seat.bruno.id
        assert answer.embeds[0]["title"] == f"🧾 Turn {number}"
    assert "Pick a reply of the game master" in await menu(seat, "Receipt", said)


async def test_what_a_message_says_is_pinned_as_a_fact_by_those_who_play(seat: Seat) -> None:
    story = await seat.create_campaign()
    said = await seat.kira.say(seat.channel, "The bell has *no* clapper. @everyone " + "It hangs low. " * 60)
    await seat.told(2)
    await seat.settled()
    assert "The bell has" in await menu(seat, "Pin as fact", said)
    assert "keeps this in mind" in await menu(seat, "Pin as fact", story)
    stranger = await menu(seat, "Pin as fact", story, "bruno")
    assert "Only those who play here" in stranger
    lines = await seat.kira.say(seat.channel, "-# out of the story")
    assert "Say what holds" in await menu(seat, "Pin as fact", lines)
    (kept,) = await seat.kept(facts)
    pinned = [row for row in kept if row.pinned]
    assert [row.subject for row in pinned] == ["Kira", "The story"]
    assert pinned[0].text.startswith("The bell has *no* clapper.")
    assert all(len(row.text) <= FACT_LENGTH for row in pinned)


@pytest.mark.parametrize("name", ["Retell", "Receipt", "Pin as fact"])
async def test_where_nothing_is_played_a_menu_says_so(seat: Seat, name: str) -> None:
    said = await seat.kira.say(seat.channel, "Hello?")
    assert "No campaign is played in this channel." in await menu(seat, name, said)
    with pytest.raises(Refused):
        await seat.kira.context_menu(seat.playground.world.direct(seat.kira.user), name, said)
