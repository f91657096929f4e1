"""A duel of the two offline narrators: one turn, the same dice, two styles, and nobody takes them for an AI."""

from __future__ import annotations

import pytest

from bot.storage.tables import duels, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_record import make

NARRATOR, CHRONICLER = "offline/narrator", "offline/chronicler"
DEEDS = {
    "en": ("I sneak past the guard.", "I attack the first of them!"),
    "fr": ("Je me faufile derrière les gardes.", "J'attaque le premier !"),
}
NO_AI = {"en": "Neither of the two is an AI", "fr": "Aucun des deux n’est une IA"}
CHRONICLER_CALLED = {"en": "Offline chronicler (no AI)", "fr": "Chroniqueur hors ligne (sans IA)"}


def open_vote(seat: Seat) -> Message | None:
    return next((one for one in seat.stories() if any(name.endswith(":tie") for name in buttons(one))), None)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_two_narrators_tell_one_turn_in_two_styles_and_the_table_chooses(sit: Sitting, language: str) -> None:
    seat = await sit()
    await seat.create_campaign(language=language)
    await make(seat, "Kira")
    for deed in DEEDS[language]:
        promised = await (await seat.kira.slash(seat.channel, "duel", first=NARRATOR, second=CHRONICLER)).reply()
        assert NO_AI[language] in promised.content
        before = len(seat.stories())
        await seat.kira.say(seat.channel, deed)
        card = await seat.playground.wait_for(lambda: open_vote(seat), 30, "the duel")
        shown = [one["description"] for one in card.embeds]
        assert NO_AI[language] in card.content
        assert "narrat" not in str(shown)
        annals = next(number for number, text in enumerate(shown) if text.startswith("📜 **"))
        other = shown[1 - annals]
        assert "📜" not in other
        assert all("Kira" in text for text in shown)
        side = card.embeds[annals]["title"].lower()
        # The letters stand above the tellings, too: they are no words, and certainly no units of bytes.
        letters = [one["label"] for one in card.components[0]["components"][:2]]
        assert letters == [one["title"] for one in card.embeds] == ["A", "B"]
        answer = await (await seat.kira.click(card, side.upper())).reply()
        assert f"**{side.upper()}**" in answer.content
        await seat.told(before + 2)
        await seat.settled()
        assert CHRONICLER_CALLED[language] in str(card.embeds)
    kept, told = await seat.kept(duels, turns)
    assert [row.status for row in kept] == ["closed"] * 2
    assert told[-1].model == CHRONICLER
