"""Check one telling by rules that need no judge: what looked at it, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from bot.domain.agreement import Finding, FindingKind, disagreements, the_first
from bot.domain.campaign import ReplyLength
from bot.domain.state import GameState
from bot.domain.telling_faults import refused, told_again
from bot.domain.told_numbers import claims
from bot.domain.tongue import known
from bot.domain.turn import LedgerEntry, TranscriptMessage

CHECKS_VERSION: Final = 1
"""Changes with what a check finds: rates over different versions are not comparable, so older turns count no more."""

CheckKind = Literal["tools"] | FindingKind
CHECKS: Final[tuple[FindingKind, ...]] = get_args(FindingKind)
"""What looks at a story, in the order of their bits: new ones are added at the end, sixteen at most."""

ALL_CHECKS: Final[tuple[CheckKind, ...]] = ("tools", *CHECKS)
"""What a scorecard shows; `tools` counts the calls of its attempts, the others tellings."""

MOST_WORDS: Final[Mapping[ReplyLength, int]] = {"short": 80, "medium": 160, "long": 280}
"""What a table's choice of length asks of a model."""
TOLERANCE: Final = 1.5
"""So many times as long a telling may be before it counts as too long."""

_VERSION_SHIFT = 16


@dataclass(frozen=True, slots=True)
class Checked:
    """What of a telling is wrong, and which checks had something to look at: the denominators of their rates.

    `dice` and `hit_points` look where the story tells such a number, `dead` where somebody is, `agency` where somebody
    plays, `language` and `length` where Skald speaks the story's language, the others at every telling.
    """

    findings: tuple[Finding, ...]
    applied: frozenset[FindingKind]

    @property
    def code(self) -> int:
        """What is kept in `turns.checked`: the version, and a bit for each check that looked."""
        return coded(self.applied)

    @property
    def written(self) -> tuple[Mapping[str, Any], ...]:
        """The findings as JSON has them."""
        return tuple({**asdict(finding), "mended": False} for finding in self.findings)

    def after(self, first: Checked) -> tuple[Mapping[str, Any], ...]:
        """Return the findings as JSON of a retelling: what was mended of the first telling, and what is left."""
        mended = (finding for finding in first.findings if finding not in self.findings)
        return (*({**asdict(finding), "mended": True} for finding in mended), *self.written)


def checked(
    story: str,
    entries: Sequence[LedgerEntry],
    before: GameState,
    after: GameState,
    said: Sequence[TranscriptMessage],
    past: Sequence[TranscriptMessage] = (),
    *,
    cut: bool = False,
) -> Checked:
    """Hold a telling against the ledger and the sheets of its turn, and against what makes any telling a bad one.

    `said` is what the players said in the turn, the states those it began with and came to by these entries, `past` the
    transcript before it; `cut` says that its end is missing.
    """
    rules = after.campaign.rules
    # Which words a language has that Skald does not speak, nobody knows here.
    language = "" if rules.story_language else after.campaign.language
    told = tuple(claims(story))
    found = [
        *disagreements(story, told, entries, before, after, said, language),
        *_faults(story, past, cut=cut, longest=MOST_WORDS[rules.length] if known(language) else None),
    ]
    applied: set[FindingKind] = {"refusal", "truncation", "repetition"}
    for claim in told:
        applied.add("dice" if claim.kind == "rolled" else "hit_points")
    if any(one.dead for one in before.party) or (before.combat and any(foe.dead for foe in before.combat.foes)):
        applied.add("dead")
    if after.party or said:
        applied.add("agency")
    if known(language):
        applied |= {"language", "length"}
    applied.update(finding.kind for finding in found)
    return Checked(the_first(found), frozenset(applied))


def coded(applied: Iterable[FindingKind]) -> int:
    """Return the number that stands for these checks in their version of today."""
    return CHECKS_VERSION << _VERSION_SHIFT | sum(1 << CHECKS.index(kind) for kind in applied)


def version_of(code: int) -> int:
    """Return the version of the checks that a kept number names."""
    return code >> _VERSION_SHIFT


def counted(code: int | None, findings: Iterable[Mapping[str, Any]]) -> dict[FindingKind, bool]:
    """Return by check that looked at a kept turn whether it found anything; {} where none of today's version did.

    What a retelling mended was found all the same: the model had told it.
    """
    if code is None or version_of(code) != CHECKS_VERSION:
        return {}
    kinds = {finding.get("kind") for finding in findings}
    return {kind: kind in kinds for place, kind in enumerate(CHECKS) if code >> place & 1}


def _faults(story: str, past: Sequence[TranscriptMessage], *, cut: bool, longest: int | None) -> Iterator[Finding]:
    if quote := refused(story):
        yield Finding("refusal", False, quote)
    if cut:
        yield Finding("truncation", False, "✂")
    if quote := told_again(story, [message.content for message in past if message.role == "assistant"]):
        yield Finding("repetition", False, quote)
    if longest is not None and (words := len(story.split())) > longest * TOLERANCE:
        yield Finding("length", False, f"{words} ≠ {longest}")
