"""One level more, as its player chooses it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from bot.domain.character import ABILITIES, Ability, Character
from bot.domain.event import Event
from bot.domain.rules.creatures import most_hit_points
from bot.domain.rules.departing import fighting
from bot.domain.rules.levels import (
    EXPERIENCE,
    HIGHEST_LEVEL,
    HIGHEST_SCORE,
    constitution,
    gained,
    hit_die,
    improves,
    level_at,
)
from bot.domain.rules.mortality import living
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of, with_sheet
from bot.domain.rules.slots import slots, spell_modifier
from bot.domain.spellbooks import BOOKS, cantrips_known, spells_known
from bot.domain.state import GameState
from bot.i18n import N_

POINTS = 2
"""How many points an ability score improvement gives."""

_LEARN = frozenset({"bard", "ranger", "sorcerer", "warlock", "wizard"})
_INDEX_LENGTH = 60


class NoLevelYet(AgainstTheRules):
    sentence = N_("{name} has {experience} of the {needed} experience points that the next level asks for.")


class HighestLevel(AgainstTheRules):
    sentence = N_("{name} has reached level {level}, which is the highest.")


class LevelInFight(AgainstTheRules):
    sentence = N_("Nobody gains a level in the middle of a fight. Take it when the fight is over.")


class BadChoice(AgainstTheRules):
    sentence = N_("That choice does not fit this level any more. Begin again: /character levelup.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a player chose: the face of the hit die (None: its average), scores to raise, spells to learn.

    Each score stands as often as it gains a point. `simple` is how many cantrips they know by the book. What is left
    open comes as it usually does.
    """

    face: int | None = None
    scores: tuple[Ability, ...] = ()
    cantrips: tuple[str, ...] = ()
    spells: tuple[str, ...] = ()
    simple: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What the next level of a character asks: the hit die, points for scores, and how many new spells.

    `bonus` is what Constitution adds to the die; `most_level` is the highest level of spells it could learn then.
    """

    level: int
    die: int
    bonus: int
    points: int
    cantrips: int
    spells: int
    most_level: int

    @property
    def average(self) -> int:
        """The hit points of who does not roll."""
        return self.rolled(self.die // 2 + 1)

    def rolled(self, face: int) -> int:
        """Return the hit points of a face of the die."""
        return max(1, face + self.bonus)


def next_step(character: Character, scores: tuple[Ability, ...] = (), simple: int | None = None) -> Step:
    """Return what a character's next level asks, with these scores raised by it; raises `NoLevelYet`, `HighestLevel`.

    `simple` is how many cantrips they know, None to count those in the usual book of their class.
    """
    level = character.level + 1
    if character.level >= HIGHEST_LEVEL:
        raise HighestLevel(name=called(character), level=HIGHEST_LEVEL)
    if level_at(character.experience) < level:
        raise NoLevelYet(name=called(character), experience=character.experience, needed=EXPERIENCE[character.level])
    better = raised(character, scores)
    class_, die = character.class_, hit_die(character)
    known = _simple(character) if simple is None else simple
    spells = spells_known(class_, level, spell_modifier(better)) if class_ in BOOKS else 0
    most_level = max((place for place, most in enumerate(slots(class_, level), 1) if most), default=0)
    return Step(
        level,
        die,
        constitution(better),
        POINTS if improves(class_, level) else 0,
        max(0, cantrips_known(class_, level) - known),
        max(0, spells - (len(character.spells) - known)) if most_level else 0,
        most_level,
    )


def chooses_spells(class_: str) -> bool:
    """Tell whether a class learns its spells by heart or writes them in a book; others prepare the usual ones."""
    return class_ in _LEARN


def raised(character: Character, scores: tuple[Ability, ...]) -> Character:
    """Return a character with scores raised by a point each; raises `BadChoice` past 20."""
    values = list(character.scores)
    for ability, points in Counter(scores).items():
        place = ABILITIES.index(ability)
        values[place] += points
        if values[place] > HIGHEST_SCORE:
            raise BadChoice()
    first, second, third, fourth, fifth, sixth = values
    return replace(character, scores=(first, second, third, fourth, fifth, sixth))


def level_up(state: GameState, key: str, choices: Choices) -> Ruled:
    """Let a character gain one level as chosen; the event is of kind `level`.

    Raises `NoLevelYet`, `HighestLevel`, `LevelInFight`, `IsDead`, and `BadChoice` for what this level does not give.
    """
    before = sheet_of(state, key)
    living(state, key)
    if fighting(state, before):
        raise LevelInFight()
    step = next_step(before, choices.scores, choices.simple)
    room = sum(max(0, HIGHEST_SCORE - score) for score in before.scores)
    if len(choices.scores) != min(step.points, room):
        raise BadChoice()
    if choices.face is not None and not 1 <= choices.face <= step.die:
        raise BadChoice()
    better = raised(before, choices.scores)
    # More Constitution counts for the levels before as well.
    gain = (step.bonus - constitution(before)) * before.level
    gain += step.average if choices.face is None else step.rolled(choices.face)
    grown = replace(
        better,
        level=step.level,
        max_hit_points=before.max_hit_points + gain,
        spells=(*before.spells, *_learned(before, choices, step)),
    )
    # Whoever lies at 0 hit points is not woken by what they learned.
    if before.hit_points:
        grown = replace(grown, hit_points=min(before.hit_points + gain, most_hit_points(grown)))
    detail = {**gained(before, grown), "face": choices.face, "drawn": [] if choices.face is None else [choices.face]}
    return with_sheet(state, grown), (Event("level", before.name, detail),)


def _learned(before: Character, choices: Choices, step: Step) -> tuple[str, ...]:
    """Return what is new among the spells: what was chosen, and the usual for what was left open."""
    chosen = (*choices.cantrips, *choices.spells)
    if len(set(chosen) - set(before.spells)) != len(chosen) or any(len(one) > _INDEX_LENGTH for one in chosen):
        raise BadChoice()
    if len(choices.cantrips) > step.cantrips or len(choices.spells) > step.spells:
        raise BadChoice()
    if before.class_ not in BOOKS:
        return ()
    cantrips, *pages = (page.split() for page in BOOKS[before.class_])
    known = {*before.spells, *chosen}
    simple = [spell for spell in cantrips if spell not in known][: step.cantrips - len(choices.cantrips)]
    newest = [spell for page in reversed(pages[: step.most_level]) for spell in page if spell not in known]
    return (*choices.cantrips, *simple, *choices.spells, *newest[: step.spells - len(choices.spells)])


def _simple(character: Character) -> int:
    page = set(BOOKS.get(character.class_, ("",))[0].split())
    return sum(spell in page for spell in character.spells)
