"""Found campaigns: what somebody wants, what chance adds, and what a form must not do twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Final

from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH, Campaign
from bot.domain.dice import Dice
from bot.domain.plaintext import blank, clean
from bot.domain.themes import SURPRISE, TONES, Theme, imagine, theme_of
from bot.errors import SkaldError
from bot.i18n import N_, language_names
from bot.llm.catalogue import ModelCard
from bot.llm.models import Models
from bot.services.campaigns import NEW_TABLE, BadLanguage, BadName, BadThemes, CampaignService
from bot.services.people import PeopleService, Person
from bot.services.servers import ServerService
from bot.services.settings import TONE_LENGTH
from bot.services.utterance import Utterance
from bot.storage import Stores

PLACE_LENGTH: Final = 200
OWN_WORDS: Final = "own"
"""What stands for no theme of the catalogue, only the table's words."""
_KIND: Final = "founding"


class BadTheme(SkaldError):
    sentence = N_("There is no such theme. Pick one from the list, or look at them with /campaign themes.")


class BadTone(SkaldError):
    sentence = N_("The tone takes {limit} characters at most, for example: grim.")


class BadPlace(SkaldError):
    sentence = N_("The starting place takes {limit} characters at most, for example: a lighthouse in fog.")


class SentAlready(SkaldError):
    sentence = N_("This form was sent already. For another campaign, use /campaign create again.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a new campaign, as it was typed; chance or the server fills in what is empty.

    `theme` is a key of the catalogue, `SURPRISE` or `OWN_WORDS`; `tone` a key of `TONES` or words.
    """

    name: str = ""
    themes: str = ""
    language: str = ""
    model: str = ""
    theme: str = ""
    tone: str = ""
    place: str = ""
    where: str = ""

    @property
    def words(self) -> str:
        """The themes and the starting place, a line each, as one form field holds them."""
        return f"{self.themes}\n{self.place}".rstrip()


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign that can be started: everything in it is checked."""

    name: str
    themes: str
    language: str
    model: str | None
    theme: str | None
    tone: str
    place: str


class FoundingService:
    """Start campaigns for those who may."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        models: Models,
        servers: ServerService,
        campaigns: CampaignService,
        dice: Dice,
    ) -> None:
        self._stores = stores
        self._people = people
        self._models = models
        self._servers = servers
        self._campaigns = campaigns
        self._dice = dice

    async def check(self, person: Person, guild_id: int) -> None:
        """Check that a person may start campaigns at a server; raises `NotASteward`."""
        await self._campaigns.check_creator(person, guild_id)

    async def plan(self, wish: Wish, guild_id: int) -> Plan:
        """Make a campaign of a wish; raises a sentence for what cannot be in one at a server.

        A wish without a theme and without words is for chance to fill. Names and places of chance fit the theme.
        """
        if wish.language not in (names := language_names()):
            raise BadLanguage(languages=", ".join(names.values()))
        theme = self._theme(wish)
        idea = imagine(self._dice, wish.language, theme)
        surprised = wish.theme == SURPRISE and blank(wish.themes)
        name = clean(wish.name) if wish.name else idea.name
        if blank(name) or len(name) > NAME_LENGTH:
            raise BadName(limit=NAME_LENGTH)
        found = idea.theme if surprised else theme
        themes = found.words.say(wish.language) if found and blank(wish.themes) else wish.themes
        if len(themes) > THEMES_LENGTH:
            raise BadThemes(limit=THEMES_LENGTH)
        tone = TONES[wish.tone].say(wish.language) if wish.tone in TONES else clean(wish.tone)
        if len(tone) > TONE_LENGTH:
            raise BadTone(limit=TONE_LENGTH)
        place = idea.place if surprised and blank(wish.place) else clean(wish.place)
        if len(place) > PLACE_LENGTH:
            raise BadPlace(limit=PLACE_LENGTH)
        model = (await self._models.at_table(wish.model, guild_id)).name if wish.model else None
        key = None if found is None else found.key
        return Plan(name, themes, wish.language, model, key, tone, "" if blank(place) else place)

    def _theme(self, wish: Wish) -> Theme | None:
        if wish.theme in ("", SURPRISE, OWN_WORDS):
            return None
        theme = theme_of(wish.theme)
        if theme is None:
            raise BadTheme
        return theme

    async def found(self, opening: Utterance, guild_id: int, guild_name: str, plan: Plan) -> Campaign:
        """Start a planned campaign in the channel of its opening; `begin` asks for its first scene.

        Raises a sentence for a person without the right, an unknown model or a bound channel.
        """
        rating = (await self._servers.settings(guild_id)).rating
        rules = replace(NEW_TABLE, tone=plan.tone, rating=rating or NEW_TABLE.rating)
        return await self._campaigns.create(
            opening,
            guild_id=guild_id,
            guild_name=guild_name,
            name=plan.name,
            themes=plan.themes,
            language=plan.language,
            model=plan.model,
            rules=rules,
            theme=plan.theme,
            place=plan.place,
        )

    async def begin(self, channel_id: int) -> None:
        """Tell the first scene of the campaign that was started in a channel."""
        await self._campaigns.begin(channel_id)

    async def offered_models(self, guild_id: int) -> list[ModelCard]:
        """List the models that can be picked at a server now."""
        return await self._campaigns.offered_models(guild_id)

    async def keep(self, person: Person, form: int, wish: Wish) -> None:
        """Keep what somebody wants while their form is open; `form` is the id of the interaction that asked for it."""
        await self._stores.drafts.put(await self._people.account_of(person), _KIND, form, asdict(wish))

    async def kept(self, person: Person, form: int) -> Wish:
        """Return what stands in somebody's form; raises `SentAlready` when it is gone, or was somebody else's."""
        return _read(await self._stores.drafts.get(await self._people.account_of(person), _KIND, form))

    async def take(self, person: Person, form: int) -> Wish:
        """Return what stands in somebody's form, for once: whoever sends it again gets `SentAlready`."""
        return _read(await self._stores.drafts.take(await self._people.account_of(person), _KIND, form))


def _read(kept: dict[str, str] | None) -> Wish:
    if kept is None:
        raise SentAlready
    return Wish(**kept)
