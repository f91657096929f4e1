"""Know which models may tell a turn, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.campaign import Campaign
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.catalogue import NARRATOR, OFFLINE, ModelCard
from bot.llm.errors import NotOffered
from bot.llm.models import Models
from bot.llm.speaker import Speaker
from bot.services.servers import ServerService


class NotOfferedHere(SkaldError):
    sentence = N_(
        "{model}, the model of this campaign, is not offered now. Pick another with /campaign model: {offered}."
    )


@dataclass(frozen=True, slots=True)
class Route:
    """The models that may tell a turn, in their order; never empty.

    `wanted` is the name of the one that should; `missing` its label when it is not offered now.
    """

    wanted: str
    speakers: tuple[Speaker, ...]
    missing: str = ""

    def place_of(self, speaker: Speaker) -> int:
        """Return how many were to be asked before this one."""
        return self.speakers.index(speaker) + bool(self.missing)


class Router:
    """Find the campaign's model, else the server's, else the operator's, and who tells when it fails."""

    def __init__(self, models: Models, servers: ServerService) -> None:
        self._models = models
        self._servers = servers

    async def route(self, campaign: Campaign, chosen: str | None = None) -> Route:
        """Return the models of a campaign's turn; `chosen`, a player's wish, is not replaced by another.

        Raises `NotOfferedHere` when none of them is offered.
        """
        first = chosen or campaign.model or await self._servers.default_model(campaign.guild_id)
        fallbacks = () if chosen else await self._fallbacks(campaign)
        cards: dict[str, ModelCard] = {}
        missing: NotOffered | None = None
        for place, name in enumerate((first, *fallbacks)):
            try:
                card = await self._models.at_table(name, campaign.guild_id)
            except NotOffered as error:
                missing = error if place == 0 else missing
            else:
                cards.setdefault(card.name, card)
        if missing is not None:
            wanted = str(missing.values["model"])
            known = self._models.card(wanted)
            label = known.label if known else wanted
            if not cards:
                raise NotOfferedHere(model=label, offered=missing.values["offered"])
            return Route(wanted, self._speakers(campaign, *cards.values()), missing=label)
        speakers = self._speakers(campaign, *cards.values())
        return Route(speakers[0].card.name, speakers)

    async def warm(self, campaign: Campaign, speaker: Speaker) -> None:
        """Import what a model's first reply needs, beside the event loop and outside any measured attempt."""
        await self._models.warm(speaker.card, campaign.guild_id)

    async def offered(self, campaign: Campaign) -> tuple[Speaker, ...]:
        """Return every model a campaign could be told by now."""
        return self._speakers(campaign, *await self._models.offered(campaign.guild_id))

    async def narrator(self, campaign: Campaign) -> Speaker:
        """Return the offline narrator, who costs nothing and is always there."""
        return self._models.speaker(await self._models.at_table(NARRATOR, campaign.guild_id), campaign.guild_id)

    async def _fallbacks(self, campaign: Campaign) -> tuple[str | None, ...]:
        """Return who tells when the first fails: those chosen, else what server and operator pay for anyway."""
        if campaign.fallbacks is not None:
            return campaign.fallbacks
        server = await self._servers.default_model(campaign.guild_id)
        operator = await self._models.at_table(None, campaign.guild_id)
        # Nobody asked for a narrator without any wits in the middle of a story.
        known = [name for name in (server, operator.name) if name is not None]
        return tuple(name for name in known if not name.startswith(f"{OFFLINE}/"))

    def _speakers(self, campaign: Campaign, *cards: ModelCard) -> tuple[Speaker, ...]:
        return tuple(self._models.speaker(card, campaign.guild_id) for card in cards)
