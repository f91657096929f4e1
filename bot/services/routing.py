"""Know which models may tell a turn, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.campaign import Campaign
from bot.errors import SkaldError
from bot.i18n import N_, Sentence
from bot.llm.catalogue import NARRATOR, OFFLINE, ModelCard
from bot.llm.errors import NotOffered
from bot.llm.keyring import KeySealed
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

    @property
    def ready(self) -> tuple[Speaker, ...]:
        """Pass over models whose provider rests; where all do, ask the first all the same and hear how long."""
        return tuple(speaker for speaker in self.speakers if speaker.breaker.admits()) or self.speakers[:1]

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
        server = await self._servers.default_model(campaign.guild_id)
        cards: dict[str, ModelCard] = {}
        missing: NotOffered | None = None
        for place, name in enumerate(_order(campaign, server, self._models.default, chosen)):
            try:
                card = await self._models.at_table(name, campaign.guild_id)
            except NotOffered as error:
                missing = error if place == 0 else missing
                continue
            # Nobody asked for a narrator without any wits in the middle of a story.
            if place == 0 or campaign.fallbacks is not None or card.provider != OFFLINE:
                cards.setdefault(card.name, card)
        if missing is not None:
            wanted = str(missing.values["model"])
            label = self._models.label(wanted)
            if not cards:
                kind = KeySealed if isinstance(missing, KeySealed) else NotOfferedHere
                raise kind(model=Sentence(label), offered=missing.values["offered"])
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

    def _speakers(self, campaign: Campaign, *cards: ModelCard) -> tuple[Speaker, ...]:
        return tuple(self._models.speaker(card, campaign.guild_id) for card in cards)


def _order(campaign: Campaign, server: str | None, operator: str | None, chosen: str | None) -> tuple[str | None, ...]:
    """Name the models of a turn; None, which can only be the first, for whatever the keys that are set offer first.

    Where nobody chose who tells when the first fails, it is a default that server or operator chose, and so pay for.
    """
    if chosen is not None:
        return (chosen,)
    first = campaign.model or server
    others = campaign.fallbacks if campaign.fallbacks is not None else (server, operator)
    return (first, *(name for name in others if name is not None))
