"""Write a whole campaign as people read it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape as escaped
from typing import Final

from bot.domain.archive import Archive, ArchivedTurn
from bot.domain.label import Label
from bot.domain.lines import signed
from bot.domain.sheet import class_name, race_name

_PARTY: Final = Label("The party", "Le groupe")
_LEVEL: Final = Label("level", "niveau")
_STORY: Final = Label("The story", "L’histoire")
_DICE: Final = Label("What the rules decided", "Ce que les règles ont décidé")
_REMEMBERED: Final = Label("People, places and facts", "Personnes, lieux et faits")
_MADE: Final = Label(
    "Written down by Skald. Rules: SRD 5.1 by Wizards of the Coast LLC, CC BY 4.0.",
    "Consigné par Skald. Règles\u00a0: SRD 5.1 de Wizards of the Coast LLC, CC BY 4.0.",
)

# What the story is emphasised with, as Discord reads it.
_MARKS: Final = (
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*(?=\S)([^*<\n]+)(?<=\S)\*"), r"<em>\1</em>"),
    (re.compile(r"~~([^~<\n]+)~~"), r"<s>\1</s>"),
)
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_ASIDE: Final = 0xE000
"""Where an escaped sign waits until the emphasis is read."""

_STYLE: Final = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color:#222;background:#fdfbf7}"
    "h1,h2{line-height:1.2}blockquote{margin:.6rem 0;padding-left:.8rem;border-left:3px solid #b9894a;color:#555}"
    ".dice{font:.85rem/1.5 system-ui,sans-serif;color:#666}.told{white-space:pre-wrap}"
    ".face{width:4.5rem;border-radius:.5rem;vertical-align:middle;margin:.2rem .8rem .2rem 0}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#1d1b19}blockquote,.dice{color:#aaa}}"
)


def markdown(archive: Archive, language: str) -> str:
    """Write the story in Markdown: the party, every turn with its dice, and what everybody may know."""
    parts = [f"# {_plain(archive.name)}", *([f"*{_plain(', '.join(archive.themes))}*"] if archive.themes else [])]
    if party := list(_party(archive, language)):
        lines = "\n".join(f"- **{_plain(name)}**, {about}" for name, about in party)
        parts.append(f"## {_PARTY.say(language)}\n\n{lines}")
    parts.append(f"## {_STORY.say(language)}")
    for turn in archive.turns:
        parts += [f"> **{_plain(author)}:** {_quoted(text)}" for author, text in _said(turn)]
        parts += [_told(message.content) for message in turn.messages if message.role == "assistant"]
        if dice := _dice(turn):
            parts.append("\n".join(f"- {_told(line)}" for line in dice))
    if facts := list(_facts(archive)):
        known = "\n".join(f"- **{_plain(subject)}**: {_plain(text)}" for subject, text in facts)
        parts.append(f"## {_REMEMBERED.say(language)}\n\n{known}")
    return "\n\n".join([*parts, "---", _MADE.say(language)]) + "\n"


@dataclass(frozen=True, slots=True)
class Faces:
    """Small WebPs that stand in a page: of the game master, and of the party by the characters' ids."""

    keeper: bytes | None = None
    party: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


def html(archive: Archive, language: str, faces: Faces | None = None) -> str:
    """Write the story as one page of HTML that needs nothing else; nothing that anybody wrote is markup in it."""
    shown = faces or Faces()
    parts = [f"<h1>{_face(shown.keeper)}{escaped(archive.name)}</h1>"]
    parts.append(f"<p><em>{escaped(', '.join(archive.themes))}</em></p>")
    if party := list(_party(archive, language)):
        images = [_face(shown.party.get(number)) for number in archive.state["party"]]
        lines = "".join(
            f"<li>{face}<strong>{escaped(name)}</strong>, {escaped(about)}</li>"
            for face, (name, about) in zip(images, party, strict=True)
        )
        parts.append(f"<h2>{_PARTY.say(language)}</h2><ul>{lines}</ul>")
    parts.append(f"<h2>{_STORY.say(language)}</h2>")
    for turn in archive.turns:
        parts += [
            f"<blockquote><strong>{escaped(author)}</strong> {escaped(text)}</blockquote>"
            for author, text in _said(turn)
        ]
        told = (message.content for message in turn.messages if message.role == "assistant")
        parts += [f'<p class="told">{_emphasised(text)}</p>' for text in told]
        if dice := _dice(turn):
            lines = "".join(f"<li>{_emphasised(line)}</li>" for line in dice)
            parts.append(f'<ul class="dice" aria-label="{_DICE.say(language)}">{lines}</ul>')
    if facts := list(_facts(archive)):
        lines = "".join(f"<li><strong>{escaped(s)}</strong>: {escaped(t)}</li>" for s, t in facts)
        parts.append(f"<h2>{_REMEMBERED.say(language)}</h2><ul>{lines}</ul>")
    head = f'<meta charset="utf-8"><title>{escaped(archive.name)}</title><style>{_STYLE}</style>'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    body = "\n".join([*parts, f'<hr><p class="dice">{_MADE.say(language)}</p>'])
    return f'<!doctype html>\n<html lang="{language}"><head>{head}{view}</head>\n<body>\n{body}\n</body></html>\n'


def _face(picture: bytes | None) -> str:
    """Write a picture into the page itself; the name beside it says whose face it is."""
    if picture is None:
        return ""
    return f'<img class="face" alt="" src="data:image/webp;base64,{b64encode(picture).decode()}">'


def _party(archive: Archive, language: str) -> Iterator[tuple[str, str]]:
    for sheet in archive.state["party"].values():
        what = f"{race_name(sheet['race'], language)}, {class_name(sheet['class_'], language)}"
        yield sheet["name"], f"{what}, {_LEVEL.say(language)} {sheet['level']}"


def _said(turn: ArchivedTurn) -> list[tuple[str, str]]:
    return [(message.author, message.content) for message in turn.messages if message.role == "user" and message.author]


def _dice(turn: ArchivedTurn) -> list[str]:
    return [signed(entry.kind, entry.summary) for entry in turn.ledger if entry.summary]


def _facts(archive: Archive) -> Iterator[tuple[str, str]]:
    """Return what everybody at the table may know."""
    for fact in archive.facts:
        if fact.kind != "secret" and fact.character is None:
            yield fact.subject, fact.text


def _quoted(text: str) -> str:
    return _plain(text).replace("\n", "\n> ")


def _told(story: str) -> str:
    """Return a story with its emphasis; no HTML comes of it, and no picture that tells its place who reads it."""
    return escaped(story, quote=False).replace("![", "!\\[")


def _emphasised(story: str) -> str:
    """Return a story as HTML with its emphasis and nothing else of its markup."""
    text = escaped(_ESCAPE.sub(lambda sign: chr(_ASIDE + ord(sign[1])), story))
    for pattern, tag in _MARKS:
        text = pattern.sub(tag, text)
    return re.sub("[\ue021-\ue07e]", lambda sign: escaped(chr(ord(sign[0]) - _ASIDE)), text)


def _plain(text: str) -> str:
    """Return a player's words so that no heading, HTML, link or picture comes of them."""
    return escaped(text, quote=False).replace("#", "\\#").replace("[", "\\[")
