"""Tell the last turn again, with another model and the same dice."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.catalogue import ModelCard
from bot.llm.models import Models
from bot.services.between_turns import StillTelling
from bot.services.play import PlayService
from bot.services.tables import Tables
from bot.services.utterance import Utterance


class NothingToRetell(SkaldError):
    sentence = N_("Nothing has been told here yet that could be told again.")


class NotToldYet(SkaldError):
    sentence = N_(
        "The last turn could not be told yet, so there is nothing to tell again. Press the button under its failure, "
        "or have another model picked with /campaign model first."
    )


class NotTheLast(SkaldError):
    sentence = N_("Only the turn that was told last can be told again. Pick its message, or use /retell.")


class ToldByHand(SkaldError):
    sentence = N_("A person is the game master here now, and no model tells anything until /gm back.")


class RetellService:
    """Take the wish to hear the last turn told again; it waits its turn like everything else."""

    def __init__(self, models: Models, tables: Tables, play: PlayService) -> None:
        self._models = models
        self._tables = tables
        self._play = play
        # Campaigns of which a wish is just being kept; a hundred that come at once are one.
        self._asking: set[int] = set()

    async def ask(self, wish: Utterance) -> ModelCard:
        """Keep the wish, whose text names the model, and return the model; `PlayService.go_on` begins to tell.

        Raises a sentence where there is nothing to tell again, something else is being told, or the model is not here.
        """
        table = await self._tables.get(self._play.campaign_in(wish.channel_id))
        if table.told is None:
            raise NothingToRetell
        if table.state.campaign.chair is not None:
            raise ToldByHand
        if table.worker is not None or table.waiting:
            raise StillTelling if table.worker is not None or table.failed is None else NotToldYet
        if table.campaign_id in self._asking:
            raise StillTelling
        self._asking.add(table.campaign_id)
        try:
            card = await self._models.at_table(wish.text, table.state.campaign.guild_id)
            await self._play.keep(replace(wish, text=card.name))
        finally:
            self._asking.discard(table.campaign_id)
        return card

    async def check_last(self, channel_id: int, message_id: int) -> None:
        """Check that a message tells the last turn of a channel; raises `NotTheLast`."""
        table = await self._tables.get(self._play.campaign_in(channel_id))
        if table.told is None or message_id not in table.told.turn.reply_ids:
            raise NotTheLast

    async def offered(self, guild_id: int) -> list[ModelCard]:
        """List the models that can tell it."""
        return await self._models.offered(guild_id)
