"""Name a question by all that its answer depends on."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import orjson

from bot.domain.conversation import Prompt
from bot.llm.speaker import Speaker

# Changes with what an entry means, so that an older version's are not read.
_VERSION: Final = 1


def key_of(speaker: Speaker, prompt: Prompt, purpose: str, guild_id: int, prompt_version: str) -> str:
    """Return 64 hexadecimal digits, equal for equal questions of one server to one model at one address.

    The server belongs to it: what one server paid for is no other's, nor can one find out what another asked.
    """
    card = speaker.card
    asked = (
        _VERSION,
        guild_id,
        purpose,
        prompt_version,
        (speaker.chat.provider, speaker.chat.model, speaker.place),
        (card.request, card.output_limit, card.thinking_room, card.tools),
        prompt,
    )
    return sha256(orjson.dumps(asked, default=dict, option=orjson.OPT_SORT_KEYS)).hexdigest()
