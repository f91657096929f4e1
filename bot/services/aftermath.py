"""What follows a telling: what the rules do at a turn's end, and whether the words agree with them."""

from __future__ import annotations

import structlog

from bot.domain.checking import Checked, checked, coded
from bot.domain.conversation import Prompt
from bot.domain.rules.turns import end_of_turn
from bot.llm.errors import LLMError
from bot.prompts.correction import AGREEMENT, correction
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
        first = _checked(narration, telling)
        narration.findings, narration.checked = first.written, first.code
        if not any(finding.worst for finding in first.findings) or not await bears(prompt):
            return
        wrong = [finding for finding in first.findings if finding.kind in AGREEMENT]
        try:
            await self._narrator.correct(narration, prompt, correction(wrong), telling.reply)
        except LLMError as error:
            log.info("a story that contradicts the sheets could not be told again", reason=str(error))
            return
        second = _checked(narration, telling)
        narration.findings, narration.checked = second.after(first), coded(first.applied | second.applied)


def _checked(narration: Narration, telling: Telling) -> Checked:
    return checked(
        narration.story,
        narration.entries,
        narration.before,
        narration.state,
        telling.said,
        telling.past,
        cut=narration.cut,
    )
