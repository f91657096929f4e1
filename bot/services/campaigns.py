"""Start campaigns, show them and choose their model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH, Campaign, Role, TableRules
from bot.domain.character import Character
from bot.domain.dice import commitment, new_secret
from bot.domain.plaintext import blank, clean
from bot.domain.scene import Scene
from bot.domain.state import beginning
from bot.errors import SkaldError
from bot.i18n import N_, Sentence, language_names
from bot.llm.catalogue import ModelCard
from bot.llm.errors import NotOffered
from bot.llm.models import Models
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.servers import ServerService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.services.utterance import Utterance
from bot.storage import Stores
from bot.storage.campaigns import Member

NEW_TABLE: Final = TableRules(levels="players")
"""How a table plays that nobody has asked yet."""


class NotASteward(SkaldError):
    sentence = N_(
        "Only someone with the permission Manage Channels, or with the role that an admin chose in /setup, can start a "
        "campaign here. Ask an admin of this server."
    )


class NotYours(SkaldError):
    sentence = N_("Only whoever runs this campaign, or someone with the permission Manage Channels, can change it.")


class NoSuchCampaign(SkaldError):
    sentence = N_(
        "There is no such campaign at this server, or none that you can do this with. Pick one from the list."
    )


class BadName(SkaldError):
    sentence = N_("A campaign needs a name of 1 to {limit} characters.")


class BadThemes(SkaldError):
    sentence = N_("The themes take {limit} characters at most, for example: smugglers, fog, an old lighthouse.")


class BadLanguage(SkaldError):
    sentence = N_("Skald plays in these languages: {languages}.")


class OwnFallback(SkaldError):
    sentence = N_("{model} tells this campaign already; a fallback is for when it fails. Name another.")


@dataclass(frozen=True, slots=True)
class CampaignView:
    """What `/campaign show` tells."""

    campaign: Campaign
    model: ModelCard | None
    """The model of the next turn; None when it is not offered, and `missing` is its name."""
    missing: str
    party: tuple[Character, ...]
    turns: int
    waiting: int
    fallbacks: tuple[str, ...] = ()
    chair: str = ""
    """The name of the person who is the game master for now; none when the model is."""
    members: tuple[Member, ...] = ()
    channels: tuple[int, ...] = ()


class CampaignService:
    """Manage what is played where."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        models: Models,
        servers: ServerService,
        tables: Tables,
        play: PlayService,
    ) -> None:
        self._stores = stores
        self._people = people
        self._models = models
        self._servers = servers
        self._tables = tables
        self._play = play

    async def create(
        self,
        opening: Utterance,
        *,
        guild_id: int,
        guild_name: str,
        name: str,
        themes: str,
        language: str,
        model: str | None,
        rules: TableRules | None = None,
        fallbacks: tuple[str, ...] | None = None,
        theme: str | None = None,
        place: str = "",
    ) -> Campaign:
        """Start a campaign in the channel of its opening; `begin` asks for its first scene, which is at a `place`.

        Raises a sentence for a person without the right, a bad name, an unknown model or a bound channel.
        """
        await self.check_creator(opening.person, guild_id)
        name = clean(name)
        if blank(name) or len(name) > NAME_LENGTH:
            raise BadName(limit=NAME_LENGTH)
        if len(themes) > THEMES_LENGTH:
            raise BadThemes(limit=THEMES_LENGTH)
        if language not in (names := language_names()):
            raise BadLanguage(languages=", ".join(names.values()))
        chosen = (await self._models.choose(model, guild_id)).name if model else None
        secret, owner_id = new_secret(), await self._people.account_of(opening.person)
        campaign = await self._stores.campaigns.create(
            guild_id=guild_id,
            guild_name=guild_name,
            channel_id=opening.channel_id,
            owner_id=owner_id,
            name=name,
            themes=tuple(word for part in themes.split(",") if (word := clean(part))),
            language=language,
            model=chosen,
            secret=secret,
            commitment=commitment(secret),
            opening=opening.action(0, owner_id, opening.person.name),
            rules=rules or NEW_TABLE,
            fallbacks=fallbacks,
            theme=theme,
            state=beginning(Scene(place=place)) if place else None,
        )
        self._play.bind(opening.channel_id, campaign.id, since=opening.discord_id)
        return campaign

    async def check_creator(self, person: Person, guild_id: int) -> None:
        """Check that a person may start campaigns at a server; raises `NotASteward`."""
        if not await self._servers.may_create(person, guild_id):
            raise NotASteward

    async def begin(self, channel_id: int) -> None:
        """Tell the first scene of the campaign that was started in a channel."""
        await self._play.resume([channel_id])

    async def show(self, channel_id: int) -> CampaignView:
        """Tell what is played in a channel."""
        table = await self._tables.get(self._play.campaign_in(channel_id))
        state = table.state
        model, missing = None, ""
        members = await self._stores.campaigns.members(state.campaign.id)
        try:
            model = await self._models.at_table(await self._wanted(state.campaign), state.campaign.guild_id)
        except NotOffered as error:
            missing = self._models.label(str(error.values["model"]))
        return CampaignView(
            campaign=state.campaign,
            model=model,
            missing=missing,
            party=state.party,
            turns=state.turn,
            waiting=len(table.waiting),
            fallbacks=tuple(self._models.label(name) for name in state.campaign.fallbacks or ()),
            chair=_named(members, state.campaign.chair),
            members=tuple(members),
            channels=await self._stores.directory.channels(state.campaign.id),
        )

    async def set_model(self, channel_id: int, person: Person, model: str) -> ModelCard:
        """Let another model tell the story from the next turn on."""
        table = await self.changeable(channel_id, person)
        card = await self._models.choose(model, table.state.campaign.guild_id)
        await self._stores.campaigns.set_model(table.campaign_id, card.name)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, model=card.name)))
        return card

    async def set_fallbacks(self, channel_id: int, person: Person, models: Sequence[str]) -> tuple[ModelCard, ...]:
        """Let these models tell, in this order, when the campaign's own fails; none gives it back to server and bot."""
        table = await self.changeable(channel_id, person)
        campaign = table.state.campaign
        own = await self._wanted(campaign)
        cards = {card.name: card for card in [await self._models.at_table(name, campaign.guild_id) for name in models]}
        if own in cards:
            raise OwnFallback(model=Sentence(cards[own].label))
        names = tuple(cards) or None
        await self._stores.campaigns.set_fallbacks(campaign.id, names)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, fallbacks=names)))
        return tuple(cards.values())

    async def offered_models(self, guild_id: int) -> list[ModelCard]:
        """List the models that can be picked at a server now."""
        return await self._models.offered(guild_id)

    async def changeable(self, channel_id: int, person: Person) -> Table:
        """Return what is played in a channel to someone who may run it: its owner, who helps them, or a steward."""
        return await self._of(channel_id, person, ("owner", "gm"))

    async def owned(self, channel_id: int, person: Person) -> Table:
        """Return what is played in a channel to its owner, or a steward."""
        return await self._of(channel_id, person, ("owner",))

    async def at_server(
        self, campaign_id: int, guild_id: int, person: Person, roles: Collection[Role] = ("owner", "gm")
    ) -> Table:
        """Return a campaign of a server by its id to whoever has one of these roles, or is a steward.

        Raises `NoSuchCampaign`, which does not tell whether another server has it.
        """
        try:
            campaign = await self._stores.campaigns.get(campaign_id)
        except LookupError:
            raise NoSuchCampaign from None
        if campaign.guild_id != guild_id:
            raise NoSuchCampaign
        table = await self._tables.get(campaign_id)
        if not await self.may(table, person, roles):
            raise NoSuchCampaign
        return table

    async def may(self, table: Table, person: Person, roles: Collection[Role]) -> bool:
        """Tell whether a person has one of these roles at a table, or is a steward."""
        return person.steward or table.members.get(await self._people.account_of(person)) in roles

    async def _of(self, channel_id: int, person: Person, roles: Collection[Role]) -> Table:
        table = await self._tables.get(self._play.campaign_in(channel_id))
        if not await self.may(table, person, roles):
            raise NotYours
        return table

    async def _wanted(self, campaign: Campaign) -> str | None:
        return campaign.model or await self._servers.default_model(campaign.guild_id)


def _named(members: Sequence[Member], account_id: int | None) -> str:
    if account_id is None:
        return ""
    return next((one.name for one in members if one.account_id == account_id), "?")
