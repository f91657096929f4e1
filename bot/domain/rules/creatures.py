"""Characters and foes in one shape, so that a rule need not know which of them it strikes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.character import ABILITIES, Affliction, Character
from bot.domain.combat import Foe
from bot.domain.plaintext import NAME_SHOWN, clean, escape, fold, shorten, shown
from bot.domain.rules.armour import armour_class
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.sheet import check_modifier, modifier, proficiency
from bot.domain.skills import ability_of
from bot.domain.srd import CLASSES
from bot.domain.state import GameState
from bot.i18n import N_

_LIST_SHOWN = 300

_CANNOT_ACT = frozenset({"incapacitated", "paralyzed", "petrified", "stunned", "unconscious"})


class NoSuchCreature(AgainstTheRules):
    sentence = N_("Nobody called “{asked}” is here. Here are: {here}.")

    def __init__(self, asked: str, here: tuple[str, ...]) -> None:
        super().__init__(asked=shown(asked), here=_listed(here))


class SeveralMeant(AgainstTheRules):
    sentence = N_("“{asked}” could be several: {here}. Say which one.")

    def __init__(self, asked: str, here: tuple[str, ...]) -> None:
        super().__init__(asked=shown(asked), here=_listed(here))


@dataclass(frozen=True, slots=True)
class Creature:
    """A character or a foe as the rules see it.

    `scores` and `saves` (whole bonuses) follow the order of `ABILITIES`; `skills` holds the whole bonus of the skills
    it is trained in. `max_hit_points` is what counts now: exhaustion halves it. `present` is false for whoever left.
    """

    key: str
    name: str
    is_foe: bool
    armour_class: int
    hit_points: int
    max_hit_points: int
    temporary_hit_points: int
    scores: tuple[int, int, int, int, int, int]
    proficiency: int
    saves: tuple[int, ...]
    skills: Mapping[str, int]
    conditions: tuple[Affliction, ...]
    exhaustion: int
    resistances: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    immunities: tuple[str, ...]
    condition_immunities: tuple[str, ...]
    dead: bool
    stable: bool
    death_successes: int
    death_failures: int
    concentration: str
    present: bool

    def has(self, condition: str) -> bool:
        """Tell whether it is under a condition, by name or because another one brings it."""
        if condition == "exhaustion":
            return self.exhaustion > 0
        if condition == "unconscious" and self.hit_points == 0 and not self.dead:
            return True
        if condition == "incapacitated":
            return any(self.has(other) for other in _CANNOT_ACT - {condition}) or self._named(condition)
        return self._named(condition)

    @property
    def conscious(self) -> bool:
        """Alive and awake."""
        return not self.dead and not self.has("unconscious")

    @property
    def dying(self) -> bool:
        """At 0 hit points and not stable: it makes death saving throws."""
        return not self.is_foe and self.hit_points == 0 and not self.dead and not self.stable

    @property
    def able(self) -> bool:
        """Here, alive and fit to take actions."""
        return self.present and not self.dead and not self.has("incapacitated")

    def bonus(self, check: str) -> int:
        """Return what it adds to a check; `check` is an ability or skill index, else KeyError."""
        if check in self.skills:
            return self.skills[check]
        return modifier(self.scores[ABILITIES.index(ability_of(check))])

    def _named(self, condition: str) -> bool:
        return any(affliction.condition == condition for affliction in self.conditions)


def creature(state: GameState, key: str) -> Creature:
    """Return the creature with a key, wherever it is; raises `NoSuchCreature`."""
    for character in state.party:
        if character.key == key:
            return _of_character(character, state)
    if state.combat is not None:
        for foe in state.combat.foes:
            if foe.key == key:
                return _of_foe(foe)
    raise NoSuchCreature(key, _names(creatures(state)))


def creatures(state: GameState) -> tuple[Creature, ...]:
    """Return everybody who is here, the dead among them: the party first, then the foes."""
    everybody = [_of_character(character, state) for character in state.party]
    if state.combat is not None:
        everybody += [_of_foe(foe) for foe in state.combat.foes]
    return tuple(each for each in everybody if each.present)


def find(state: GameState, name: str) -> Creature:
    """Return the creature people mean by a name or key: case and accents aside, a part of it when only one has it.

    Of several with a part of a name the one that is alive is meant. Raises `NoSuchCreature` or `SeveralMeant`, which
    name those who are here.
    """
    here = creatures(state)
    for each in here:
        if each.key == name:
            return each
    meant = fold(name[: 2 * NAME_SHOWN])
    if exact := [each for each in here if fold(each.name) == meant and meant]:
        return exact[0]
    words = set(meant.split())
    partly = [each for each in here if words and words <= set(fold(each.name).split())]
    if len(partly) > 1:
        partly = [each for each in partly if not each.dead] or partly
    if len(partly) == 1:
        return partly[0]
    raise SeveralMeant(name, _names(partly)) if partly else NoSuchCreature(name, _names(here))


def known(state: GameState, key: str) -> bool:
    """Tell whether there is a creature with a key."""
    foes = () if state.combat is None else state.combat.foes
    return any(each.key == key for each in (*state.party, *foes))


def put(state: GameState, changed: Creature) -> GameState:
    """Return the state with what play changes of a creature: hit points, conditions, exhaustion, death, concentration.

    Raises `NoSuchCreature` when it is not in the state.
    """
    if not changed.is_foe and any(character.key == changed.key for character in state.party):
        party = tuple(_sheet(each, changed) if each.key == changed.key else each for each in state.party)
        return replace(state, party=party)
    if changed.is_foe and state.combat is not None and any(foe.key == changed.key for foe in state.combat.foes):
        foes = tuple(_foe(each, changed) if each.key == changed.key else each for each in state.combat.foes)
        return replace(state, combat=replace(state.combat, foes=foes))
    raise NoSuchCreature(changed.name, _names(creatures(state)))


def most_hit_points(character: Character) -> int:
    """Return a character's hit point maximum as it counts now: half of it from four levels of exhaustion."""
    return max(1, character.max_hit_points // 2) if character.exhaustion >= 4 else character.max_hit_points


def _of_character(character: Character, state: GameState) -> Creature:
    trained = CLASSES[character.class_].saves if character.class_ in CLASSES else ()
    bonus = proficiency(character.level)
    order = () if state.combat is None else state.combat.order
    fled = any(each.key == character.key and each.fled for each in order)
    return Creature(
        key=character.key,
        name=character.name,
        is_foe=False,
        armour_class=armour_class(character),
        hit_points=character.hit_points,
        max_hit_points=most_hit_points(character),
        temporary_hit_points=character.temporary_hit_points,
        scores=character.scores,
        proficiency=bonus,
        saves=tuple(
            modifier(score) + (bonus if ability in trained else 0)
            for ability, score in zip(ABILITIES, character.scores, strict=True)
        ),
        skills={skill: check_modifier(character, skill) for skill in character.skills},
        conditions=character.conditions,
        exhaustion=character.exhaustion,
        resistances=character.resistances,
        vulnerabilities=character.vulnerabilities,
        immunities=character.immunities,
        condition_immunities=(),
        dead=character.dead,
        stable=character.stable,
        death_successes=character.death_successes,
        death_failures=character.death_failures,
        concentration=character.concentration,
        present=character.id not in state.scene.away and not fled,
    )


def _of_foe(foe: Foe) -> Creature:
    block = foe.block
    better = dict(block.saves)
    return Creature(
        key=foe.key,
        name=foe.name,
        is_foe=True,
        armour_class=block.armour_class,
        hit_points=foe.hit_points,
        max_hit_points=foe.max_hit_points,
        temporary_hit_points=foe.temporary_hit_points,
        scores=block.scores,
        proficiency=block.proficiency,
        saves=tuple(
            better.get(ability, modifier(score)) for ability, score in zip(ABILITIES, block.scores, strict=True)
        ),
        skills=dict(block.skills),
        conditions=foe.conditions,
        exhaustion=0,
        resistances=block.resistances,
        vulnerabilities=block.vulnerabilities,
        immunities=block.immunities,
        condition_immunities=block.condition_immunities,
        dead=foe.dead,
        stable=False,
        death_successes=0,
        death_failures=0,
        concentration="",
        present=not foe.fled,
    )


def _sheet(character: Character, changed: Creature) -> Character:
    return replace(
        character,
        hit_points=changed.hit_points,
        temporary_hit_points=changed.temporary_hit_points,
        conditions=changed.conditions,
        exhaustion=changed.exhaustion,
        dead=changed.dead,
        stable=changed.stable,
        death_successes=changed.death_successes,
        death_failures=changed.death_failures,
        concentration=changed.concentration,
    )


def _foe(foe: Foe, changed: Creature) -> Foe:
    return replace(
        foe,
        hit_points=changed.hit_points,
        temporary_hit_points=changed.temporary_hit_points,
        conditions=changed.conditions,
        dead=changed.dead,
    )


def _names(among: tuple[Creature, ...] | list[Creature]) -> tuple[str, ...]:
    return tuple(each.name for each in among)


def _listed(names: tuple[str, ...]) -> str:
    return escape(shorten(", ".join(shorten(clean(name), NAME_SHOWN) for name in names), _LIST_SHOWN)) or "–"
