"""Reading in the rule book, over the wire."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import Seat


@pytest.mark.parametrize(
    ("command", "name", "title", "said"),
    [
        ("monster", "goblin", "Goblin", "**Armor Class** 15"),
        ("spell", "fireball", "Fireball", "8d6 fire damage"),
        ("item", "longsword", "Longsword", "1d8 slashing"),
        ("rule", "cover", "Cover", "half cover"),
    ],
)
async def test_the_book_is_read_by_the_one_who_asks(seat: Seat, command: str, name: str, title: str, said: str) -> None:
    answer = await (await seat.kira.slash(seat.channel, f"lookup {command}", name=name)).reply()
    (embed,) = answer.embeds
    assert embed["title"] == title
    assert said in embed["description"]
    assert "CC-BY-4.0" in embed["footer"]["text"]
    assert answer.ephemeral


async def test_what_is_not_in_the_book_gets_a_sentence(seat: Seat) -> None:
    answer = await (await seat.kira.slash(seat.channel, "lookup spell", name="Frostnova of Doom")).reply()
    assert answer.content.startswith("The rule book has nothing by that name.")


async def test_names_are_offered_while_they_are_typed(seat: Seat) -> None:
    offered = await seat.kira.autocomplete(seat.channel, "lookup monster", "name", "gob")
    assert [choice["name"] for choice in offered] == ["Goblin", "Hobgoblin"]
    answer = await (await seat.kira.slash(seat.channel, "lookup monster", name=offered[1]["value"])).reply()
    assert answer.embeds[0]["title"] == "Hobgoblin"


async def test_a_long_page_comes_in_pieces(seat: Seat) -> None:
    call = await seat.kira.slash(seat.channel, "lookup monster", name="monster:vampire-vampire")
    await call.reply()
    await seat.playground.wait_for(lambda: call.followups, what="the second piece")
    assert "Legendary Actions" in call.followups[0].embeds[0]["description"]
