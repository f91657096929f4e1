"""Begin a campaign like another one: how it is played, and nothing of what was told."""

from __future__ import annotations

from bot.domain.campaign import NAME_LENGTH, Campaign
from bot.services.binding import Place, campaign_id_of
from bot.services.campaigns import CampaignService
from bot.services.utterance import Utterance


class CloningService:
    """Use campaigns as templates."""

    def __init__(self, campaigns: CampaignService) -> None:
        self._campaigns = campaigns

    async def clone(
        self, opening: Utterance, place: Place, chosen: str, *, guild_name: str, name: str = ""
    ) -> Campaign:
        """Start a campaign in the channel of its opening, with another one's themes, rules and models.

        Raises a sentence for whoever may not change that one, or start one here; `CampaignService.begin` asks for the
        first scene.
        """
        table = await self._campaigns.at_server(campaign_id_of(chosen), place.guild_id, place.person)
        template = table.state.campaign
        offered = {card.name for card in await self._campaigns.offered_models(place.guild_id)}
        fallbacks = tuple(model for model in template.fallbacks or () if model in offered)
        return await self._campaigns.create(
            opening,
            guild_id=place.guild_id,
            guild_name=guild_name,
            name=name or template.name[:NAME_LENGTH],
            themes=",".join(template.themes),
            language=template.language,
            model=template.model if template.model in offered else None,
            rules=template.rules,
            fallbacks=fallbacks or None,
            theme=template.theme,
        )
