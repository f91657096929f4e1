"""Find in a story who cannot act but does: players' characters by the game master's will, and the dead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.domain.plaintext import fold
from bot.domain.state import GameState
from bot.domain.turn import TranscriptMessage

_QUOTED = 120
_STEM = 5

_SPEAKS = (
    r"says?|repl(?:y|ies)|answers?|shouts?|whispers?|mutters?|declares?|dis|dit|dites|réponds?|répondez|cries?|criez"
    r"|murmure[sz]?|déclare[sz]?|lance[sz]?|souffle[sz]?"
)
_DECIDES = (
    r"decides?|chooses?|agrees?|accepts?|refuses?|surrenders?|décide[sz]?|choisi(?:s|t|ssez)|accepte[sz]?|refuse[sz]?"
)
_QUOTE = r"[\"“«]\s*(?P<speech>[^\"”»\n]{2,200})"
_ASKED = re.compile(r"\b(?:if|whether|when|unless|until|before|do|will|should|si|quand|avant)\W*$|[-]$", re.IGNORECASE)

_ACTS = (
    r"says?|whispers?|shouts?|answers?|attacks?|strikes?|charges?|runs?|walks?|leaps?|grins?|smiles?|nods?|draws|casts?"
    r"|swings?|lunges?|stands\s+up|laughs?|dit|murmure|crie|répond|attaque|frappe|charge|court|marche|bondit|sourit"
    r"|hoche|dégaine|lance|se\s+relève|se\s+lève|rit|avance|s['’]élance"
)


def decided_for_players(story: str, state: GameState, said: Sequence[TranscriptMessage]) -> Iterator[str]:
    """Return what players' characters say or decide in a story though no player wrote so."""
    pattern = _of_players(tuple(character.name for character in state.party))
    found = pattern.search(story)
    if found is None:
        return
    wrote = fold(" ".join(message.content for message in said))
    while found is not None:
        speech, verb = found["speech"], found["decides"]
        invented = fold(speech)[:30] not in wrote if speech else fold(verb)[:_STEM] not in wrote
        if invented and not _ASKED.search(story, max(found.start() - 12, 0), found.start()):
            yield f"“{' '.join(found[0].split())[:_QUOTED]}”"
        found = pattern.search(story, found.end())


def the_dead_who_act(story: str, before: GameState, after: GameState) -> Iterator[str]:
    """Return what those who were dead before a turn, and still are, do in its story."""
    fight = before.combat
    dead = [character.name for character in before.party if character.dead]
    dead += [foe.name for foe in fight.foes if foe.dead] if fight else []
    if not dead:
        return
    risen = {character.name for character in after.party if not character.dead}
    for name in dead:
        if name not in risen and (found := _of_dead(name).search(story)):
            yield f"“{' '.join(found[0].split())[:_QUOTED]}” ≠ †"


# A party's names change seldom; the patterns of as many tables as play at once are kept.
@lru_cache(maxsize=512)
def _of_players(names: tuple[str, ...]) -> re.Pattern[str]:
    who = "|".join(["you", "tu", "vous", *(re.escape(name) for name in names if name)])
    return re.compile(
        rf"\b(?:{who})\s+(?:(?:{_SPEAKS})\b[^\"“«.!?\n]{{0,40}}?{_QUOTE}|(?P<decides>{_DECIDES})\b)", re.IGNORECASE
    )


@lru_cache(maxsize=512)
def _of_dead(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\s+(?:\w+ly\s+)?(?:{_ACTS})\b", re.IGNORECASE)
