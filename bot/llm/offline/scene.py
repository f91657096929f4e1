"""Compose one turn: choose the place and the moment, and put the sentences in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.conversation import Brief, Deed
from bot.domain.plaintext import clean, escape, fold, shorten
from bot.llm.offline.book import FALLBACK, Book, Palette
from bot.llm.offline.deeds import read
from bot.llm.offline.heard import Heard
from bot.llm.offline.voice import Result, Step, Voice, draw

CHAPTER = 8
TOLD_DEEDS = 4
_NAME_LENGTH = 40
_TITLE_LENGTH = 120
_DIFFICULTIES = (10, 12, 12, 13, 15)


def plan(brief: Brief, book: Book) -> tuple[Step, ...]:
    """Read the deeds of a turn, at most the first few; the same brief gives the same plan."""
    party = {fold(name): name for name in brief.party}
    return tuple(
        Step(
            name=_name(deed.author),
            character=party.get(fold(deed.author)),
            intent=read(deed.text, book),
            difficulty=_DIFFICULTIES[draw(brief.campaign, brief.turn, number, deed.text) % len(_DIFFICULTIES)],
        )
        for number, deed in enumerate(_deeds(brief)[:TOLD_DEEDS])
    )


def compose(brief: Brief, book: Book, results: Sequence[Result | None], told: Sequence[str]) -> str:
    """Write the turn; `results` holds what each planned step's tool answered, `told` the tellings before."""
    steps = plan(brief, book)
    moment = _moment(brief, book)
    opening = brief.turn <= 1 or not steps
    voice = Voice(brief, book, moment.here if opening else moment.before, Heard(told))
    if opening:
        return "\n\n".join([*_opening(brief, voice), *_told_deeds(brief, voice, steps, results)])
    newcomer = bool(told) and not voice.knows(book.palettes)
    paragraphs = [f"*{voice.line('disclosure')}*"] if newcomer else []
    paragraphs += _told_deeds(brief, voice, steps, results)
    if len(steps) == 1:
        paragraphs[-1] += f" {voice.pick('echo', book.frames['echo'])}".rstrip()
    paragraphs.append(_goes_on(voice, moment, newcomer=newcomer, crowded=len(steps) > 2))
    return "\n\n".join(paragraphs)


@dataclass(frozen=True, slots=True)
class _Moment:
    """Where the story stands: the place of its deeds, the place they lead to, and the step within its chapter."""

    before: Palette
    here: Palette
    step: int


def _moment(brief: Brief, book: Book) -> _Moment:
    palettes = _journey(brief, book)
    chapter, step = divmod(max(brief.turn, 1) - 1, CHAPTER)
    here = palettes[chapter % len(palettes)]
    # The deeds of a chapter's first turn still take place where the last chapter ended.
    before = palettes[(chapter - 1) % len(palettes)] if step == 0 and chapter else here
    return _Moment(before, here, step)


def _opening(brief: Brief, voice: Voice) -> list[str]:
    title = f"**{_shown(brief.campaign, _TITLE_LENGTH)}**"
    if brief.themes:
        title += f" · {_shown(', '.join(brief.themes), _TITLE_LENGTH)}"
    role = "party" if brief.party else "nobody"
    present = voice.pick(role, voice.book.frames[role], party=voice.names(tuple(map(_name, brief.party))))
    return [
        f"{title}\n*{voice.line('disclosure')}*",
        f"{voice.insist('opening', voice.palette.opening)} {voice.fill(voice.palette.hook)}",
        f"{present} {voice.closing()}".strip(),
    ]


def _told_deeds(brief: Brief, voice: Voice, steps: Sequence[Step], results: Sequence[Result | None]) -> list[str]:
    told = [
        voice.deed(step, results[number] if number < len(results) else None, first=number == 0)
        for number, step in enumerate(steps)
    ]
    others = tuple(dict.fromkeys(_name(deed.author) for deed in _deeds(brief)[TOLD_DEEDS:]))
    if others:
        role = "rest" if len(others) > 1 else "rest_one"
        told.append(voice.insist(role, voice.book.frames[role], party=voice.names(others)))
    # Two deeds share a paragraph, more would make a wall of it.
    return [" ".join(told[start : start + 2]) for start in range(0, len(told), 2)]


def _goes_on(voice: Voice, moment: _Moment, *, newcomer: bool, crowded: bool) -> str:
    """Move the world: the next event of the place, or the way to the next one."""
    arrives = moment.step == 0 or newcomer
    lead = voice.pick("bridge", voice.book.frames["bridge"]) if moment.step == 0 else ""
    voice.palette = moment.here
    if not arrives and not crowded:
        lead = voice.pick("air", moment.here.air)
    event = moment.here.arrive if arrives else moment.here.beats[moment.step - 1]
    return " ".join(filter(None, (lead, voice.fill(event), voice.closing())))


def _journey(brief: Brief, book: Book) -> list[Palette]:
    """Order the palettes: those of the campaign's themes first, in the themes' order, the rest by chance."""
    asked = [fold(theme) for theme in brief.themes] or [fold(brief.campaign)]
    rest = sorted(book.palettes, key=lambda palette: draw(brief.campaign, palette.name))
    themed = [palette for theme in asked for palette in rest if _fits(palette, theme)]
    first = themed or [palette for palette in rest if palette.name == FALLBACK]
    return list({palette.name: palette for palette in [*first, *rest]}.values())


def _fits(palette: Palette, theme: str) -> bool:
    words = theme.split()
    pairs = {" ".join(words[start : start + 2]) for start in range(len(words))}
    return bool(palette.themes & {*words, *pairs, *(word.removesuffix("s") for word in words)})


def _deeds(brief: Brief) -> list[Deed]:
    return [deed for deed in brief.deeds if deed.text.strip()]


def _name(author: str) -> str:
    return _shown(author, _NAME_LENGTH) or "?"


def _shown(text: str, length: int) -> str:
    return escape(shorten(clean(text), length))
