"""Hold what was told against what the rules decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.domain.agency import decided_for_players, the_dead_who_act
from bot.domain.plaintext import shorten
from bot.domain.state import GameState
from bot.domain.told_numbers import Claim, claims
from bot.domain.tongue import other_language
from bot.domain.turn import LedgerEntry, TranscriptMessage

FindingKind = Literal[
    "dice", "hit_points", "dead", "agency", "language", "refusal", "truncation", "repetition", "length"
]

MOST_FINDINGS = 8
DETAIL_LENGTH = 200

_YOU = frozenset(("you", "your", "yours", "tu", "te", "toi", "ton", "ta", "tes", "vous", "votre", "vos"))
# Names of what the ledger keeps of hit points as they stood after something, and not before it.
_HIT_POINTS = ("hit_points", "hp", "after", "left")

# What a total is made of or held against, and what neither a die shows nor a blow takes.
_NEVER_TOLD = frozenset(("dc", "modifier", "bonus", "sides", "rounds", "round", "max", "level", "slot", "factor"))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a story; the `worst` are numbers against the sheet.

    The `detail` quotes the story, and says after a ≠ what is true; it is in no language but the story's.
    """

    kind: FindingKind
    worst: bool
    detail: str


def findings(
    story: str,
    entries: Sequence[LedgerEntry],
    before: GameState,
    after: GameState,
    said: Sequence[TranscriptMessage],
    language: str,
) -> tuple[Finding, ...]:
    """Return what of a story does not agree with the ledger and the sheets of its turn; at most `MOST_FINDINGS`.

    `said` is what the players said in the turn, the states those it began with and came to by these entries.
    """
    return the_first(disagreements(story, tuple(claims(story)), entries, before, after, said, language))


def disagreements(
    story: str,
    told: Sequence[Claim],
    entries: Sequence[LedgerEntry],
    before: GameState,
    after: GameState,
    said: Sequence[TranscriptMessage],
    language: str,
) -> Iterator[Finding]:
    """Return like `findings`, and all of it, from the numbers `told` in the story."""
    yield from _numbers(told, entries, before, after, said)
    yield from (Finding("dead", False, quote) for quote in the_dead_who_act(story, before, after))
    yield from (Finding("agency", False, quote) for quote in decided_for_players(story, after, said))
    if other := other_language(story, language):
        yield Finding("language", False, f"{other} ≠ {language}")


def the_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return at most `MOST_FINDINGS`, the worst first, and of each kind at least one."""
    met: set[FindingKind] = set()
    ones: list[Finding] = []
    others: list[Finding] = []
    for finding in found:
        (others if finding.kind in met else ones).append(finding)
        met.add(finding.kind)
    others.sort(key=lambda finding: not finding.worst)
    return tuple(sorted([*ones, *others][: max(MOST_FINDINGS, len(ones))], key=lambda finding: not finding.worst))


def _numbers(
    told: Sequence[Claim],
    entries: Sequence[LedgerEntry],
    before: GameState,
    after: GameState,
    said: Sequence[TranscriptMessage],
) -> Iterator[Finding]:
    thrown: set[int] | None = None
    for claim in told:
        if claim.kind == "left":
            if wrong := _wrong_hit_points(claim, entries, before, after, said):
                yield Finding("hit_points", True, wrong)
            continue
        if thrown is None:
            thrown = {number for entry in entries for number in _all(entry.detail)} | _moved(before, after)
            thrown |= _sums(entries)
        if claim.number not in thrown:
            yield Finding("dice" if claim.kind == "rolled" else "hit_points", True, f"“{claim.words}” ≠ ∅")


def _wrong_hit_points(
    claim: Claim,
    entries: Sequence[LedgerEntry],
    before: GameState,
    after: GameState,
    said: Sequence[TranscriptMessage],
) -> str:
    """Return what contradicts the sheets in a claim of hit points left, "" when nothing clearly does."""
    sheets = _meant(claim.sentence, before, after, said)
    if not sheets or claim.number in sheets.values():
        return ""
    if any(claim.number in _hit_points_in(entry.detail) for entry in entries):
        return ""  # as it stood for a moment within the turn
    truth = ", ".join(f"{name}: {hit_points}" for name, hit_points in list(sheets.items())[:4])
    return shorten(f"“{claim.words}” ≠ {truth}", DETAIL_LENGTH)


def _meant(sentence: str, before: GameState, after: GameState, said: Sequence[TranscriptMessage]) -> dict[str, int]:
    """Return the hit points of those whom a sentence names, or whom it speaks to."""
    words = set(sentence.replace("’", "'").replace("'", " ").replace(",", " ").replace(".", " ").split())
    folded = {word.casefold().strip('*_“”"!:;()') for word in words}
    meant: dict[str, int] = {}
    for character in after.party:
        # As they are written: Will is a name, will is not.
        if character.name in sentence or any(len(part) > 3 and part in words for part in character.name.split()):
            meant[character.name] = character.hit_points
    fight = after.combat or before.combat
    for foe in fight.foes if fight else ():
        if any(part in folded for part in foe.name.casefold().split() if len(part) > 2):
            meant[foe.name] = foe.hit_points
    if folded & _YOU:
        speakers = {message.author for message in said}
        heard = [character for character in after.party if character.name in speakers] or after.party
        meant |= {character.name: character.hit_points for character in heard}
    return meant


def _moved(before: GameState, after: GameState) -> set[int]:
    """Return by how much hit points changed over the turn."""
    if before is after:
        return set()
    were, are = _standing(before), _standing(after)
    return {abs(are[key] - were[key]) for key in are.keys() & were.keys()} - {0}


def _standing(state: GameState) -> dict[str, int]:
    standing = {character.key: character.hit_points for character in state.party}
    return standing | ({foe.key: foe.hit_points for foe in state.combat.foes} if state.combat else {})


def _sums(entries: Sequence[LedgerEntry]) -> set[int]:
    """Return what the blows of a turn come to, each creature's and all of them together."""
    suffered: dict[str, int] = {}
    for entry in entries:
        if entry.kind == "damage" and type(total := entry.detail.get("total")) is int:
            suffered[entry.actor] = suffered.get(entry.actor, 0) + total
    return {*suffered.values(), sum(suffered.values())} if suffered else set()


def _all(value: Any) -> Iterator[int]:
    """Return every number in the detail of an entry that a story may tell."""
    if type(value) is int:
        yield abs(value)
    elif isinstance(value, dict):
        for name, each in cast("dict[str, Any]", value).items():
            if name == "drawn":
                # Of each die its face, and not its sides.
                yield from (abs(int(die[-1])) for die in each)
            elif name not in _NEVER_TOLD and "before" not in name and "after" not in name:
                yield from _all(each)
    elif isinstance(value, list | tuple):
        for each in cast("list[Any]", value):
            yield from _all(each)


def _hit_points_in(detail: Any) -> set[int]:
    """Return the hit points that an entry of the ledger left somebody with."""
    if isinstance(detail, list | tuple):
        return {number for each in cast("list[Any]", detail) for number in _hit_points_in(each)}
    if not isinstance(detail, dict):
        return set()
    found: set[int] = set()
    for name, value in cast("dict[str, Any]", detail).items():
        if type(value) is int and any(part in name for part in _HIT_POINTS) and "before" not in name:
            found.add(value)
        else:
            found |= _hit_points_in(value)
    return found
