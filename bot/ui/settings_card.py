"""How a table plays, as one embed, and the words for each choice."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.domain.campaign import AbsentPolicy, Difficulty, Entry, Guests, Levels, Rating, ReplyLength, TurnMode
from bot.domain.plaintext import escape
from bot.i18n import N_, NN_, plural, translate
from bot.services.settings import SettingsView
from bot.ui.cards import COLOUR
from bot.ui.safety_card import RATINGS, rating_name

MODES: Mapping[TurnMode, str] = {
    "free": N_("free: whatever came in is answered together"),
    "rounds": N_("rounds: everybody present acts, then it is told"),
    "initiative": N_("initiative: in a fight, one after the other"),
}
ROLLS: Mapping[str, str] = {
    "engine": N_("the game throws the dice"),
    "players": N_("players throw their dice with a button"),
}
ABSENT: Mapping[AbsentPolicy, str] = {
    "wait": N_("wait for them"),
    "nudge": N_("call them once"),
    "dodge": N_("their character dodges"),
    "friend": N_("anybody may act for them"),
}
DIFFICULTIES: Mapping[Difficulty, str] = {
    "gentle": N_("gentle"),
    "fair": N_("fair"),
    "deadly": N_("deadly"),
}
LENGTHS: Mapping[ReplyLength, str] = {
    "short": N_("short: about 80 words"),
    "medium": N_("medium: about 160 words"),
    "long": N_("long: about 280 words"),
}
ENTRIES: Mapping[Entry, str] = {
    "open": N_("open: whoever writes here"),
    "invited": N_("invited: whoever was invited"),
}
LEVELS: Mapping[Levels, str] = {
    "automatic": N_("automatic: the usual choices"),
    "players": N_("players: each chooses"),
}
GUESTS: Mapping[Guests, str] = {
    "none": N_("none"),
    "level": N_("none above the party's level"),
    "any": N_("any"),
}
RATING_CHOICES: Mapping[Rating, str] = RATINGS

# What people play in most; any other can be typed.
STORY_LANGUAGES = (
    "English",
    "Français",
    "Deutsch",
    "Español",
    "Italiano",
    "Português",
    "Português do Brasil",
    "Nederlands",
    "Polski",
    "Svenska",
    "Norsk",
    "Dansk",
    "Suomi",
    "Čeština",
    "Magyar",
    "Română",
    "Türkçe",
    "Ελληνικά",
    "Русский",
    "Українська",
    "日本語",
    "한국어",
    "中文",
    "العربية",
    "עברית",
)

SECONDS = N_("{count} s")
DAYS = NN_("when play resumes after {n} day", "when play resumes after {n} days")
NEVER = N_("only when somebody asks for it")
ALWAYS_DUELS = N_("by themselves, at every turn: /duel")
DUELS = N_("by themselves, every {n} turns: /duel")
NO_DUELS = N_("only with /duel")


def settings_card(view: SettingsView, language: str) -> discord.Embed:
    """Show every setting of a campaign."""
    rules = view.rules

    def t(sentence: str, **values: object) -> str:
        return translate(sentence, language).format(**values)

    embed = discord.Embed(title=t(N_("How this table plays")), colour=COLOUR)

    def add(name: str, value: str) -> None:
        embed.add_field(name=t(name), value=value[:1024], inline=len(value) < 40)

    add(N_("Turns"), t(MODES[rules.mode]))
    add(N_("Dice"), t(ROLLS[rules.rolls]))
    add(N_("Absent players"), t(ABSENT[rules.absent]))
    add(N_("Waiting for players"), t(SECONDS, count=rules.wait))
    add(N_("Waiting for dice"), t(SECONDS, count=rules.roll_wait))
    add(N_("Difficulty"), t(DIFFICULTIES[rules.difficulty]))
    add(N_("Length of replies"), t(LENGTHS[rules.length]))
    add(N_("Rating"), rating_name(rules.rating, language, view.mature_here))
    add(N_("Who may play"), t(ENTRIES[rules.entry]))
    add(N_("New levels"), t(LEVELS[rules.levels]))
    add(N_("Characters from elsewhere"), t(GUESTS[rules.guests]))
    add(N_("Language of the story"), escape(rules.story_language) or t(N_("the campaign's own")))
    add(N_("Recap"), _after(rules.recap_after, language) if rules.recap_after else t(NEVER))
    duels = ALWAYS_DUELS if rules.duel_every == 1 else DUELS if rules.duel_every else NO_DUELS
    add(N_("Duels"), t(duels, n=rules.duel_every))
    if rules.tone:
        add(N_("Tone"), escape(rules.tone))
    if rules.house_rules:
        add(N_("House rules"), escape(rules.house_rules))
    embed.set_footer(text=t(N_("Lines and veils: /safety show")))
    return embed


def _after(days: int, language: str) -> str:
    return plural(DAYS, days, language).format(n=days)
