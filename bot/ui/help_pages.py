"""The pages of /help: what one can do here, and every command by whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import app_commands

from bot.domain.plaintext import shown
from bot.i18n import N_, translate
from bot.services.help import Situation, Standing
from bot.ui.cards import COLOUR

Command = app_commands.Command[Any, ..., Any]

_PLAY = N_(
    "Write what your character does, or use {act}. Messages that begin with `(` or `//` stay among yourselves.\n"
    "{character_show}: your sheet. {character_items}: what you carry. {character_create}: a character.\n"
    "{campaign_show}: what is played here. {campaign_settings}: how this table plays. {campaign_model}: who tells it.\n"
    "{fight}: whose turn it is. {pass}: the others may act. {whisper}: for the game master alone.\n"
    "{undo}: takes the last turn back. {retell}: the last turn again, from another model.\n"
    "{recap}: what happened so far. {recall}: what was told about something. {memory_show}: what is remembered.\n"
    "{lookup_rule}, {lookup_spell}, {lookup_monster}: the rules.\n"
    "{xcard} or ✋: stops a scene, and nobody learns who asked. {safety_show}: what never comes up here.\n"
    "{gm_take}: a person as the game master. {campaign_export}: the whole story as a file.\n"
    "{models_list}: who could tell, how fast and for how much. {receipt} or 🧾: how the last turn came about.\n"
    "🚩 under a reply: says what is wrong with it.\n"
    "{budget_show}: what was spent.\n"
    "{roll}: dice, such as `1d20+5`, `2d20kh1` or `4d6dl1`. {dice_verify}: checks those of the story."
)
_COMPARE = N_(
    "{duel}: two hidden models tell the next turn, and you vote. {stats_models}, {stats_chart}, {stats_leaderboard}: "
    "which model runs the best game."
)
_SETTLE = N_(
    "{stats_schedule_add}: a chart by the clock. {replay_start}: the story told again by other models. {alerts_show}: "
    "what is wrong here."
)
_AUDITION = N_("{models_audition}: hear models tell the same scenes before anybody plays.")
_HEADS: Final[Mapping[Standing, str]] = {
    "alone": N_(
        "**You are alone with me.** Stories are told in the channels of a server: ask me for help there.\n"
        "Here: {account_show}, {language} and {roll}."
    ),
    "idle": N_(
        "**No campaign is played in this channel yet.**\n"
        "{models_list}: who could tell. {roll}: dice, such as `1d20+5`, `2d20kh1` or `4d6dl1`."
    ),
    "paused": N_("**{campaign} is paused.** Nothing that is written here becomes part of its story."),
    "ended": N_("**{campaign} has ended.** Whoever ran it can bring it back with {campaign_restore}."),
    "spectator": N_("**You watch {campaign}.** Join, and you can play."),
    "removed": N_("**You do not play in {campaign} any more.** Whoever runs it can invite you again."),
    "uninvited": N_("**{campaign} is for those who were invited.** Ask whoever runs it for an invitation."),
    "invited": N_("**You are invited to {campaign}.** Make a character, and write what it does."),
    "newcomer": N_(
        "**{campaign} is played here, and you have no character in it yet.** Make one, or bring one along; it takes a "
        "minute. You may also just write what you do."
    ),
    "chair": N_(
        "**You are the game master of {campaign}.** {gm_narrate}: tell what happens. {gm_roll}: dice for all to see. "
        "{gm_set}: change a value. {gm_whisper}: for one player alone. {gm_back}: hand the chair back."
    ),
    "fight": N_("**A fight in {campaign}.**"),
    "playing": N_("**You play {character} in {campaign}.**"),
}
_SETS_UP = N_("{setup} makes this server ready: language, model, budget, who may start campaigns.")
_FOUNDS = N_("{campaign_create} starts a campaign: a name, some themes, a language, and the model that tells it.")
_ASKS = N_(
    "Someone who may manage channels here can start one with {campaign_create}. Ask them, and tell them what you would "
    "like to play."
)
_YOURS = N_("It is your turn: write what {character} does, or pass.")
_THEIRS = N_("It is {turn}’s turn. What you write before yours waits until then.")
_NOBODYS = N_("Nobody of the party is awaited just now.")
_RUNS = N_("You run this campaign: {campaign_settings}, {campaign_invite}, {campaign_pause}, {budget_show}, {gm_take}.")
_RESUMES = N_("You run this campaign: {campaign_resume} lets it go on.")
_TALKS: Final = ("newcomer", "fight", "playing")
DICE = N_(
    "The dice are real: every roll of a story comes from a secret that was fixed before the first turn, "
    "never from the model."
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of commands: those whose first word is one of these."""

    name: str
    emoji: str
    words: tuple[str, ...]


TOPICS: Final[Mapping[str, Topic]] = {
    "play": Topic(N_("Players: what happens in play"), "🎭", ()),  # whatever no other page has
    "characters": Topic(N_("Characters"), "🧝", ("character",)),
    "campaigns": Topic(N_("Campaigns"), "📖", ("campaign", "memory", "safety")),
    "gm": Topic(N_("Game masters"), "🪑", ("gm", "scene", "dice")),
    "admins": Topic(N_("Admins"), "🛠️", ("setup", "budget", "keys", "alerts")),
    "models": Topic(N_("Models"), "🤖", ("models", "retell", "receipt")),
    "comparing": Topic(N_("Comparing models"), "⚖️", ("stats", "duel", "replay")),
    "account": Topic(N_("You and your account"), "👤", ("account", "language", "help")),
}


def help_card(situation: Situation, ids: Mapping[str, int], language: str) -> discord.Embed:
    """Say what somebody can do where they are."""
    words = Mentions(ids, language)
    names = {"campaign": situation.campaign, "character": situation.character, "turn": situation.turn}
    words.update({name: shown(text) for name, text in names.items()})
    embed = discord.Embed(title="Skald", colour=COLOUR)
    embed.description = "\n".join(translate(line, language).format_map(words) for line in _lines(situation))
    embed.set_footer(text=translate(DICE, language))
    return embed


def _lines(situation: Situation) -> Iterable[str]:
    yield _HEADS[situation.standing]
    if situation.standing == "idle":
        if situation.admin:
            yield _SETS_UP
            yield _AUDITION
        yield _FOUNDS if situation.creates else _ASKS
    if situation.standing == "fight":
        yield _YOURS if situation.own_turn else _THEIRS if situation.turn else _NOBODYS
    if situation.runs and situation.standing != "ended":
        yield _RESUMES if situation.standing == "paused" else _RUNS
    if situation.standing in _TALKS:
        yield _PLAY
        yield _COMPARE
        if situation.admin:
            yield _SETTLE


def topic_card(key: str, commands: Iterable[Command], ids: Mapping[str, int], language: str) -> discord.Embed:
    """List the commands of a page, each with what it does."""
    topic = TOPICS[key]
    words = Mentions(ids, language)
    lines = [
        f"{words[command.qualified_name.replace(' ', '_')]} {translate(command.description, language)}"
        for command in commands
        if topic_of(command) == key
    ]
    embed = discord.Embed(title=f"{topic.emoji} {translate(topic.name, language)}", colour=COLOUR)
    embed.description = "\n".join(lines)
    return embed


def topic_of(command: Command) -> str:
    """Name the page on which a command stands."""
    first = command.qualified_name.split()[0]
    return next((key for key, topic in TOPICS.items() if first in topic.words), "play")


class Mentions(dict[str, str]):
    """Turn `campaign_create` into a command one can click, or its written name where Discord's id is not known."""

    def __init__(self, ids: Mapping[str, int], language: str) -> None:
        super().__init__()
        self._ids = ids
        self._language = language

    def __missing__(self, key: str) -> str:
        words = key.split("_")
        command_id = self._ids.get(words[0])
        if command_id is not None:
            return f"</{' '.join(words)}:{command_id}>"
        return "`/" + " ".join(translate(word, self._language) for word in words) + "`"
