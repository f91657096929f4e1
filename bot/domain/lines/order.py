"""The order of a fight as players see it."""

from __future__ import annotations

from bot.domain.label import Label
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown
from bot.domain.rules.creatures import Creature, creature
from bot.domain.state import GameState

_ROUND = Label("Round {round}", "Round {round}")
_NO_FIGHT = Label("There is no fight now.", "Il n’y a pas de combat en cours.")
_HIT_POINTS = Label("{now}/{most} HP", "{now}/{most} PV")
_UNHURT, _HURT = Label("unhurt", "indemne"), Label("hurt", "blessé")
_BLOODIED, _DEAD = Label("bloodied", "en sang"), Label("dead", "mort")
_DYING, _FALLEN = Label("dying", "entre la vie et la mort"), Label("unconscious", "sans connaissance")
_GONE, _ACTED = Label("gone", "parti"), Label("has acted", "a agi")
_DODGING = Label("dodges", "esquive")


def order_lines(state: GameState, language: str) -> str:
    """Write who is in the fight, in order: characters with their hit points, foes by how they look; ▶ is whose turn."""
    combat = state.combat
    if combat is None:
        return _NO_FIGHT.say(language)
    lines = [f"**{_ROUND.say(language).format(round=combat.round)}**"]
    for place, each in enumerate(combat.order):
        who = creature(state, each.key)
        mark = "▶" if place == combat.current else "▪"
        name = f"**{shown(who.name)}**" if place == combat.current else shown(who.name)
        done = each.acted and place != combat.current and who.able
        lines.append(
            joined(
                f"{mark} {each.initiative} · {name}",
                _health(who, language),
                _DODGING.say(language) if each.dodging else "",
                _ACTED.say(language) if done else "",
            )
        )
    return "\n".join(lines)


def _health(who: Creature, language: str) -> str:
    if who.dead:
        return _DEAD.say(language)
    if not who.present:
        return _GONE.say(language)
    if who.is_foe:
        return looks(who).say(language)
    hit_points = _HIT_POINTS.say(language).format(now=who.hit_points, most=who.max_hit_points)
    fallen = _DYING if who.dying else None if who.conscious else _FALLEN
    return joined(hit_points, fallen.say(language) if fallen else "")


def looks(who: Creature) -> Label:
    """Return how a wounded creature looks to those who fight it: bloodied from half of its hit points on."""
    if who.dead:
        return _DEAD
    if who.hit_points >= who.max_hit_points:
        return _UNHURT
    return _BLOODIED if 2 * who.hit_points <= who.max_hit_points else _HURT
