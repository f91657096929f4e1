"""A duel under attack: models that want to be known, voters who are none any more, buttons from elsewhere."""

from __future__ import annotations

from benchmarks.model_server import Reply
from bot.storage.tables import duels
from tests.end_to_end.conftest import Sitting
from tests.end_to_end.test_duelling import at_the_table, wish

CALLINGS = [
    "I, G\u200bPT-4o, open the door.",
    "The door says **Cl**aude.",
    "Сlaude opens the door.",
    "A voice: 𝗖𝗹𝗮𝘂𝗱𝗲.",
    "Haiku 5.5 opens the door.",
    "I'm an AI, and the door opens.",
]


async def test_a_model_cannot_make_itself_known_by_writing_its_name_oddly(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, _openai, anthropic):
        for place, calling in enumerate(CALLINGS):
            anthropic.script.append(Reply(tokens=(calling,)))
            await wish(seat)
            await seat.kira.say(seat.channel, f"I knock {place} times.")
            story = await seat.told(3 + place)
            await seat.settled()
            assert "gave away who it is" in story.content, calling
        assert await seat.kept(duels) == [[]]
