"""Take a level step by step: what is chosen is kept until it is confirmed."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations_with_replacement
from typing import Any, Literal

from bot.domain.character import ABILITIES, Ability, Character
from bot.domain.dice import SeededDice
from bot.domain.event import Event
from bot.domain.lines import line, signed
from bot.domain.rules.departing import fighting
from bot.domain.rules.levelling import (
    BadChoice,
    Choices,
    LevelInFight,
    Step,
    chooses_spells,
    level_up,
    next_step,
    raised,
)
from bot.domain.rules.levels import HIGHEST_SCORE
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState
from bot.domain.values import read
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.admission import admit
from bot.services.characters import CharacterService
from bot.services.compendium import Compendium
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores

ON_A_PAGE = 25
"""How many spells are offered at once."""

What = Literal["average", "roll", "scores", "cantrips", "spells", "page"]

_DRAFT = "levelup"


class LevelsAreAutomatic(SkaldError):
    sentence = N_("Levels come by themselves in this campaign, as soon as there is experience enough for them.")


class NotYourLevel(SkaldError):
    sentence = N_("This level is somebody else’s, or was taken already. For your own, use /character levelup.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is chosen so far for a level; `how` says where the hit points come from, "" for not chosen yet."""

    how: Literal["", "average", "roll"] = ""
    face: int | None = None
    scores: tuple[str, ...] = ()
    cantrips: tuple[str, ...] = ()
    spells: tuple[str, ...] = ()
    page: int = 0


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level on its way: what it asks, what is chosen, and what can be."""

    character: Character
    step: Step
    plan: Plan
    improvements: tuple[tuple[Ability, ...], ...]
    cantrips: tuple[str, ...]
    spells: tuple[str, ...]
    """The spells of this page."""
    pages: int

    @property
    def complete(self) -> bool:
        """Tell whether everything is chosen that does not come by itself."""
        return bool(self.plan.how) and (bool(self.plan.scores) or not self.improvements)


class LevelService:
    """Let players take their levels as they like."""

    def __init__(
        self,
        stores: Stores,
        characters: CharacterService,
        people: PeopleService,
        tables: Tables,
        play: PlayService,
        book: Compendium,
    ) -> None:
        self._stores = stores
        self._characters = characters
        self._people = people
        self._tables = tables
        self._play = play
        self._book = book

    async def begin(self, channel_id: int, person: Person) -> LevelView:
        """Return the next level of the person's character, as far as they came with it."""
        _, character = await self._ready(channel_id, person)
        draft = await self._stores.drafts.get(character.account_id, _DRAFT, character.id)
        return await self._view(character, _plan(draft, character))

    async def choose(
        self, channel_id: int, person: Person, character_id: int, what: What, values: Sequence[str]
    ) -> LevelView:
        """Keep a choice and return how the level stands; raises `NotYourLevel` for who is not meant."""
        table, character = await self._ready(channel_id, person)
        if character.id != character_id:
            raise NotYourLevel
        draft = await self._stores.drafts.get(character.account_id, _DRAFT, character.id)
        view = await self._view(character, _plan(draft, character))
        plan = _chosen(view, what, tuple(values), table)
        content = {"level": view.step.level, **asdict(plan)}
        await self._stores.drafts.put(character.account_id, _DRAFT, character.id, content)
        return await self._view(character, plan)

    async def confirm(self, channel_id: int, person: Person, character_id: int) -> tuple[Character, str]:
        """Take the level as it was chosen, once; return the sheet, and the line that tells the table."""
        table, character = await self._ready(channel_id, person)
        if character.id != character_id:
            raise NotYourLevel
        draft = await self._stores.drafts.take(character.account_id, _DRAFT, character.id)
        if draft is None:
            raise NotYourLevel
        plan = _plan(draft, character)
        happened: list[Event] = []

        def rule(state: GameState, key: str) -> Ruled:
            after, events = level_up(state, key, choices)
            happened.extend(events)
            return after, events

        try:
            if not (await self._view(character, plan)).complete:
                raise BadChoice
            simple = await self._simple(character)
            choices = Choices(plan.face, _abilities(plan.scores), plan.cantrips, plan.spells, simple)
            grown = await self._characters.change(channel_id, person, rule)
        except SkaldError:
            # Such as a turn that is just told: what was chosen, and rolled, is still there afterwards.
            await self._stores.drafts.put(character.account_id, _DRAFT, character.id, draft)
            raise
        language = table.state.campaign.language
        return grown, "\n".join(signed(event.kind, line(event, language)) for event in happened)

    async def _ready(self, channel_id: int, person: Person) -> tuple[Table, Character]:
        table = await self._tables.get(self._play.campaign_in(channel_id))
        admit(table, await self._people.account_of(person))
        character = await self._characters.show(channel_id, person)
        if table.state.campaign.rules.levels == "automatic":
            raise LevelsAreAutomatic
        if fighting(table.state, character):
            raise LevelInFight
        return table, character

    async def _view(self, character: Character, plan: Plan) -> LevelView:
        simple, book = await self._simple(character), await self._book.spells()
        step = next_step(character, _abilities(plan.scores), simple)
        room = sum(HIGHEST_SCORE - score for score in character.scores if score < HIGHEST_SCORE)
        improvements = tuple(_improvements(character, min(step.points, room)))
        fresh = [(index, spell) for index, spell in book.items() if index not in character.spells]
        fresh = [(index, spell) for index, spell in fresh if character.class_ in spell.classes]
        cantrips = tuple(index for index, spell in fresh if spell.level == 0) if step.cantrips else ()
        spells: list[str] = []
        if step.spells and chooses_spells(character.class_):
            learnable = [(index, spell) for index, spell in fresh if 0 < spell.level <= step.most_level]
            spells = [index for index, _ in sorted(learnable, key=lambda each: -each[1].level)]
        pages = -(-len(spells) // ON_A_PAGE)
        page = plan.page % pages if pages else 0
        offered = tuple(spells[page * ON_A_PAGE : (page + 1) * ON_A_PAGE])
        plan = replace(plan, page=page)
        return LevelView(character, step, plan, improvements, cantrips[:ON_A_PAGE], offered, pages)

    async def _simple(self, character: Character) -> int | None:
        book = await self._book.spells()
        return sum(index in book and book[index].level == 0 for index in character.spells) if book else None


def _chosen(view: LevelView, what: What, values: tuple[str, ...], table: Table) -> Plan:
    """Return the plan with a choice in it; what is not offered is no choice, and a die that was thrown lies."""
    plan = view.plan
    if what == "average" and plan.face is None:
        return replace(plan, how="average")
    if what == "roll" and plan.face is None:
        face = _level_dice(table.state.campaign.secret, view.character, view.step.level).die(view.step.die)
        return replace(plan, how="roll", face=face)
    if what == "scores":
        chosen = tuple(values[0].split(",")) if values else ()
        return replace(plan, scores=chosen if chosen in view.improvements else ())
    if what == "cantrips":
        return replace(plan, cantrips=tuple(one for one in values if one in view.cantrips)[: view.step.cantrips])
    if what == "spells":
        others = tuple(one for one in plan.spells if one not in view.spells)
        fresh = tuple(one for one in values if one in view.spells)
        return replace(plan, spells=(*others, *fresh)[-view.step.spells :])
    return replace(plan, page=plan.page + 1) if what == "page" else plan


def _level_dice(secret: bytes, character: Character, level: int) -> SeededDice:
    """Return the dice of a character's level: the same however often somebody asks for them."""
    return SeededDice.of_turn(hmac.digest(secret, b"level%d/%d" % (character.id, level), "sha256"))


def _improvements(character: Character, points: int) -> list[tuple[Ability, ...]]:
    found: list[tuple[Ability, ...]] = []
    for scores in combinations_with_replacement(ABILITIES, points) if points else ():
        try:
            raised(character, scores)
        except BadChoice:
            continue  # past 20
        found.append(scores)
    return found


def _plan(draft: Mapping[str, Any] | None, character: Character) -> Plan:
    """Read what was kept; what belongs to another level is over."""
    if draft is None or draft.get("level") != character.level + 1:
        return Plan()
    return read(Plan, {name: value for name, value in draft.items() if name != "level"})


def _abilities(scores: tuple[str, ...]) -> tuple[Ability, ...]:
    return tuple(ability for one in scores for ability in ABILITIES if ability == one)
