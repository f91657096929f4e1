"""Say what the rules are asked in a fight: what whoever's turn it is wrote, and then who comes next."""

from __future__ import annotations

from dataclasses import replace

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

ONWARD = "next-"
"""The stage of going on to the next combatant."""
STARTING = frozenset({"attack", "shoot", "magic"})

_BLOWS = frozenset({"attack", "shoot", "force"})


def in_fight(view: View) -> bool:
    """Tell whether the turn began in a fight."""
    return view.brief.state is not None and view.brief.state.combat is not None


def stage(number: int) -> str:
    """Name the stage of what a step does in a fight."""
    return f"fight{number}-"


def fight_calls(view: View) -> tuple[ToolCall, ...]:
    """Return what those do now who wrote and may act, and once they did, that the fight goes on."""
    state, field = view.brief.state, survey(view)
    if state is None or not field.on or "next_combatant" not in view.offered:
        return ()
    calls: list[ToolCall] = []
    aimed: set[str] = set()
    acting: set[int] = set()
    for number, step in enumerate(view.steps):
        sheet = _ready(view, step, number, state, field)
        if sheet is None or sheet.id in acting:
            continue
        free = replace(field, foes=tuple(name for name in field.foes if name not in aimed))
        acts = [act for act in _acts(view, step, sheet, state, free) if act[0] in view.offered]
        target = str(acts[0][1].get("target") or acts[0][1].get("targets") or "") if acts else ""
        if target in aimed:
            # Whether that one still stands will be known when the first blow has fallen.
            continue
        acting |= {sheet.id} if acts else set()
        aimed |= {target} & set(field.foes)
        calls += [view.call(stage(number), place, act) for place, act in enumerate(acts)]
    return tuple(calls) or _onward(view, field)


def _onward(view: View, field: Field) -> tuple[ToolCall, ...]:
    """End the turn of a character whose player wrote, once for every turn that comes to one of them."""
    writers = [step for step in view.steps if step.character and fold(step.character) == fold(field.now)]
    before = [call for call in view.calls.values() if call.name == "next_combatant"]
    if not writers or (not in_fight(view) and not _struck(view)):
        return ()
    if before and _acted_since(view, field.now, before[-1].id) is False:
        return ()
    return (view.call(ONWARD, len(before), ("next_combatant", {})),)


def _struck(view: View) -> bool:
    return any(view.asked(stage(number)) for number in range(len(view.steps)))


def _acted_since(view: View, name: str, last: str) -> bool:
    """Tell whether a character acted after a call; whoever only becomes next waits for their player."""
    asked = list(view.calls)
    numbers = [number for number, step in enumerate(view.steps) if fold(step.character or "") == fold(name)]
    return any(
        call.startswith(view.name(stage(number), 0)[:-1])
        for call in asked[asked.index(last) + 1 :]
        for number in numbers
    )


def _ready(view: View, step: Step, number: int, state: GameState, field: Field) -> Character | None:
    """Return the sheet of somebody whose deed can be done now."""
    sheet = state.named(step.character) if step.character else None
    if sheet is None or sheet.dead or sheet.hit_points == 0 or _acted(view, step):
        return None
    if not in_fight(view) and (step.intent.kind not in STARTING or view.name("", number) in view.calls):
        return None
    mine = fold(sheet.name) == fold(field.now)
    if state.campaign.rules.mode == "initiative":
        return sheet if mine else None
    places = state.combat.order if state.combat else ()
    place = next((each for each in places if each.key == sheet.key), None)
    return None if place is not None and (place.acted or place.surprised or place.fled) and not mine else sheet


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
    # Magic meant for a friend is no blow at a foe, also where the spell is not known.
    hostile = not person_meant(step, [one.name for one in state.party if one is not sheet])
    if kind == "magic" and not spell and hostile:
        spell = ordinary_spell(sheet)
    target = _target(step, field)
    if spell and target and "cast_spell" in view.offered:
        return (("cast_spell", {"caster": sheet.name, "spell": spell.replace("-", " "), "targets": target}),)
    if (kind in _BLOWS or (kind == "magic" and hostile)) and target:
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
