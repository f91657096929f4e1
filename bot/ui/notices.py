"""Short messages around the story."""

from __future__ import annotations

import discord
import structlog

from bot.domain.dice import Roll
from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.awaiting import SIGN
from bot.ui.failures import sentence_for

log = structlog.stdlib.get_logger(__name__)

QUOTE_LENGTH = 1800


def acted(author: str, action: str) -> str:
    """Show the table what somebody's character does."""
    quote = "\n".join(f"> {line}" for line in action.splitlines())
    shown = quote if len(quote) <= QUOTE_LENGTH else quote[:QUOTE_LENGTH].rstrip("> \n") + " …"
    return f"**{escape(author[:80])}**\n{shown}"


def retelling(name: str, model: str, language: str) -> str:
    """Show the table who wants to hear the last turn again, and from whom."""
    sentence = N_("**{name}** wants to hear the last turn told again, by {model}.")
    return translate(sentence, language).format(name=escape(name[:80]), model=escape(translate(model, language)))


def passed(author: str, language: str) -> str:
    """Show the table who lets the others act."""
    sentence = N_("**{name}** lets the others act.")
    return SIGN + translate(sentence, language).format(name=escape(author[:80]))


def rolled(name: str, roll: Roll) -> str:
    """Show a roll with every die in it."""
    return f"🎲 **{escape(name[:80])}** · {roll.text}"


async def tell_author(message: discord.Message, error: Exception, language: str) -> None:
    """Answer a message with what went wrong: in its channel, else to its author alone."""
    sentence = sentence_for(error, language)
    try:
        await message.reply(sentence)
    except (discord.Forbidden, discord.NotFound):
        try:
            await message.author.send(sentence)
        except discord.HTTPException as refused:
            log.warning("a failure could not be told", reason=str(refused), sentence=sentence)
    except discord.HTTPException as refused:
        log.warning("a failure could not be told", reason=str(refused), sentence=sentence)
