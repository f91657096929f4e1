"""Show what the game master remembers, and what was found again."""

from __future__ import annotations

from typing import Final

import discord

from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH, Fact, Passage
from bot.domain.plaintext import clean, escape, shorten, shown
from bot.domain.recall import excerpt
from bot.i18n import N_, translate
from bot.services.memory import Found, MemoryView
from bot.ui.cards import COLOUR
from bot.ui.pages import LIMIT

_KINDS: Final = {
    "person": N_("People"),
    "place": N_("Places"),
    "fact": N_("Facts"),
    "secret": N_("Secrets, for you alone"),
}
_FIELD, _LINE, _EXCERPT, _SHOWN = 900, 220, 300, 5

TITLE = N_("What the game master remembers")
NOTHING = N_("Nothing yet. What the game master notes along the way stands here, and what you write with /memory note.")
WHERE = N_("Where the story stands")
PINNED = N_("Pinned, in every prompt")
CHAPTERS = N_("Chapters")
SUMMED_UP = N_("Turns 1 to {last} are summed up; the newest chapter begins: {text}")
MORE = N_("… and {count} older: /recall finds them.")
TURN = N_("Turn {number}")
STORY = N_("The story")
SMALL: Final = "-# "
BY_HAND = N_("Written down")


def as_fact(message: discord.Message, language: str) -> tuple[str, str]:
    """Return whom or what a message is about, and what it says as a fact: its words, without the small print."""
    lines = [line for line in message.content.splitlines() if not line.startswith(SMALL)]
    told = message.author == message.guild.me if message.guild else False
    about = translate(STORY, language) if told else clean(message.author.display_name) or message.author.name
    return shorten(about, SUBJECT_LENGTH), shorten(clean(" ".join(lines)), FACT_LENGTH)


def memory_card(view: MemoryView, language: str) -> discord.Embed:
    """Show the facts a person may know, newest first, pinned ones before all."""
    embed = discord.Embed(title=translate(TITLE, language), colour=COLOUR)
    if view.scene:
        embed.add_field(name=translate(WHERE, language), value=shown(view.scene, 300), inline=False)
    groups = [(PINNED, [fact for fact in view.facts if fact.pinned and fact.kind != "secret"])]
    for kind, name in _KINDS.items():
        open_ones = [fact for fact in view.facts if fact.kind == kind and (kind == "secret" or not fact.pinned)]
        groups.append((name, open_ones))
    for name, facts in groups:
        if facts:
            embed.add_field(name=translate(name, language), value=_lines(facts, language), inline=False)
    if view.chapters:
        newest = view.chapters[-1]
        text = shown(newest.text, 300)
        told = translate(SUMMED_UP, language).format(last=newest.last, text=text)
        embed.add_field(name=translate(CHAPTERS, language), value=told[:1024], inline=False)
    if not embed.fields:
        embed.description = translate(NOTHING, language)
    return embed


def _lines(facts: list[Fact], language: str) -> str:
    """Write facts a line each, newest first, in one field of an embed."""
    kept: list[str] = []
    room = _FIELD - 60
    for fact in reversed(facts):
        mark = "📌 " if fact.pinned and fact.kind == "secret" else ""
        line = f"{mark}**{escape(clean(fact.subject))}** · {shown(fact.text, _LINE)}"
        if len(line) + 1 > room:
            break
        room -= len(line) + 1
        kept.append(line)
    if len(kept) < len(facts):
        kept.append(translate(MORE, language).format(count=len(facts) - len(kept)))
    return "\n".join(kept)


def fact_label(fact: Fact) -> str:
    """Name a fact in a list, where Discord shows no markdown."""
    return shorten(f"{'📌 ' if fact.pinned else ''}{clean(fact.subject)}: {clean(fact.text)}", 100)


def fact_line(fact: Fact) -> str:
    """Write a fact as one line of Discord's markdown."""
    return f"**{escape(clean(fact.subject))}** · {escape(clean(fact.text))}"


def recall_text(found: Found, language: str) -> str:
    """Write what was found as one message, best first, with the way to where it was told."""
    parts: list[str] = []
    room = LIMIT - 20
    for passage in found.passages[:_SHOWN]:
        part = f"-# {_source(passage, found.guild_id, language)}\n> {_quote(passage, found)}"
        if len(part) + 1 > room:
            break
        room -= len(part) + 1
        parts.append(part)
    return "\n".join(parts)


def _quote(passage: Passage, found: Found) -> str:
    said = f"**{escape(clean(passage.author))}** · " if passage.author else ""
    return said + escape(clean(excerpt(passage.text, found.words, _EXCERPT)))


def _source(passage: Passage, guild_id: int, language: str) -> str:
    name = translate(TURN, language).format(number=passage.turn) if passage.turn else translate(BY_HAND, language)
    when = f" · <t:{int(passage.told_at.timestamp())}:d>" if passage.told_at else ""
    if passage.channel_id is None or passage.message_id is None:
        return name + when
    return f"[{name}](https://discord.com/channels/{guild_id}/{passage.channel_id}/{passage.message_id}){when}"
