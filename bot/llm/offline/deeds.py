"""Read what players wrote, just well enough to tell it again safely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.dice import BadDice, parse
from bot.domain.plaintext import clean, fold, shorten
from bot.domain.srd_french import meant_in_french
from bot.llm.offline.book import REFLEXIVE, Book, Verb, Words

_READ = 600
_SPEECH = re.compile(r"[\"“«][^\"“”«»]*(?:[\"”»]|$)")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*'?|\d+|\S")
_DICE = re.compile(
    r"(?<!\w)\d{0,2}d(?:\d{1,3}|%)(?:(?:kh|kl|pl|ph|ro|mi|e)[<>]?\d{1,2})*(?:\s*[+-]\s*\d{1,3})?(?!\w)",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*[.,;:!?…]*|[.,;:!?…«»\"“”-]+")
_COMPLEMENT_WORDS, _COMPLEMENT_LENGTH, _WORD_LENGTH = 7, 48, 18
_QUOTE_WORDS, _QUOTE_LENGTH = 8, 50
_SAYING = 8
_SPELL_WORDS = 5
_INFINITIVE = re.compile(r".{2,}(?:er|ir|re)")
_THEMSELVES = frozenset({"se", "s'"})


@dataclass(frozen=True, slots=True)
class Intent:
    """What a deed comes down to; every text in it is safe to show.

    `do` is the deed as an infinitive, `does` in the third person. `kind` is None when no verb was understood: then
    `quote` holds a few of the player's own plain words, or nothing. `dice` is an expression the player asked to roll.
    """

    kind: str | None
    do: str
    does: str
    quote: str
    dice: str | None


def read(text: str, book: Book) -> Intent:
    """Understand one deed as far as its first verb that the book knows, one that can fail before one that cannot."""
    line = clean(text[:_READ]).replace("’", "'")
    words = book.words
    if fold(line).startswith(words.passing):
        return Intent("wait", words.kinds["wait"].bare, words.kinds["wait"].does, "", None)
    dice, line = _asked_dice(line, words)
    silent = _SPEECH.sub(" … ", line)
    tokens = _tokens(silent, book.language)
    found = _verb(tokens, words)
    if found and not words.kinds[found[0].kind].check and _garbled(silent):
        return Intent(None, "", "", "", dice)
    if found is None and silent != line:
        kind = words.kinds["talk"]
        return Intent("talk", kind.bare, kind.does, "", dice)
    if found is None:
        quote = "" if _garbled(silent) else _quote(silent)
        # What is left of `je lance 2d6` says nothing any more.
        return Intent(None, "", "", "" if dice and len(quote) < _SAYING else quote, dice)
    verb, after = found
    # Beside speech the words that follow only say who speaks.
    rest = "" if verb.kind == "talk" and silent != line else _complement(tokens[after:], words)
    name = "magic" if verb.kind == "shoot" and _names_spell(tokens[after:], words) else verb.kind
    kind = words.kinds[name]
    if not rest:
        return Intent(name, kind.bare, kind.does, "", dice)
    return Intent(name, f"{verb.infinitive} {rest}", f"{verb.does} {rest}", "", dice)


def _tokens(line: str, language: str) -> list[str]:
    tokens = _TOKEN.findall(line)
    if language != "fr":
        return tokens
    return [part for token in tokens for part in re.findall(r"[^']+'?|'", token)]


def _verb(tokens: list[str], words: Words) -> tuple[Verb, int] | None:
    """Return the verb that counts and the place after it."""
    folded = [fold(token) for token in tokens]
    harmless: tuple[Verb, int] | None = None
    for start in range(len(tokens)):
        for length in range(min(words.longest, len(tokens) - start), 0, -1):
            form = tuple(" ".join(folded[start : start + length]).split())
            reflexive = start > 0 and folded[start - 1] in words.reflexives
            verb = (words.verbs.get((REFLEXIVE, *form)) if reflexive else None) or words.verbs.get(form)
            if verb is None or not _acts(folded, start, length, words):
                continue
            found = (verb, start + length)
            if words.kinds[verb.kind].check:
                return found
            harmless = harmless or found
            break
    return harmless


def _acts(folded: list[str], start: int, length: int, words: Words) -> bool:
    """Tell a verb that is done from a noun (`the search`) and from a denial (`I do not attack`)."""
    before = folded[max(0, start - 3) : start]
    after = folded[start + length : start + length + 1]
    if words.negations & {*before[-2:], *after}:
        return False
    if before and before[-1] in words.determiners:
        # In French an object pronoun looks like an article, but stands between the subject and the verb.
        return bool(words.reflexives) and len(before) > 1 and before[-2] in words.subjects
    return True


def _complement(tokens: list[str], words: Words) -> str:
    """Return the few plain words after the verb that say what it is done to, in the third person."""
    kept: list[str] = []
    for token, following in pairwise([*tokens, ""]):
        folded = fold(token)
        told = words.datives.get(folded) if fold(following) in words.tellings else None
        if told is None and folded in words.reflexives - _THEMSELVES and _INFINITIVE.fullmatch(fold(following)):
            # `nous suivre`: le, la, les or leur, which nobody can tell without knowing the verb.
            break
        plain = token.replace("'", "").replace("-", "").isalpha() and len(token) <= _WORD_LENGTH
        if not plain or folded in words.stops or len(kept) == _COMPLEMENT_WORDS:
            break
        told = told or words.swaps.get(folded) or (token.lower() if token.isupper() else token)
        if len(" ".join([*kept, told])) > _COMPLEMENT_LENGTH:
            break
        kept.append(told)
    while kept and fold(kept[-1]) in words.trailing:
        kept.pop()
    if kept == ["them"]:
        return ""
    return " ".join(kept).replace("' ", "'")


def _names_spell(tokens: list[str], words: Words) -> bool:
    """Tell a spell that is cast from a thing that is thrown where one verb says both, as in French."""
    folded = [fold(token).removesuffix("'") for token in tokens[: _SPELL_WORDS + 1]]
    if folded and folded[0] in words.determiners and folded[0] not in words.swaps:
        folded = folded[1:]
    names = [" ".join(folded[:length]) for length in range(1, len(folded) + 1)]
    return any(name in words.spells or meant_in_french(("spell",), name, whole=True) for name in names)


def _garbled(line: str) -> bool:
    """Tell text that is mostly not words (links, mentions, markup, numbers) or all in capitals."""
    parts = line.split()
    odd = sum(not _PLAIN_WORD.fullmatch(part) for part in parts)
    loud = sum(part.isupper() and len(part) > 3 for part in parts)
    return odd * 4 > len(parts) or loud > 2


def _quote(line: str) -> str:
    """Return the first words of a deed, those that are letters only."""
    plain = [part.rstrip(".,;:!?…") for part in line.split() if _PLAIN_WORD.fullmatch(part)]
    plain = [word for word in plain if len(word) <= _WORD_LENGTH and re.sub(r"['-]", "", word).isalpha()]
    quote = shorten(" ".join(plain[:_QUOTE_WORDS]), _QUOTE_LENGTH)
    return quote if len(plain) <= _QUOTE_WORDS or quote.endswith("…") else f"{quote} …"


def _asked_dice(line: str, words: Words) -> tuple[str | None, str]:
    """Return the dice the player asked for, and the line without them."""
    found = _DICE.search(line)
    folded = fold(line)
    if not found and not any(phrase in folded for phrase in words.dice):
        return None, line
    rest = _DICE.sub(" ", line)
    rest = " ".join(word for word in rest.split() if fold(word) not in words.rolling)
    try:
        return (str(parse(found[0])) if found else "1d20"), rest
    except BadDice:
        return "1d20", rest
