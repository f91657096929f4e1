"""How a table wants to play."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from bot.domain.campaign import (
    NAME_LENGTH,
    AbsentPolicy,
    Difficulty,
    Entry,
    Guests,
    Levels,
    Rating,
    ReplyLength,
    TableRules,
    TurnMode,
)
from bot.domain.plaintext import blank, clean
from bot.domain.values import NotAValue, read
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.campaigns import CampaignService
from bot.services.people import Person
from bot.services.play import PlayService
from bot.services.ports import Replies
from bot.services.tables import Tables
from bot.storage import Stores

TONE_LENGTH: Final = 100
HOUSE_RULES_LENGTH: Final = 1000
STORY_LANGUAGE_LENGTH: Final = 40
WAITS: Final = (10, 7 * 24 * 3600)
"""The shortest and the longest that a table waits for its players, in seconds."""
ROLL_WAITS: Final = (10, 24 * 3600)
LONGEST_RECAP: Final = 90
MOST_EVERY: Final = 50
"""The most turns from one duel that comes by itself to the next."""
NOTHING: Final = "-"
"""What takes a text away."""


class BadSetting(SkaldError):
    sentence = N_("{setting} cannot be that: {limit}.")


class NoLanguage(BadSetting):
    sentence = N_("A language is named by letters, for example: Deutsch, Brazilian Portuguese, 日本語.")


class NotForEveryone(SkaldError):
    sentence = N_(
        "The rating for adults is only for channels that Discord marks as age-restricted. Mark this channel in its "
        "settings first."
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What of a table's rules is to change, in their units; None leaves a rule as it is."""

    mode: TurnMode | None = None
    rolls: str | None = None
    absent: AbsentPolicy | None = None
    wait: int | None = None
    roll_wait: int | None = None
    tone: str | None = None
    difficulty: Difficulty | None = None
    length: ReplyLength | None = None
    house_rules: str | None = None
    rating: Rating | None = None
    recap_after: int | None = None
    entry: Entry | None = None
    levels: Levels | None = None
    guests: Guests | None = None
    story_language: str | None = None


@dataclass(frozen=True, slots=True)
class SettingsView:
    """How a table plays; where `mature_here` is False, the rating mature is told as teen."""

    rules: TableRules
    mature_here: bool


class SettingsService:
    """Show and change how a campaign is played."""

    def __init__(
        self, stores: Stores, campaigns: CampaignService, tables: Tables, play: PlayService, replies: Replies
    ) -> None:
        self._stores = stores
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._replies = replies

    async def show(self, channel_id: int) -> SettingsView:
        """Return how the campaign of a channel is played."""
        table = await self._tables.get(self._play.campaign_in(channel_id))
        return SettingsView(table.state.campaign.rules, self._replies.restricted(channel_id))

    async def change(self, channel_id: int, person: Person, wishes: Wishes) -> SettingsView:
        """Play by other rules from the next turn on.

        Raises a sentence for a person without the right, and for what a rule cannot be.
        """
        table = await self._campaigns.changeable(channel_id, person)
        mature_here = self._replies.restricted(channel_id)
        wanted = _checked(wishes)
        if wanted.get("rating") == "mature" and not mature_here:
            raise NotForEveryone
        async with table.pen:
            rules = _rules({**asdict(table.state.campaign.rules), **wanted})
            await self._stores.campaigns.set_rules(table.campaign_id, rules)
            table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=rules)))
        # Who was waited for may be waited for no more.
        await self._play.go_on(channel_id)
        return SettingsView(rules, mature_here)


_LONGEST: Final = {
    "tone": TONE_LENGTH,
    "house_rules": HOUSE_RULES_LENGTH,
    "story_language": STORY_LANGUAGE_LENGTH,
}
_SIGNS: Final = " '’(),-"


def within_bounds(rules: TableRules) -> bool:
    """Tell whether rules that somebody brought are such as could have been chosen here."""
    named = {field.name: getattr(rules, field.name) for field in fields(Wishes)}
    if not 0 <= rules.duel_every <= MOST_EVERY or len(rules.duel_models) not in (0, 2):
        return False
    if any(len(name) > NAME_LENGTH for name in rules.duel_models):
        return False
    try:
        return all(named[name] == value for name, value in _checked(Wishes(**named)).items())
    except BadSetting:
        return False


def _checked(wishes: Wishes) -> dict[str, Any]:
    wanted = {name: value for name, value in asdict(wishes).items() if value is not None}
    for name, longest in _LONGEST.items():
        if name in wanted:
            wanted[name] = _text(name, wanted[name], longest)
    # It stands in every prompt; a sentence is no language.
    if any(
        unicodedata.category(sign)[0] not in "LM" for sign in wanted.get("story_language", "") if sign not in _SIGNS
    ):
        raise NoLanguage
    for name, (least, most) in (("wait", WAITS), ("roll_wait", ROLL_WAITS), ("recap_after", (0, LONGEST_RECAP))):
        if name in wanted and not least <= wanted[name] <= most:
            raise BadSetting(setting=(_NAMES[name],), limit=f"{least}–{most}")
    return wanted


def _text(name: str, given: str, longest: int) -> str:
    text = clean(given)
    if text == NOTHING or blank(text):
        return ""
    if len(text) > longest:
        raise BadSetting(setting=(_NAMES[name],), limit=f"≤ {longest}")
    return text


def _rules(values: Mapping[str, Any]) -> TableRules:
    try:
        return read(TableRules, dict(values))
    except NotAValue as wrong:
        # Discord offers the choices, but whoever writes to it by hand can send anything.
        raise BadSetting(setting=(N_("This setting"),), limit=str(wrong)) from None


_NAMES: Mapping[str, str] = {
    "tone": N_("Tone"),
    "house_rules": N_("House rules"),
    "wait": N_("Waiting for players"),
    "roll_wait": N_("Waiting for dice"),
    "recap_after": N_("Recap"),
    "story_language": N_("Language of the story"),
}
