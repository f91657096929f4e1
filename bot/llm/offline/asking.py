"""Say what the rules are asked for the deeds of a turn, outside of a fight."""

from __future__ import annotations

from bot.domain.character import Character
from bot.domain.gear import Item
from bot.domain.plaintext import fold
from bot.domain.state import GameState
from bot.llm.offline.spellbook import HEALING, healing_spell, person_meant, spell_meant, thing_meant
from bot.llm.offline.steps import Step
from bot.llm.offline.tale import Call, nobody_left, starts_fight
from bot.llm.offline.view import View

_ITEM_LENGTH = 60
_HINTING = 4


def asked(view: View, step: Step) -> Call | None:
    """Return the call a deed needs: dice the player asked for, what it does to a sheet, or a check when it can fail."""
    intent, character = step.intent, step.character
    if intent.dice:
        reason = intent.do or intent.quote
        return "roll_dice", {"dice": intent.dice, "reason": reason, **({"character": character} if character else {})}
    if character is None:
        return None
    if view.tells_tale and (starts_fight(view.at, {intent.kind}) or nobody_left(view.at, intent.kind)):
        return None
    sheet = view.brief.state.named(character) if view.brief.state else None
    special = _special(view, step, sheet, view.brief.state) if sheet and view.brief.state else None
    if special and special[0] in view.offered:
        return special
    check = view.book.words.kinds[intent.kind].check if intent.kind else None
    if not check or (sheet and sheet.hit_points == 0):
        return None
    return "ability_check", {"character": character, "ability": check, "dc": step.difficulty, "reason": intent.do}


def _special(view: View, step: Step, sheet: Character, state: GameState) -> Call | None:
    kind = step.intent.kind
    if sheet.hit_points == 0 or sheet.dead:
        return None
    if kind == "camp":
        return _rest(view, step, state)
    if kind in ("heal", "magic"):
        return healing(view, step, sheet, state)
    if kind == "take":
        return _taken(view, step, sheet)
    return None


def _rest(view: View, step: Step, state: GameState) -> Call | None:
    first = next(other for other in view.steps if other.intent.kind == "camp")
    if first is not step or (view.tells_tale and view.at.part in ("lair", "unseen", "fight")):
        return None
    short = not view.book.words.brief.isdisjoint(step.said.split())
    return "rest", {"kind": "short" if short else "long"}


def healing(view: View, step: Step, sheet: Character, state: GameState) -> Call | None:
    """Return the healing spell a deed comes down to; None where it needs other hands."""
    spell = spell_meant(step, sheet, view.book)
    if step.intent.kind == "magic" and spell not in HEALING:
        return None
    spell = spell if spell in HEALING else healing_spell(sheet)
    if not spell or "cast_spell" not in view.offered:
        return None
    hurt = [one for one in state.present if one.hit_points < one.max_hit_points and not one.dead]
    if not hurt:
        return None
    named = person_meant(step, [one.name for one in state.present])
    target = named or min(hurt, key=lambda one: one.hit_points / one.max_hit_points).name
    return "cast_spell", {"caster": sheet.name, "spell": spell.replace("-", " "), "targets": target}


def _taken(view: View, step: Step, sheet: Character) -> Call | None:
    verb = step.intent.do.partition(" ")[0]
    words, own = view.book.words, thing_meant(step, sheet)
    if own is not None:
        if verb in words.equip and not own.equipped and (own.weapon or own.armour):
            return _item("equip", sheet, own.name)
        if verb in words.use and not (own.weapon or own.armour):
            return _item("use", sheet, own.name)
        return None
    found = _found(view, step)
    return _item("give", sheet, found) if found and not _owned(view, found) else None


def _item(action: str, sheet: Character, name: str) -> Call:
    return "item", {"action": action, "character": sheet.name, "item": name}


def _found(view: View, step: Step) -> str:
    """Return the thing the story showed and a deed takes, "" for what nobody has seen."""
    told = "\n".join(view.told[-_HINTING:])
    for find in view.at.palette.finds:
        key = fold(find.split(",")[0]).split()
        if view.book.grammar.typeset(find) in told and any(len(word) > 3 and f" {word} " in step.said for word in key):
            return find.split(",")[0][:_ITEM_LENGTH].rstrip()
    return ""


def _owned(view: View, name: str) -> bool:
    def same(item: Item) -> bool:
        return fold(item.name) == fold(name)

    return view.brief.state is not None and any(same(item) for one in view.brief.state.party for item in one.items)
