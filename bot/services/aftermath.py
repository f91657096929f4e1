"""What follows a telling: what the rules do at a turn's end, and whether the words agree with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import structlog

from bot.domain.agreement import Finding, findings
from bot.domain.conversation import Prompt
from bot.domain.rules.turns import end_of_turn
from bot.llm.errors import LLMError
from bot.prompts.correction import correction
from bot.services.narration import Bears, Narration, Narrator, TurnStory
from bot.services.telling import Telling

log = structlog.stdlib.get_logger(__name__)


class Aftermath:
    """Let the rules end a turn, and have a story that contradicts the sheets told once more."""

    def __init__(self, narrator: Narrator) -> None:
        self._narrator = narrator

    def close(self, story: TurnStory, telling: Telling) -> None:
        """Let the rules do what the end of a turn brings, such as the foes' turns in a fight."""
        authors = {message.author for message in telling.said}
        acted = {character.id for character in story.state.party if character.name in authors}
        story.settle(end_of_turn(story.state, acted, story.dice))

    async def hold_to_the_sheets(self, narration: Narration, prompt: Prompt, telling: Telling, bears: Bears) -> None:
        """Write down what does not agree, and have the worst mended by one retelling; never raises for a model."""
        found = _found(narration, telling)
        narration.findings = _written(found)
        if not any(finding.worst for finding in found) or not await bears(prompt):
            return
        try:
            await self._narrator.correct(narration, prompt, correction(found), telling.reply)
        except LLMError as error:
            log.info("a story that contradicts the sheets could not be told again", reason=str(error))
            return
        narration.findings = _written(found, left=_found(narration, telling))


def _found(narration: Narration, telling: Telling) -> tuple[Finding, ...]:
    state = narration.state
    # Which words a language has that Skald does not speak, nobody knows here.
    language = "" if state.campaign.rules.story_language else telling.language
    return findings(narration.story, narration.entries, narration.before, state, telling.said, language)


def _written(found: Iterable[Finding], left: Iterable[Finding] | None = None) -> tuple[Mapping[str, Any], ...]:
    """Return findings as they are kept: those that a retelling mended, and those that it left or brought."""
    if left is None:
        return tuple({**asdict(finding), "mended": False} for finding in found)
    still = tuple(left)
    mended = (finding for finding in found if finding not in still)
    return (
        *({**asdict(finding), "mended": True} for finding in mended),
        *({**asdict(finding), "mended": False} for finding in still),
    )
