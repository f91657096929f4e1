"""Say what the rules are asked in a fight: what whoever's turn it is wrote, and then who comes next."""

from __future__ import annotations

from bot.domain.character import Character
from bot.domain.conversation import ToolCall
from bot.domain.plaintext import fold
from bot.domain.state import GameState
from bot.llm.offline.asking import healing
from bot.llm.offline.field import Field, survey
from bot.llm.offline.spellbook import HEALING, ordinary_spell, person_meant, spell_meant, thing_meant
from bot.llm.offline.steps import Step
from bot.llm.offline.tale import Call
from bot.llm.offline.view import View

_BLOWS = frozenset({"attack", "shoot", "force", "threaten"})


def in_fight(view: View) -> bool:
    """Tell whether the turn began in a fight."""
    return view.brief.state is not None and view.brief.state.combat is not None


def stage(number: int) -> str:
    """Name the stage of what a step does in a fight."""
    return f"fight{number}-"


def fight_calls(view: View) -> tuple[ToolCall, ...]:
    """Return the calls of whoever's turn it is, if they wrote; nothing when others must be waited for."""
    state = view.brief.state
    if state is None or "next_combatant" not in view.offered:
        return ()
    field = survey(view)
    if not field.on:
        return ()
    for number, step in enumerate(view.steps):
        if step.character is None or fold(step.character) != fold(field.now) or _acted(view, step):
            continue
        sheet = state.named(step.character)
        acts = _acts(view, step, sheet, state, field) if sheet else ()
        calls: list[Call] = [*(act for act in acts if act[0] in view.offered), ("next_combatant", {})]
        return tuple(view.call(stage(number), place, call) for place, call in enumerate(calls))
    return ()


def _acted(view: View, step: Step) -> bool:
    return any(
        view.asked(stage(number)) for number, other in enumerate(view.steps) if other.character == step.character
    )


def _acts(view: View, step: Step, sheet: Character, state: GameState, field: Field) -> tuple[Call, ...]:
    """Return what a deed comes down to by the rules of a fight; nothing for words alone."""
    kind = step.intent.kind
    if step.intent.dice:
        reason = step.intent.do or step.intent.quote
        return (("roll_dice", {"dice": step.intent.dice, "reason": reason, "character": sheet.name}),)
    spell = spell_meant(step, sheet, view.book)
    if kind == "heal" or spell in HEALING:
        mended = healing(view, step, sheet, state)
        if mended:
            return (mended,)
    if kind == "flee":
        return (("flee", {"character": sheet.name}),)
    if kind in ("dodge", "wait"):
        return (("dodge", {"character": sheet.name}),)
    if kind == "take" and (own := thing_meant(step, sheet)) and step.intent.do.partition(" ")[0] in view.book.words.use:
        return (("item", {"action": "use", "character": sheet.name, "item": own.name}),)
    spell = spell if spell not in HEALING else ""
    if kind == "magic" and not spell:
        spell = ordinary_spell(sheet)
    target = _target(step, field)
    if spell and target and "cast_spell" in view.offered:
        return (("cast_spell", {"caster": sheet.name, "spell": spell.replace("-", " "), "target": target}),)
    if (kind in _BLOWS or kind == "magic") and target:
        weapon = thing_meant(step, sheet, weapons=True)
        armed = {"weapon": weapon.name} if weapon else {}
        return (("attack", {"attacker": sheet.name, "target": target, **armed}),)
    check = view.book.words.kinds[kind].check if kind else None
    if not check:
        return ()
    return (
        (
            "ability_check",
            {"character": sheet.name, "ability": check, "dc": step.difficulty, "reason": step.intent.do},
        ),
    )


def _target(step: Step, field: Field) -> str:
    """Return the foe a deed names, in whole or by its kind, else the one nearest to falling."""
    if not field.foes:
        return ""
    if named := person_meant(step, list(field.foes)):
        return named
    kinds = [
        name for name in field.foes if any(f" {word} " in step.said for word in fold(name).split() if len(word) > 2)
    ]
    return (kinds or list(field.foes))[0]
