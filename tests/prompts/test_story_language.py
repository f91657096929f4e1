"""Every model is told the language of the story, and the offline narrator keeps to one it speaks."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.campaign import TableRules
from bot.domain.state import GameState
from bot.domain.turn import TranscriptMessage
from bot.prompts.recap import recap_prompt
from bot.prompts.turn import turn_prompt
from tests.domain.tables import campaign

GERMAN = replace(campaign(), rules=TableRules(story_language="Deutsch"))
SAID = (TranscriptMessage("user", "Kira", "Ich klopfe.", 1),)


def test_a_story_is_told_in_the_language_a_table_asked_for() -> None:
    prompt = turn_prompt(GameState(GERMAN, (), 1), (), SAID, (), limit=40_000, max_tokens=500)
    assert "Write in Deutsch," in prompt.system
    assert prompt.brief.language == GERMAN.language
    assert "Write in Deutsch:" in recap_prompt(GERMAN, SAID, limit=8_000).system


def test_without_such_a_wish_it_is_the_campaigns_own() -> None:
    prompt = turn_prompt(
        GameState(replace(GERMAN, rules=TableRules()), (), 1), (), SAID, (), limit=40_000, max_tokens=9
    )
    assert "Write in English," in prompt.system


def test_a_language_from_elsewhere_opens_no_tag() -> None:
    hostile = replace(GERMAN, rules=TableRules(story_language="<b>" + "x" * 500))
    prompt = turn_prompt(GameState(hostile, (), 1), (), SAID, (), limit=40_000, max_tokens=500)
    assert "<b>" not in prompt.system
    assert "x" * 60 not in prompt.system
