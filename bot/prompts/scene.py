"""Where the story stands, as a model reads it: the place, and the fight when there is one."""

from __future__ import annotations

from bot.domain.combat import Combat
from bot.domain.state import GameState
from bot.prompts.room import escaped, fit

_PLACE_ROOM, _ROOM = 300, 2_000
_MOST_FOES = 20


def scene_text(state: GameState) -> str:
    """Write the scene and the fight in at most some 4,000 characters; "" before there is either."""
    scene = state.scene
    away = [character.name for character in state.party if character.id in scene.away]
    lines = [
        f"Place: {_short(scene.place, 200)}" if scene.place else "",
        f"Time: {_short(scene.time, 100)}" if scene.time else "",
        f"Here: {_short(scene.description, _PLACE_ROOM)}" if scene.description else "",
        f"Also there: {_short(', '.join(scene.people), _PLACE_ROOM)}" if scene.people else "",
        f"Away, and not to act: {_short(', '.join(away), _PLACE_ROOM)}" if away else "",
    ]
    told = "\n".join(line for line in lines if line)
    parts = [f"# The scene\n{told}" if told else "", _fight(state, state.combat) if state.combat else ""]
    return "\n\n".join(part for part in parts if part)


def _fight(state: GameState, combat: Combat) -> str:
    names = {character.key: character.name for character in state.party} | {foe.key: foe.name for foe in combat.foes}
    foes = {foe.key: foe for foe in combat.foes}
    lines: list[str] = []
    for place, combatant in enumerate(combat.order[: 2 * _MOST_FOES]):
        mark = "→" if place == combat.current else "-"
        line = f"{mark} {_short(names.get(combatant.key, combatant.key), 60)}"
        foe = foes.get(combatant.key)
        if foe is not None:
            gone = "dead" if foe.dead else "fled" if foe.fled else f"HP {foe.hit_points}/{foe.max_hit_points}"
            conditions = "".join(f", {one.condition}" for one in foe.conditions[:4])
            line += f" (foe, AC {foe.block.armour_class}, {gone}{conditions})"
        elif combatant.fled:
            line += " (fled)"
        lines.append(line)
    now = _short(names.get(combat.now.key, combat.now.key), 60)
    return (
        f"# The fight, round {combat.round}; it is the turn of {now}\n"
        + "\n".join(lines)
        + "\nOnly they act now. When their action is done, call `next_combatant`: the rules play the foes and tell you."
    )


def _short(text: str, room: int) -> str:
    return escaped(fit(text, room))
