"""The prompt of a turn that is decided already: only the words are missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.conversation import Decided, Message, Prompt
from bot.domain.plaintext import shorten
from bot.domain.turn import LedgerEntry
from bot.prompts.room import escaped

# Changes with any wording below: tellings are compared over one prompt only.
RETELLING_VERSION = "1"

_ENTRY = 300
_DECIDED = """\
# What the rules decided in this turn
{decided}

Everything of this turn is decided, and what stands above is all that happened by the rules. Tell the turn now, whole, \
with exactly these events and results, in at most {words} words. Call no tool, roll nothing, add no number, and say \
nothing of yourself."""
_NOTHING = "(nothing was rolled and nothing on the sheets changed)"


def retelling_prompt(
    prompt: Prompt,
    entries: Sequence[LedgerEntry],
    *,
    words: int,
    max_tokens: int,
    exchange: tuple[Message, ...] = (),
) -> Prompt:
    """Ask for the words alone of a turn whose ledger is closed; the same for every model that is asked.

    `prompt` is the turn's own, as it was before any call; `words` and `max_tokens` are the cap of each telling. The
    `exchange` with the rules is for those who read the brief instead of prose.
    """
    decided = "\n".join(f"- {_told(entry)}" for entry in entries) or _NOTHING
    asked = Message("user", _DECIDED.format(decided=decided, words=words))
    return replace(
        prompt,
        messages=(*prompt.messages, asked),
        brief=replace(prompt.brief, decided=Decided(exchange, prompt.tools)),
        tools=(),
        tools_allowed=False,
        max_tokens=max_tokens,
        stop=(),
    )


def _told(entry: LedgerEntry) -> str:
    """Say what happened as the players read it; what is the game master's own as it was kept."""
    if entry.summary:
        return escaped(entry.summary)
    return escaped(shorten(f"{entry.kind}: {json.dumps(dict(entry.detail), ensure_ascii=False, default=str)}", _ENTRY))
