"""What became of something a person asked of the bot."""

from __future__ import annotations

from playground.errors import Json
from playground.interactions import Interaction
from playground.model import Message
from playground.world import World

# Far longer than any test's patience; what counts is the clock's three seconds.
_FOREVER = 3600.0


class Unanswered(Exception):
    """The bot did not acknowledge within three seconds; the client says it did not respond."""


class Call:
    """One interaction as its person sees it."""

    def __init__(self, world: World, interaction: Interaction) -> None:
        self._world = world
        self.interaction = interaction

    def __repr__(self) -> str:
        return f"<Call {self.interaction.name!r} {self.interaction.state}>"

    @property
    def id(self) -> int:
        return self.interaction.id

    @property
    def acknowledged(self) -> int | None:
        """The type of the bot's first answer."""
        return self.interaction.acknowledged

    @property
    def message(self) -> Message | None:
        """The first answer's message, still "thinking" or not, or None when deleted."""
        original = self.interaction.original
        return None if original is None or original.deleted else original

    @property
    def followups(self) -> list[Message]:
        return self.interaction.followups

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal

    async def answered(self) -> Call:
        """Wait for the acknowledgement. Raises Unanswered after three seconds of the world's clock."""
        interaction = self.interaction
        await self._world.hub.wait_for(
            lambda: interaction.failed or interaction.acknowledged is not None,
            _FOREVER,
            f"an acknowledgement of {interaction.name!r}",
        )
        if interaction.failed:
            raise Unanswered(f"The bot did not respond to {interaction.name!r} within 3 seconds.")
        return self

    async def reply(self, timeout: float = 30) -> Message:  # noqa: ASYNC109
        """Return the first message the person sees in answer, once it is more than "thinking"."""
        return await self._world.hub.wait_for(self._first, timeout, f"the answer to {self.interaction.name!r}")

    def _first(self) -> Message | None:
        interaction = self.interaction
        original = interaction.original
        if interaction.acknowledged in (4, 5, 7) and original is not None and not original.deleted:
            return None if original.loading else original
        return interaction.followups[0] if interaction.followups else None
