"""Tell a fight: what everybody did who wrote, what the foes did, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.conversation import ToolCall
from bot.llm.offline.field import survey
from bot.llm.offline.fighting import ONWARD, stage
from bot.llm.offline.happenings import Happening, happened
from bot.llm.offline.steps import Step, shown_name
from bot.llm.offline.view import View
from bot.llm.offline.voice import Result, Voice

_MOST_TOLD = 14
_QUIET = frozenset({"talk", "go", "help", "take", None})


def tell_fight(view: View, voice: Voice, *, began: bool = False) -> list[str]:
    """Return the paragraphs of a fight; `began` says that the deeds were told already, up to the first blow."""
    paragraphs = [_beginning(view, voice)] if began else []
    for name in view.calls:
        number = view.number(name, "fight")
        if number is not None:
            paragraphs.append(_done(view, voice, number, name, began=began))
        elif view.number(name, ONWARD.rstrip("-")) is not None and (answer := view.answers.get(name)):
            paragraphs.append(tell(voice, happened(view.calls[name], answer, view.brief.party)))
    if not began:
        paragraphs += [_left(view, voice, number) for number in range(len(view.steps))]
    return [paragraph for paragraph in [*paragraphs, _ending(view, voice)] if paragraph]


def _beginning(view: View, voice: Voice) -> str:
    frames = voice.book.frames["fight"]
    foes = voice.the(view.at.palette.tale.foes)
    first = [
        happening for call, answer in view.results("story-") for happening in happened(call, answer, view.brief.party)
    ]
    return f"{voice.pick('begins', frames['begins'], foes=foes)} {tell(voice, first)}".strip()


def _done(view: View, voice: Voice, number: int, name: str, *, began: bool) -> str:
    """Tell one call of a deed, the deed itself before its first."""
    step, first = view.steps[number], name == view.name(stage(number), 0)
    lead = voice.lead(step, first=number == 0) if first and not began else ""
    return f"{lead} {_outcome(view, voice, step, view.calls[name])}".strip()


def _left(view: View, voice: Voice, number: int) -> str:
    """Tell a deed that asked nothing of the rules: mere words, or one that must wait."""
    step, frames = view.steps[number], voice.book.frames["fight"]
    if view.asked(stage(number)):
        return ""
    role = _held_back(view, step, number)
    if role in ("lies", "dead"):
        return voice.insist(role, frames[role], name=step.name)
    lead = voice.lead(step, first=number == 0)
    return f"{lead} {voice.insist(role, frames[role], name=step.name)}" if role else lead


def _outcome(view: View, voice: Voice, step: Step, call: ToolCall) -> str:
    answer: Result | None = view.answers.get(call.id)
    if answer is None or "error" in answer:
        return voice.insist("refused", voice.book.frames["fight"]["refused"], name=step.name)
    if call.name in ("ability_check", "roll_dice"):
        return voice.decided(step, answer)
    return tell(voice, happened(call, answer, view.brief.party))


def _held_back(view: View, step: Step, number: int) -> str:
    """Say why nothing came of a deed: its character lies on the ground, or others come first; "" for mere words."""
    state = view.brief.state
    sheet = state.named(step.character) if state and step.character else None
    if sheet is None:
        return ""
    if sheet.dead or sheet.hit_points == 0:
        return "dead" if sheet.dead else "lies"
    if not survey(view).on:
        return ""
    earlier = any(other.character == step.character for other in view.steps[:number])
    return "" if earlier or step.intent.kind in _QUIET else "waits"


def tell(voice: Voice, happenings: Iterable[Happening]) -> str:
    """Tell what happened, a bounded number of things."""
    told: list[str] = []
    frames = voice.book.frames["fight"]
    for happening in list(happenings)[:_MOST_TOLD]:
        if happening.role in frames:
            names = {"name": shown_name(happening.name), "target": shown_name(happening.target)}
            told.append(voice.insist(happening.role, frames[happening.role], **names))
    return " ".join(told)


def _ending(view: View, voice: Voice) -> str:
    """Say whose turn it is, or that it is over."""
    field, frames = survey(view), voice.book.frames["fight"]
    if field.on:
        if not field.now:
            return voice.closing()
        foe = shown_name(field.foes[0]) if field.foes else field.now
        return voice.insist("turn_of", frames["turn_of"], name=shown_name(field.now), foe=foe)
    role = "lost" if field.outcome == "defeat" else "over"
    told = voice.insist(role, frames[role])
    part = (view.move.to or view.at).part
    won = voice.fresh(view.at.palette.tale.won) if part == "fight" and field.outcome == "victory" else ""
    return f"{told} {won} {voice.closing()}".replace("  ", " ").strip()
