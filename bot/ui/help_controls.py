"""The buttons of /help, each of which uses a command, and the list of its pages; they work after a restart, too."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import discord

from bot.i18n import N_, translate
from bot.services.help import Situation, Standing
from bot.ui.help_pages import TOPICS
from bot.ui.rows import row_of

TOPIC = N_("More about …")


@dataclass(frozen=True, slots=True)
class Deed:
    """A command that a button uses, and the options it gives."""

    command: str
    label: str
    emoji: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


DEEDS: Final[Mapping[str, Deed]] = {
    "setup": Deed("setup", N_("Set up"), "🛠️"),
    "found": Deed("campaign create", N_("Start a campaign"), "📖"),
    "models": Deed("models list", N_("Who can tell"), "🪑"),
    "join": Deed("campaign join", N_("Join"), "🚪"),
    "make": Deed("character create", N_("Make a character"), "🧝"),
    "own": Deed("character list", N_("My characters"), "👥"),
    "sheet": Deed("character show", N_("My sheet"), "📜"),
    "items": Deed("character items", N_("My belongings"), "🎒"),
    "pass": Deed("pass", N_("Pass"), "⏭️"),
    "fight": Deed("fight", N_("Who is next"), "⚔️"),
    "roll": Deed("roll", N_("Roll a d20"), "🎲", {"dice": "1d20"}),
    "recap": Deed("recap", N_("What happened so far"), "📚"),
    "show": Deed("campaign show", N_("This campaign"), "🗺️"),
    "safety": Deed("safety show", N_("What never comes up"), "🛟"),
    "settings": Deed("campaign settings", N_("Settings"), "⚙️"),
    "budget": Deed("budget show", N_("Budget"), "💰"),
    "pause": Deed("campaign pause", N_("Pause"), "⏸️"),
    "resume": Deed("campaign resume", N_("Go on"), "▶️"),
    "memory": Deed("memory show", N_("What is remembered"), "🧠"),
    "back": Deed("gm back", N_("Leave the chair"), "🪑"),
    "account": Deed("account show", N_("My account"), "👤"),
}
_FOR: Final[Mapping[Standing, tuple[str, ...]]] = {
    "alone": ("account",),
    "idle": ("models",),
    "paused": ("show", "recap"),
    "ended": ("show", "recap"),
    "spectator": ("join", "show", "recap"),
    "removed": ("show",),
    "uninvited": ("show", "join"),
    "invited": ("join", "make", "own", "show"),
    "newcomer": ("make", "own", "show", "safety", "recap"),
    "chair": ("back", "show", "memory", "fight", "recap"),
    "fight": ("fight", "sheet", "items", "roll"),
    "playing": ("sheet", "items", "roll", "recap", "memory"),
}
_RUNS: Final = ("settings", "budget", "pause")


def deeds_for(situation: Situation) -> list[str]:
    """Name what somebody can do by a button, what matters most first."""
    wanted: list[str] = [*_FOR[situation.standing]]
    if situation.standing == "idle":
        wanted = [*(["setup"] if situation.admin else []), *(["found"] if situation.creates else []), *wanted]
    elif situation.standing in ("fight", "playing") and situation.passes:
        wanted.insert(0, "pass")
    if situation.runs and situation.standing == "paused":
        wanted.insert(0, "resume")
    elif situation.runs and situation.standing != "ended":
        wanted += _RUNS
    return wanted


class HelpButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"skald:help:(?P<deed>[a-z]+)"):
    """Use a command; the cog listens for `help_pressed`."""

    def __init__(self, deed: str, language: str = "en") -> None:
        known = DEEDS.get(deed)
        label, emoji = (translate(known.label, language), known.emoji) if known else (deed, None)
        super().__init__(discord.ui.Button(label=label, emoji=emoji, custom_id=f"skald:help:{deed}"))
        self.deed = deed

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["deed"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("help_pressed", interaction, self.deed)


class HelpTopics(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=r"skald:help_topics"):
    """Turn to a page; the cog listens for `help_turned`."""

    def __init__(self, language: str = "en") -> None:
        options = [
            discord.SelectOption(label=translate(topic.name, language), value=key, emoji=topic.emoji)
            for key, topic in TOPICS.items()
        ]
        menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
            custom_id="skald:help_topics", placeholder=translate(TOPIC, language), options=options
        )
        super().__init__(menu)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("help_turned", interaction, "".join(self.item.values[:1]))


def help_view(situation: Situation, there: Collection[str], language: str) -> discord.ui.View:
    """Build the buttons for somebody, of the commands that are there, and the list of pages below."""
    wanted = [deed for deed in deeds_for(situation) if DEEDS[deed].command in there]
    return row_of(*(HelpButton(deed, language) for deed in wanted), HelpTopics(language))
