"""Find out with one small call whether a provider that failed is well again."""

from __future__ import annotations

from contextlib import aclosing
from typing import Final

from bot.domain.attempt import Attempt
from bot.domain.conversation import Brief, Message, Prompt
from bot.llm.attempts import tell
from bot.llm.errors import LLMError
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker

SECONDS: Final = 30.0

_QUESTION: Final = Prompt(
    system="Answer with one word.",
    messages=(Message("user", "Are you there?"),),
    brief=Brief("en", "", (), 0, (), ()),
    max_tokens=16,
)


async def probe(speaker: Speaker, attempts: list[Attempt]) -> None:
    """Return when the provider works, having asked it at most once; raises `LLMError` when it does not.

    However many run at the same moment, the breaker lets one ask; the others raise `Resting`. Cancelling it leaves the
    probe to the next. What the call took is added to `attempts`, with the purpose "test".
    """
    if speaker.breaker.admits():
        return
    events = tell(
        speaker,
        _QUESTION,
        purpose="test",
        attempts=attempts,
        patience=Patience(SECONDS),
        first_token_timeout=SECONDS,
        tries=1,
    )
    try:
        async with aclosing(events):
            async for _ in events:
                pass
    except LLMError as error:
        # A refusal, or a reasoner with no token left to answer, is an answer.
        if error.says != "up":
            raise
