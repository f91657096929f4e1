"""Build the prompt of a told turn once more, from what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import tools
from bot.domain.campaign import Campaign
from bot.domain.checking import MOST_WORDS
from bot.domain.conversation import Prompt
from bot.domain.memory import Memory
from bot.domain.state import GameState, restore
from bot.domain.turn import LedgerEntry, TranscriptMessage
from bot.prompts.duel import RETELLING_VERSION, retelling_prompt
from bot.prompts.turn import PROMPT_VERSION, room_of, turn_prompt
from bot.storage import Stores

REREAD_VERSION = f"{PROMPT_VERSION}/replay-{RETELLING_VERSION}"


@dataclass(frozen=True, slots=True)
class Question:
    """What every model is asked of one turn, and what its words are held against.

    `told` is what was told at the table by `model`, both "" for a ready scene.
    """

    number: int
    title: str
    prompt: Prompt
    before: GameState
    after: GameState
    entries: tuple[LedgerEntry, ...]
    said: tuple[TranscriptMessage, ...]
    past: tuple[TranscriptMessage, ...]
    told: str = ""
    model: str = ""
    exact: bool = True


class Rereader:
    """Read turns of a campaign as they were told, for models that never heard of them."""

    def __init__(
        self, stores: Stores, restricted: Callable[[int], bool], *, prompt_chars: int, max_tokens: int
    ) -> None:
        self._stores = stores
        self._restricted = restricted
        self._prompt_chars = prompt_chars
        self._max_tokens = max_tokens
        self._tools_room = room_of(tools.heaviest())

    async def turn(self, campaign: Campaign, number: int, as_of: datetime) -> Question | None:
        """Return one turn as a question, None when it is gone or from before states were kept whole."""
        kept = await self._stores.contexts.of(campaign.id, number, as_of)
        if kept is None:
            return None
        try:
            before, after = restore(kept.state, campaign), restore(kept.after, campaign)
        except ValueError:
            return None
        asked = self.asked(
            replace(before, turn=number),
            kept.past,
            kept.said,
            kept.entries,
            memory=kept.memory,
            without=kept.without,
            channel_id=kept.channel_id,
        )
        return Question(
            number,
            "",
            asked,
            before,
            after,
            kept.entries,
            kept.said,
            kept.past,
            kept.told,
            kept.model,
            exact=kept.exact,
        )

    def asked(
        self,
        before: GameState,
        past: Sequence[TranscriptMessage],
        said: Sequence[TranscriptMessage],
        entries: Sequence[LedgerEntry],
        *,
        memory: Memory = Memory(),
        without: str | None = None,
        channel_id: int = 0,
    ) -> Prompt:
        """Return what is asked of every model: a turn's own prompt with its ledger closed, so only words are missing.

        `before` has the number of the turn.
        """
        prompt = turn_prompt(
            before,
            past,
            said,
            tools.offered(before),
            limit=self._prompt_chars,
            max_tokens=self._max_tokens,
            memory=memory,
            without=without,
            restricted=bool(channel_id) and self._restricted(channel_id),
            tools_room=self._tools_room,
        )
        # The same cap for every model, and the one that tellings are checked against.
        words = MOST_WORDS[before.campaign.rules.length]
        return retelling_prompt(prompt, entries, words=words, max_tokens=self._max_tokens)
