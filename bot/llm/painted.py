"""What comes of asking for a picture."""

from __future__ import annotations

from dataclasses import dataclass

from bot.llm.chat import Usage
from bot.llm.errors import LLMError


@dataclass(frozen=True, slots=True)
class Painted:
    """What came of a request: the bytes of a picture, unchecked, or why there is none; and what it took."""

    picture: bytes | LLMError
    usage: Usage | None
    request_id: str | None = None
