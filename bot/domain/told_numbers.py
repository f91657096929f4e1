"""Find the numbers of the game in a story: hit points, damage and dice, in English and French.

Only what says a number plainly is found; what is wished, feared, remembered or only possible is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ClaimKind = Literal["left", "changed", "damage", "rolled"]

_QUOTED = 120

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt"
)
_WORDS = {
    "une": 1,
    **{word: number for words in (_ENGLISH, _FRENCH) for number, word in enumerate(words.split())},
}

_ANY = "|".join(sorted(_WORDS, key=len, reverse=True))
# Neither a part of dice such as 2d6+3 nor of a longer number.
_NUMBER = rf"(?<![\w+.,/−-])(?P<n>\d{{1,4}}|(?:{_ANY})\b)(?![\d.,]*\d|d\d)"
_DIGITS = r"(?<![\w+.,/−-])(?P<n>\d{1,3})(?![\w-]|[.,]\d)"
_NO_MORE = r"\b(?!\s+(?:tempor|max|per|par|more\s+than|fewer|less))"
_POINTS_EN = rf"\*{{0,2}}\s+(?:hit[ -]points?|HP){_NO_MORE}"
_POINTS_FR = rf"\*{{0,2}}\s+(?:points?\s+de\s+vie|PV){_NO_MORE}"
_OF = r"\*{0,2}(?:\s*/\s*\d+|\s+(?:out\s+of|of|sur)\s+(?:(?:his|her|its|their|your|the|ses|tes|vos)\s+)?\d+)?"
_STILL = (
    r"(?:(?:now|only|just|exactly|still|barely|a\s+mere|left\s+with|plus|que|encore|maintenant|désormais|toujours|"
    r"seulement|exactement)\s+|qu['’]|\*\*)*"
)


def _named(pattern: str, name: str) -> str:
    """Return a pattern whose number has another name, as each alternative of a pattern needs its own."""
    return pattern.replace("?P<n>", f"?P<{name}>")


# Each alternative names its number.
_LEFT_EN = re.compile(
    rf"(?:\b(?:has|have|left\s+with)\s+{_STILL}|\b(?:is|are|stands?|remains?|sits?)\s+{_STILL}at\s+{_STILL}"
    rf"|\b(?:down|up|back|drop(?:s|ped)?|f[ae]ll(?:s|en)?|sinks?|reduced|restored|rises?)\s+to\s+{_STILL})"
    rf"{_NUMBER}{_OF}{_POINTS_EN}"
    rf"|{_named(_NUMBER, 'left')}{_OF}{_POINTS_EN}\s+(?:left|remain(?:s|ing)?)\b"
    rf"|\b(?:hit\s+points|HP)(?:\s+(?:are|is|at|now|(?:drop|fall|sink|rise)s?\s+to))*\s*[:=]?\s*"
    rf"{_named(_NUMBER, 'then')}(?!\s*(?:points|foot|feet|damage))",
    re.IGNORECASE,
)
_LEFT_FR = re.compile(
    rf"(?:\b(?:a|as|ont|avez|conserves?|conservez|gardes?|gardez|reste(?:nt)?)\s+(?:(?:à|lui|te|vous|leur)\s+)*{_STILL}"
    rf"|(?:n['’]|\bt['’])(?:a|as|ont|avez)\s+{_STILL}"
    rf"|\b(?:tombe[sz]?|descend(?:s|ez)?|passe[sz]?|remonte[sz]?|revien(?:t|s)|revenez|réduite?|est|es|êtes|reste[sz]?)"
    rf"\s+{_STILL}à\s+{_STILL}){_NUMBER}{_OF}{_POINTS_FR}"
    rf"|{_named(_NUMBER, 'left')}{_OF}{_POINTS_FR}\s+restants?\b"
    rf"|\b(?:points\s+de\s+vie|PV)(?:\s+d(?:e\s+|['’])\w+)?(?:\s+(?:sont|désormais|maintenant|à"
    rf"|(?:tombent|descendent|passent|remontent)\s+à))*\s*[:=]?\s*{_named(_NUMBER, 'then')}(?!\s*points)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    rf"\b(?:los(?:e|es|ing|t)|regain(?:s|ed)?|recover(?:s|ed)?|heal(?:s|ed)?(?:\s+\w+)?(?:\s+for)?|gain(?:s|ed)?"
    rf"|restor(?:e|es|ed)|perd(?:s|ez|u|ent)?|récupère(?:s|nt)?|récupérez|regagne[sz]?|gagne[sz]?"
    rf"|soigne[sz]?(?:\s+de)?|ren(?:d|ds|dez))\s+\**{_NUMBER}(?:{_POINTS_EN}|{_POINTS_FR})",
    re.IGNORECASE,
)
_HARM = (
    r"acid|bludgeoning|cold|fire|force|lightning|necrotic|piercing|poison|psychic|radiant|slashing|thunder|weapon|"
    r"magic|magical|extra|total"
)
_DAMAGE = re.compile(
    rf"{_NUMBER}\*{{0,2}}\s+(?:(?:more\s+)?points?\s+of\s+)?(?:(?:{_HARM})\s+)?damage\b"
    rf"|{_named(_NUMBER, 'left')}\*{{0,2}}\s+(?:points?\s+de\s+)?(?:dégâts?|dommages?)\b",
    re.IGNORECASE,
)
_NO_UNIT = (
    r"(?!\s+(?:feet|foot|ft|yards?|met(?:er|re)s?|inch(?:es)?|miles?|pounds?|gold|silver|copper|coins?|arrows?|bolts?|ells?|"
    r"days?|hours?|names?|men|sheets?|pages?)\b)"
)
_ROLLED = re.compile(
    rf"\broll(?:s|ed)?\s+(?:an?|the|your|his|her)\s+(?:natural\s+|total\s+of\s+)?\**{_DIGITS}\**(?!\s*[\w-]+s\b)"
    rf"|\broll(?:s|ed)?\s+of\s+(?:an?\s+)?\**{_named(_DIGITS, 'left')}{_NO_UNIT}"
    rf"|\byou\s+roll(?:ed)?\s+\**{_named(_DIGITS, 'you')}{_NO_UNIT}(?!\s+(?:times|dice|of)\b)"
    rf"|\bnat(?:ural)?[ -]{_named(_DIGITS, 'then')}"
    rf"|\b(?:die|dice|d20|dés?)\s+(?:shows?|lands?\s+on|comes?\s+up|reads?|falls?\s+on|affiche(?:nt)?|montre(?:nt)?"
    rf"|indique(?:nt)?|donne(?:nt)?|tombe(?:nt)?\s+sur|s['’]arrête(?:nt)?\s+sur)\s+(?:an?\s+|un\s+)?"
    rf"\**{_named(_DIGITS, 'die')}"
    rf"|\b(?:jet|lancer|résultat\s+du\s+dé)\s+de\s+\**{_named(_DIGITS, 'jet')}\**(?!\s*[\w%])"
    rf"|\b(?:obtien(?:s|t)|obtenez|fai(?:s|t)|faites|sor(?:s|t)|tire[sz]?|lance[sz]?|roule[sz]?)\s+un\s+"
    rf"\**{_named(_DIGITS, 'fait')}\**(?!\s+(?!naturel|au\b|sur\b|à\b|et\b|pour\b)\w)"
    rf"|{_named(_DIGITS, 'pur')}\s+naturel\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:if|would|could|might|may|can|cannot|unless|until|need(?:s|ed)?|must|should|whether|claim(?:s|ed)?|had|was"
    r"|were|pretend\w*|remember\w*|earlier|before|yesterday|once|maximum|si|serait|aurai[ts]|pourrai[ts]|peu[xt]|pouvez"
    r"|faut|faudrait|doi[st]|devez|prétend\w*|affirm\w*|hier|avant|avait|avais|aviez|étai[ts]|souvien\w*|or\s+(?:more"
    r"|higher|better)|ou\s+plus|au\s+moins|at\s+least|up\s+to\s+\d+\s+damage)\b|s['’]ils?\b|\?",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?…])[\"”»*]*\s+|\n+")
_WORDS_EN, _WORDS_FR = ("hit point", "hit-point", "hp"), ("de vie", "pv")
# A pattern is only tried on a sentence that holds one of its words; nearly none does.
_PATTERNS: tuple[tuple[ClaimKind, re.Pattern[str], tuple[str, ...]], ...] = (
    ("left", _LEFT_EN, _WORDS_EN),
    ("left", _LEFT_FR, _WORDS_FR),
    ("changed", _CHANGED, (*_WORDS_EN, *_WORDS_FR)),
    ("damage", _DAMAGE, ("damage", "dégât", "dommage")),
    ("rolled", _ROLLED, ()),
)
# A die is told in digits, and most sentences hold none.
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that a story tells: of what, in which words, and in which sentence."""

    kind: ClaimKind
    number: int
    words: str
    sentence: str


def claims(story: str) -> Iterator[Claim]:
    """Return the numbers a story tells of hit points, damage and dice."""
    for sentence in _SENTENCES.split(story):
        folded = sentence.casefold()
        for kind, pattern, words in _PATTERNS:
            if any(word in folded for word in words) if words else _DIGIT.search(sentence):
                yield from _in(sentence, kind, pattern)


def _in(sentence: str, kind: ClaimKind, pattern: re.Pattern[str]) -> Iterator[Claim]:
    found = pattern.search(sentence)
    if found is None or _UNREAL.search(sentence):
        return
    while found is not None:
        told = next(each for each in found.groups() if each is not None).casefold()
        number = int(told) if told.isdigit() else _WORDS[told]
        yield Claim(kind, number, " ".join(found[0].replace("*", "").split())[:_QUOTED], sentence)
        found = pattern.search(sentence, found.end())
