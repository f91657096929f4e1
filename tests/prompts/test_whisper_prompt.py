"""What a model reads when a player whispers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.domain.campaign import TableRules
from bot.domain.memory import Chapter, Fact, Memory
from bot.domain.scene import Scene
from bot.domain.state import MOST_CHARACTERS, GameState
from bot.domain.turn import TranscriptMessage
from bot.prompts.whisper import whisper_prompt
from tests.domain.tables import kira, state


def written(table: GameState, memory: Memory, said: str, *, limit: int = 32_000, story: str = "Fog.") -> str:
    spoken = [
        TranscriptMessage(role, None if role == "assistant" else "Bram", f"{story} {turn}", turn)  # type: ignore[arg-type]
        for turn in range(1, 200)
        for role in ("user", "assistant")
    ]
    prompt = whisper_prompt(table, table.party[0], memory, spoken, said, limit=limit, restricted=False)
    assert prompt.tools == ()
    return json.dumps([prompt.system, prompt.messages[0].content], ensure_ascii=False)


def test_what_the_game_master_keeps_from_the_player_is_no_part_of_it() -> None:
    facts = (
        Fact(1, "secret", "Kira", "is hunted", pinned=True),
        Fact(2, "secret", "Bram", "whispers: Kira is a fool", character_id=12),
        Fact(3, "fact", "Bram", "Kira must not hear this", pinned=True, character_id=12),
        Fact(4, "secret", "Kira", "whispers: I trust Osric", character_id=11),
        Fact(5, "person", "Osric", "limps", pinned=True),
    )
    told = written(state(), Memory(facts=facts), "Tell me of Kira, Bram and Osric.")
    assert "I trust Osric" in told
    assert "limps" in told
    for hidden in ("is hunted", "fool", "must not hear"):
        assert hidden not in told


def test_the_newest_of_the_story_is_told_and_what_chapters_sum_up_is_not() -> None:
    told = written(state(), Memory((Chapter(1, 1, 150, "They sailed."),)), "Well?")
    assert "They sailed." in told
    assert "Fog. 199" in told
    assert "Fog. 150<" not in told
    assert told.index("Fog. 198") < told.index("Fog. 199")


@pytest.mark.parametrize("sign", ["x", "<", '"', "\n", "é"])
def test_whatever_a_table_holds_it_stays_within_its_limit(sign: str) -> None:
    party = tuple(
        kira(id=number, account_id=number, name=f"{number}{sign * 60}"[:80], description=sign * 500)
        for number in range(1, MOST_CHARACTERS + 1)
    )
    table = state(*party)
    rules = TableRules(tone=sign * 100, house_rules=sign * 1000, lines=(sign * 80,) * 20, veils=(sign * 80,) * 20)
    scene = Scene(sign * 80, sign * 60, sign * 300, (sign * 60,) * 12)
    table = replace(table, scene=scene, campaign=replace(table.campaign, rules=rules))
    facts = tuple(Fact(number, "fact", sign * 80, sign * 400, pinned=True) for number in range(1, 500))
    memory = Memory(tuple(Chapter(n, n, n, sign * 4000) for n in range(1, 30)), facts)
    for limit in (32_000, 48_000):
        assert len(written(table, memory, sign * 300, limit=limit, story=sign * 4000)) < limit
