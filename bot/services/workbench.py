"""What a workshop shows, what comes of it, and why it may not go on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.character import Character
from bot.domain.workshop import Draft
from bot.errors import SkaldError
from bot.i18n import N_


class WorkshopClosed(SkaldError):
    sentence = N_("This workshop is old: its character was made or put aside. Begin anew with /character create.")


class NothingDescribed(SkaldError):
    sentence = N_("That was empty. Say in a line whom you want to play, in at most {limit} characters.")


class StillReading(SkaldError):
    sentence = N_("The game master still reads what you wrote before. One moment.")


@dataclass(frozen=True, slots=True)
class Bench:
    """A workshop as it stands: the draft, and the sheet it comes to.

    `plays` names the character its player has in play here already, "" where there is none. After a line in the
    player's own words, `reader` is the label of the model that read it, "" where only single words were looked for, of
    which `unread` says that a model was asked and gave nothing; `warnings` are of budgets that are nearly used up.
    """

    campaign_id: int
    draft: Draft
    sheet: Character
    plays: str = ""
    reader: str = ""
    unread: bool = False
    warnings: tuple[SkaldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A new character; it rests when `plays` names another one of the player that is in play here."""

    character: Character
    plays: str = ""
