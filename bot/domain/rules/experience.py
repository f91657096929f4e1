"""Share experience points and gain levels by them."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.rules.levels import EXPERIENCE, HIGHEST_LEVEL, grow, level_at
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.state import GameState
from bot.i18n import N_

MOST_AWARDED = 1_000_000
MOST_EXPERIENCE = 10_000_000


class NobodyLearns(AgainstTheRules):
    sentence = N_("Nobody alive is here to gain experience.")


class BadExperience(AgainstTheRules):
    sentence = N_("{experience} experience points cannot be awarded; from 1 to {most} can.")


def award(state: GameState, experience: int, reason: str) -> Ruled:
    """Share experience points equally among those who are here and alive; levels come as in `learn`.

    What does not divide is lost, as the rules have it. Raises `BadExperience`, `NobodyLearns`.
    """
    if not 1 <= experience <= MOST_AWARDED:
        raise BadExperience(experience=max(-MOST_AWARDED, min(experience, 10 * MOST_AWARDED)), most=MOST_AWARDED)
    learning = [character for character in state.present if not character.dead]
    if not learning:
        raise NobodyLearns()
    share = experience // len(learning)
    keys = {character.key for character in learning}
    shares: list[dict[str, object]] = []
    levels: list[Event] = []
    party = list(state.party)
    for place, character in enumerate(party):
        if character.key not in keys:
            continue
        after = min(MOST_EXPERIENCE, character.experience + share)
        shares.append(
            {"character": character.key, "name": character.name, "before": character.experience, "after": after}
        )
        party[place], gained = learn(state, character, max(after, character.experience))
        levels += gained
    detail = {"experience": experience, "share": share, "reason": reason, "shares": shares}
    return replace(state, party=tuple(party)), (Event("experience", "", detail), *levels)


def learn(state: GameState, character: Character, experience: int) -> tuple[Character, tuple[Event, ...]]:
    """Give a character experience points; levels come with them, unless its player takes them when they like.

    Then an event of kind `level_ready` says that there is one to take.
    """
    after = replace(character, experience=experience)
    if state.campaign.rules.levels == "automatic":
        return grow(after)
    reach = level_at(experience)
    if reach <= max(character.level, level_at(character.experience)):
        return after, ()
    detail = {"character": character.key, "level_before": character.level, "level": reach}
    return after, (Event("level_ready", character.name, detail),)


def most_for_a_deed(state: GameState) -> int:
    """Return the most experience a party may be awarded at once beside what fights are worth: a level for each."""
    learning = [character for character in state.present if not character.dead]
    lowest = min((character.level for character in learning), default=1)
    next_one = min(lowest, HIGHEST_LEVEL - 1)
    return len(learning) * (EXPERIENCE[next_one] - EXPERIENCE[next_one - 1])
