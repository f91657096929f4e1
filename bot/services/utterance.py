"""What people say to a campaign, before it is an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.turn import ACTION_LENGTH, Action, ActionKind
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import Person


class NothingSaid(SkaldError):
    sentence = N_("That was empty. Write what your character does.")


class TooLong(SkaldError):
    sentence = N_("That is {length} characters; an action takes {limit} at most. Tell it in two.")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a person wrote or commanded in a channel, with the Discord id that makes it unique."""

    person: Person
    channel_id: int
    discord_id: int
    kind: ActionKind
    text: str
    received_at: datetime

    def checked(self) -> str:
        """Return the text an action may have; raises `NothingSaid` or `TooLong`."""
        text = self.text.replace("\x00", "").strip()
        if not text:
            raise NothingSaid
        if len(text) > ACTION_LENGTH:
            raise TooLong(length=len(text), limit=ACTION_LENGTH)
        return text

    def action(self, campaign_id: int, account_id: int, author: str) -> Action:
        """Return the action this is for a campaign, with id 0 until it is kept."""
        return Action(
            id=0,
            campaign_id=campaign_id,
            account_id=account_id,
            channel_id=self.channel_id,
            discord_id=self.discord_id,
            kind=self.kind,
            author=author,
            text=self.checked(),
            received_at=self.received_at,
        )


def out_of_character(text: str) -> bool:
    """Tell whether a message is talk between the players, not for the game master."""
    return text.lstrip().startswith(("(", "//"))
