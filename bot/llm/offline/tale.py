"""Carry a short adventure: somebody wants something, a fight, an ending; what players do moves it on."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from bot.domain.conversation import Brief
from bot.domain.rules.levels import EXPERIENCE
from bot.domain.state import GameState
from bot.llm.offline.book import Palette
from bot.llm.offline.grammar import Grammar, capital

Part = Literal["arrival", "lair", "unseen", "fight", "won", "lost", "ended", "free"]
"""Where an adventure stands: a plea, the foes' place (unnoticed or not), the fight, after it, rewarded, and beyond."""

Call = tuple[str, dict[str, str | int]]

BOOKMARK: Final = "narrator's bookmark"
LINGER: Final = 6
"""Turns after which the foes come to those who do not go to them."""
_LAIR_LINGER, _WON_LINGER, _ENDED_LINGER, _FREE_TURNS = 3, 2, 4, 4

_NOTE = re.compile(r"([a-z]+), ([a-z]+), turn (\d{1,9})")
_ONWARD = frozenset({"go", "climb", "sneak", "force", "help", "lock", "flee"})
_BLOWS = frozenset({"attack", "shoot", "magic"})
_BACK = frozenset({"go", "talk", "camp", "climb", "help"})
_MOST_FOES = 8
BANDAGES: Final = "bandages"


@dataclass(frozen=True, slots=True)
class Standing:
    """The place and the part an adventure has come to, and the turn it came to it."""

    palette: Palette
    part: Part
    since: int

    @property
    def note(self) -> str:
        return f"{self.palette.name}, {self.part}, turn {self.since}"


@dataclass(frozen=True, slots=True)
class Done:
    """A deed of the turn as the adventure sees it: its kind, and whether it succeeded where dice decided."""

    kind: str | None
    success: bool | None


@dataclass(frozen=True, slots=True)
class Move:
    """What the world does in a turn: the part it comes to (None: stays), what the rules are asked, what is told."""

    standing: Standing
    to: Standing | None = None
    calls: tuple[Call, ...] = ()
    tells: str = ""


def standing(brief: Brief, journey: list[Palette], *, known: bool) -> Standing:
    """Read the bookmark; without one the story begins, at this turn when nothing of it was told before."""
    by_name = {palette.name: palette for palette in journey}
    found = Standing(journey[0], "arrival", 1 if known else brief.turn)
    for fact in brief.memory.facts:
        read = _NOTE.fullmatch(fact.text) if fact.kind == "secret" and fact.subject == BOOKMARK else None
        if read is None or read[1] not in by_name or read[2] not in get_args(Part):
            continue
        # A turn that is told again must not know where it led.
        if found.since <= (since := int(read[3])) < brief.turn:
            found = Standing(by_name[read[1]], cast("Part", read[2]), since)
    return found


def moved(brief: Brief, at: Standing, done: Collection[Done], journey: list[Palette], grammar: Grammar) -> Move:
    """Decide what the world does after the deeds of a turn."""
    if brief.state is None:
        return Move(at)
    kinds = frozenset(deed.kind for deed in done if deed.success is not False)
    turn = _Turn(brief, brief.state, at, kinds, any(deed.success is False for deed in done), grammar)
    if at.part == "fight":
        return _after_fight(turn)
    if at.part == "arrival":
        return _arrival(turn)
    if at.part in ("lair", "unseen"):
        return _at_lair(turn)
    if at.part in ("won", "lost"):
        return _homeward(turn)
    if at.part == "ended":
        over = "camp" in kinds or turn.lasted >= _ENDED_LINGER
        return turn.to("free") if over and turn.lasted else Move(at)
    if turn.lasted >= _FREE_TURNS and len(journey) > 1:
        following = journey[(journey.index(at.palette) + 1) % len(journey)]
        return turn.to("arrival", _scene(turn, following), "arrive", following)
    return Move(at)


def starts_fight(at: Standing, kinds: Collection[str | None]) -> bool:
    """Tell whether deeds of these kinds are blows that begin the fight; then no check decides them."""
    return at.part in ("lair", "unseen") and not _BLOWS.isdisjoint(kinds)


def nobody_left(at: Standing, kind: str | None) -> bool:
    """Tell whether a blow finds nobody any more, because the fight of this adventure is over."""
    return at.part in ("won", "ended") and kind in ("attack", "shoot")


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a decision is made from; `kinds` are those of the deeds that did not fail."""

    brief: Brief
    state: GameState
    at: Standing
    kinds: frozenset[str | None]
    failed: bool
    grammar: Grammar

    @property
    def lasted(self) -> int:
        return self.brief.turn - self.at.since

    def to(self, part: Part, calls: tuple[Call, ...] = (), tells: str = "", palette: Palette | None = None) -> Move:
        """Come to a part, and put the bookmark there."""
        to = Standing(palette or self.at.palette, part, self.brief.turn)
        return Move(self.at, to, (*calls, ("secret_note", {"about": BOOKMARK, "note": to.note})), tells)


def _arrival(turn: _Turn) -> Move:
    if not turn.lasted or _ONWARD.isdisjoint(turn.kinds):
        return _strike(turn, "drawn") if turn.lasted >= LINGER else Move(turn.at)
    unseen = "sneak" in turn.kinds and not turn.failed
    lair, foes = (
        capital(turn.grammar.typeset(text)) for text in (turn.at.palette.tale.lair, turn.at.palette.tale.foes)
    )
    return turn.to("unseen" if unseen else "lair", _news(turn.state, lair, foes), "lair")


def _at_lair(turn: _Turn) -> Move:
    if starts_fight(turn.at, turn.kinds) or turn.lasted >= _LAIR_LINGER:
        return _strike(turn, "strike")
    return turn.to("unseen") if turn.at.part == "lair" and "sneak" in turn.kinds else Move(turn.at)


def _strike(turn: _Turn, tells: str) -> Move:
    able = [character for character in turn.state.present if not character.dead and character.hit_points > 0]
    if not able:
        return Move(turn.at)
    foes = max(1, len(able) - 1) + sum(character.level for character in able) // len(able) // 2
    monsters = f"{turn.at.palette.tale.foe} x{min(foes, _MOST_FOES)}"
    surprised = "foes" if turn.at.part == "unseen" else "none"
    return turn.to("fight", (("start_combat", {"foes": monsters, "surprised": surprised}),), tells)


def _after_fight(turn: _Turn) -> Move:
    """Go on after a fight that is over; while it lasts the adventure stands still."""
    if turn.state.combat is not None:
        return Move(turn.at)
    part = "won" if any(character.hit_points > 0 for character in turn.state.present) else "lost"
    return turn.to(part, _tending(turn.state), part)


def _homeward(turn: _Turn) -> Move:
    scene = _scene(turn, turn.at.palette)
    if turn.at.part == "lost":
        return turn.to("ended", (*_tending(turn.state), *scene), "lost_tale")
    if _BACK.isdisjoint(turn.kinds) and turn.lasted < _WON_LINGER:
        return Move(turn.at)
    return turn.to("ended", (*scene, *_rewards(turn)), "ending")


def _scene(turn: _Turn, palette: Palette) -> tuple[Call, ...]:
    grammar = turn.grammar
    who = "{un person}" if grammar.language == "fr" else "{a person}"
    place, person = (capital(grammar.fill(frame, palette.nouns, {})) for frame in ("{place}", who))
    return _news(turn.state, place, person)


def _news(state: GameState, place: str, present: str) -> tuple[Call, ...]:
    """Move the scene, unless it is there already: the rules want to hear of changes only."""
    if (state.scene.place, state.scene.people) == (place, (present,)):
        return ()
    return (("move_scene", {"place": place, "present": present}),)


def _tending(state: GameState) -> tuple[Call, ...]:
    """Have those who lie on the ground looked after."""
    fallen = [character for character in state.present if character.hit_points == 0 and not character.dead]
    return tuple(("heal", {"target": character.name, "dice": "1d4", "source": BANDAGES}) for character in fallen[:4])


def _rewards(turn: _Turn) -> tuple[Call, ...]:
    """Let everybody who is there learn enough for their next level, and pay them."""
    there = [character for character in turn.state.present if not character.dead]
    reason = capital(turn.grammar.typeset(turn.at.palette.tale.lair))
    missing = max((EXPERIENCE[min(character.level, 19)] - character.experience for character in there), default=0)
    learnt: list[Call] = [("award_experience", {"experience": missing * len(there), "reason": reason})]
    coins: list[Call] = [
        (
            "coins",
            {"character": one.name, "amount": 10 + 5 * one.level, "coin": "gp", "action": "give", "reason": reason},
        )
        for one in there[:5]
    ]
    return (*learnt, *coins) if missing > 0 else tuple(coins)
