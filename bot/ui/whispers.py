"""Show what came of a whisper, to whoever whispered."""

from __future__ import annotations

from bot.domain.plaintext import escape, shorten
from bot.i18n import N_, translate
from bot.services.story import CUT
from bot.services.whispers import ToldAlone, Whispered
from bot.ui.pages import LIMIT, closed

BY = N_("{model}, for you alone. In the story, only dice and what you do there count.")
KEPT = N_("What you whispered is kept, and nobody else at the table reads it.")
NO_MODEL = N_("No AI at work here that could answer a whisper. The narrator keeps in mind what you said.")
SENT = N_("The game master has your whisper. The answer comes as a direct message.")
UNREAD = N_("The game master takes no direct messages, and finds your whisper in /memory show.")
TOLD = N_("**{name}**'s player has a direct message from you, which nobody else reads.")
TOLD_LATER = N_("**{name}**'s player takes no direct messages from me, and finds what you said in /memory show.")


def whispered_text(whispered: Whispered, language: str) -> str:
    """Write the answer to a whisper as one message, its small lines in the reader's language."""
    small = [f"⚠️ {warning.say(language)}" for warning in whispered.warnings]
    if whispered.cut:
        small.insert(0, f"✂️ {translate(CUT, language)}")
    if whispered.answerer == "model":
        small.insert(
            0, translate(BY, language).format(model=escape(shorten(translate(whispered.model, language), 100)))
        )
        text = whispered.text
    elif whispered.answerer == "chair":
        text = translate(SENT if whispered.arrived else UNREAD, language)
    else:
        small.append(translate(KEPT, language))
        text = translate(NO_MODEL, language) if whispered.error is None else whispered.error.say(language)
    below = "".join(f"\n-# {line}" for line in small)
    # Closing what the text opened in its markdown takes a few characters more.
    return closed(shorten(text, LIMIT - 20 - len(below))) + below


def told_alone_text(told: ToldAlone, language: str) -> str:
    """Say whether a player has what they alone were told."""
    return translate(TOLD if told.arrived else TOLD_LATER, language).format(name=told.name)
