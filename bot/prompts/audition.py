"""The prompt of an audition: one short call, with a tool to use."""

from __future__ import annotations

from bot.domain.conversation import Brief, Deed, Message, Prompt, Tool
from bot.prompts.tongue import language_name

AUDITION_VERSION = "audition-1"
DICE = "1d6"
MAX_TOKENS = 200

_RULES = (
    "You are auditioned as the game master of a tabletop role-playing game. Dice are rolled by the tool "
    "`roll_dice`, never by you. Answer in one short sentence of {language}."
)
_TASK = "Roll {dice} with the tool `roll_dice`; the reason is: an audition."


def audition_prompt(tools: tuple[Tool, ...], language: str) -> Prompt:
    """Build a prompt that asks for one roll of `DICE` and next to no words."""
    return Prompt(
        system=_RULES.format(language=language_name(language)),
        messages=(Message("user", _TASK.format(dice=DICE)),),
        brief=Brief(
            language=language, campaign="", themes=(), turn=1, party=(), deeds=(Deed("Skald", f"I roll {DICE}."),)
        ),
        tools=tools,
        max_tokens=MAX_TOKENS,
    )
