"""Players say what is wrong with a telling, and have it remembered, over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from bot.storage.tables import complaints, facts, turns
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting, buttons

RLO = "\u202eevil @everyone <b>'; DROP TABLE turns;-- \x00 \u200b"


async def complain(seat: Seat, who: Person, reply: Any, what: str, words: str = "") -> Any:
    number = int(next(each for each in buttons(reply) if each.startswith("skald:receipt:")).split(":")[3])
    form = await who.click(reply, f"skald:wrong:1:{number}:1")
    return await (await who.submit(form, {"what": what, "words": words})).reply()


async def test_what_is_wrong_is_kept_for_the_model_that_told_it_and_becomes_a_fact(
    sit: Sitting, database_url: str
) -> None:
    seat = await sit(database_url=database_url)
    await seat.create_campaign()
    await seat.kira.say(seat.channel, "I open the door.")
    reply = await seat.told(2)
    await seat.settled()
    assert "skald:wrong:1:2:1" in buttons(reply)

    heard = await complain(seat, seat.kira, reply, "story", "The mill burnt down in the first scene.")
    assert heard.seen_by == seat.kira.id
    assert "/stats scorecard" in heard.content
    form = await seat.kira.click(heard, "skald:correct:1")
    await seat.restart()
    sent = {"about": "The mill", "text": "burnt down in the first scene"}
    noted = await (await seat.kira.submit(form, sent)).reply()
    assert "**The mill** · burnt down in the first scene" in noted.content
    assert noted.seen_by is None
    # The same form sent twice, or its button pressed later, does nothing more.
    again = await (await seat.kira.submit(form, sent)).reply()
    assert "noted already" in again.content
    later = await (await seat.kira.click(heard, "skald:correct:1")).reply()
    assert "noted already" in later.content

    # Said again, it takes the place of what was said; words of any kind are kept as words.
    await complain(seat, seat.kira, reply, "rules", RLO + "x" * 400)
    kira = await _account(seat, seat.kira)
    (row,), known, told = await seat.kept(complaints, facts, turns)
    assert (row.what, row.account_id) == ("rules", kira)
    assert "\x00" not in row.words
    assert [fact.text for fact in known if fact.account_id == row.account_id] == ["burnt down in the first scene"]
    assert all(turn.checked is not None for turn in told)


async def test_only_who_plays_complains_and_only_of_what_a_model_told_here(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.kira.say(seat.channel, "I open the door.")
    reply = await seat.told(2)
    await seat.settled()
    refused = await (await seat.bruno.click(reply, "skald:wrong:1:2:1")).reply()
    assert refused.content.startswith("Only those who play here")
    assert refused.seen_by == seat.bruno.id
    # A form that was opened before somebody was taken out is refused when it is sent.
    form = await seat.kira.click(reply, "skald:wrong:1:2:1")
    await (await seat.ada.slash(seat.channel, "campaign remove", user=seat.kira.user)).reply()
    gone = await (await seat.kira.submit(form, {"what": "rules", "words": ""})).reply()
    assert gone.content.startswith("Only those who play here")
    await (await seat.ada.slash(seat.channel, "gm take")).reply()
    await (await seat.ada.slash(seat.channel, "gm narrate", text="The door opens.")).reply()
    own = await seat.told(3)
    await seat.settled()
    by_hand = await (await seat.ada.click(own, "skald:wrong:1:3:1")).reply()
    assert by_hand.content == "A person told this, no model. Say it to them."
    (none,) = await seat.kept(complaints)
    assert none == []


@pytest.mark.parametrize("named", ["9:1:1", "1:99:1", f"{'9' * 40}:1:1", "1:2:99999999999"])
async def test_a_telling_that_is_none_is_refused(seat: Seat, named: str) -> None:
    await seat.create_campaign()
    reply = await seat.told(1)
    await seat.settled()
    for row in reply.components:
        row["components"][0]["custom_id"] = f"skald:wrong:{named}"
    refused = await (await seat.ada.click(reply, f"skald:wrong:{named}")).reply()
    assert refused.content.startswith("No such turn is kept for this channel.")


async def _account(seat: Seat, who: Person) -> int:
    from bot.services.people import Person as Player

    assert seat.bot is not None
    return await seat.bot.services.play._people.account_of(Player(who.id, who.user.display_name))  # pyright: ignore[reportPrivateUsage]
