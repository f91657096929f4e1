"""What the services need of the place where people talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.duel import Choice, Duel
from bot.errors import SkaldError
from bot.i18n import N_


class CannotSpeak(SkaldError):
    """The place does not let the game master write."""

    sentence = N_("I may not write in {place}. Someone who manages it can give me: {missing}.")


class ChannelGone(CannotSpeak):
    sentence = N_("The channel of this campaign is gone. Its story and its characters are kept.")


class OutOfReach(CannotSpeak):
    """The place does not answer just now; the same words may get through in a moment."""

    sentence = N_("Discord does not answer just now. What was written is kept and answered as soon as it does.")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is posted; `alt` is what those who cannot see it read."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True)
class DuelCard:
    """What a table sees of a duel: an open one hides its models, a closed one has their `names` and the `votes`."""

    duel: Duel
    names: tuple[str, str] = ("", "")
    votes: Mapping[Choice, int] = field(default_factory=dict["Choice", int])


class Reply(Protocol):
    """One reply of the game master, as the players see it grow."""

    @property
    def message_ids(self) -> tuple[int, ...]:
        """Name the messages that carry the reply, in order; empty until the first is sent."""
        ...

    @property
    def visible_at(self) -> datetime | None:
        """Tell when the first word of the telling that stands stood there (UTC)."""
        ...

    async def visible(self) -> None:
        """Wait until the first word stands there; after a withdrawal, the first word of the next telling."""
        ...

    def show(self, text: str) -> None:
        """Show the text so far when the pace allows; the latest wins and nothing waits."""
        ...

    def ask(self, text: str, campaign_id: int, language: str) -> None:
        """Show a text with a button that throws the dice a campaign waits for; the next `show` takes the button away.

        Nothing waits for it, and no word of the story is counted as visible by it.
        """
        ...

    def withdraw(self, note: str) -> None:
        """Take back what was shown, when the pace allows; a small note stands there until there are new words.

        Nothing waits, and `show` and `finish` go on in the same reply. Where nothing was shown yet, nothing changes.
        """
        ...

    def rest(self) -> None:
        """Give no sign of work until the next words: people are awaited, not the game master."""
        ...

    async def finish(self, text: str, receipt: str | None = None) -> None:
        """Deliver the whole text; raises `CannotSpeak` when the place refuses it.

        `receipt` names the turn as `campaign_id:number:take`; its last message then carries the button that shows it.
        """
        ...

    async def fail(self, sentence: str, language: str) -> None:
        """Put a sentence and a button to try again in the place of whatever was shown."""
        ...


class Replies(Protocol):
    """Where replies are opened."""

    def check(self, channel_id: int) -> None:
        """Raise `CannotSpeak` when a reply could not be shown there."""
        ...

    def restricted(self, channel_id: int) -> bool:
        """Tell whether the place is marked as age-restricted."""
        ...

    def open(self, channel_id: int, nonce: str, message_ids: tuple[int, ...] = ()) -> Reply:
        """Open a reply; one opened again with the same nonce or its message ids is the same reply."""
        ...

    async def say(self, channel_id: int, text: str) -> tuple[int, ...]:
        """Write an ordinary message, long ones in parts, and return their ids; raises `CannotSpeak`."""
        ...

    async def send(self, channel_id: int, text: str, files: Sequence[Attachment] = (), nonce: str | None = None) -> int:
        """Write one message of at most 2,000 characters with files, and return its id; raises `CannotSpeak`.

        Sent again within minutes with the same nonce, of at most 25 characters, it stands there once.
        """
        ...

    async def retire(self, channel_id: int, message_ids: tuple[int, ...], note: str) -> None:
        """Put a small note in the place of a reply; raises `CannotSpeak` when the place refuses it."""
        ...

    async def withdraw(self, channel_id: int, message_ids: tuple[int, ...]) -> None:
        """Take messages of the game master back; those that are gone already are fine."""
        ...

    async def tell_person(self, discord_id: int, sentence: str) -> bool:
        """Send a person a direct message and tell whether it arrived; a person who takes none is left in peace."""
        ...


class Board(Protocol):
    """Small signs of a table beside its story: what is awaited, who is called, which message has to wait.

    None of them carries anything that would be lost: where Discord refuses one, it is left out.
    """

    async def post(self, channel_id: int, text: str, nonce: str, language: str, message_id: int | None) -> int | None:
        """Show a notice with a button to pass, in the message it has or in a new one; return the message's id."""
        ...

    async def take_down(self, channel_id: int, message_id: int) -> None:
        """Take a notice away."""
        ...

    async def say(self, channel_id: int, text: str, mentions: tuple[int, ...] = ()) -> None:
        """Write a line that calls these Discord users, and nobody else."""
        ...

    async def mark(self, channel_id: int, message_id: int) -> None:
        """Mark a player's message as one that has to wait."""
        ...

    async def unmark(self, channel_id: int, message_id: int) -> None:
        """Take the mark away."""
        ...

    async def show_duel(self, card: DuelCard) -> int:
        """Show a duel in its message, or in a new one, and return the message's id.

        Nobody could vote on what is not shown, so that this raises `CannotSpeak` when the place refuses it.
        """
        ...
