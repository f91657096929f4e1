"""What a guest may be called: a name that can be seen, in one alphabet, that nobody here has or seems to have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from playground.model import User
from playground.web.alike import DRAWN_AS
from playground.web.keys import Unwelcome

LONGEST_NAME = 32
# With an @ before them, these call everybody who is there.
_EVERYBODY = ("everyone", "here")
_UNSEEN = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
# Marks that take no room: accents, variants of a letter, vowels of other alphabets.
_MARKS = ("Mn", "Me")
# Written together in one name: Japanese and Korean, and Chinese with its sounds.
_EAST_ASIAN = frozenset(["CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"])
_DRAWN = str.maketrans({each: letter for letter, drawn in DRAWN_AS.items() for each in drawn})
_STROKES = str.maketrans("i1|0", "lllo")


def checked_name(wanted: str, there: Iterable[User]) -> str:
    """Return a name as it is shown. Raises Unwelcome for one that cannot be had."""
    # Letters that only look otherwise, such as wide ones, are the same; those that nobody sees are none.
    plain = unicodedata.normalize("NFKC", wanted[: 10 * LONGEST_NAME])
    name = " ".join("".join(each for each in plain if each.isprintable() and each not in _UNSEEN).split())
    if not _unmarked(name) or len(name) > LONGEST_NAME:
        raise Unwelcome.of("name", most=LONGEST_NAME)
    if len(_scripts(name)) > 1:
        raise Unwelcome.of("script")
    if _skeleton(name.lstrip("@ ")) in map(_skeleton, _EVERYBODY):
        raise Unwelcome.of("everybody")
    for user in there:
        if name.casefold() in (user.name, user.display_name.casefold()):
            raise Unwelcome.of("taken", name=user.display_name)
        if _skeleton(name) in (_skeleton(user.name), _skeleton(user.display_name)):
            raise Unwelcome.of("alike", name=user.display_name)
    return name


def _scripts(name: str) -> set[str]:
    """Name the alphabets of a name's letters. Python knows no scripts, but each letter's name begins with its own."""
    firsts = {unicodedata.name(each, "?").split()[0] for each in name if each.isalpha()}
    # What modifies a letter, such as the sign in Hawaiian names, belongs to every alphabet.
    firsts.discard("MODIFIER")
    return {"CJK" if first in _EAST_ASIAN else first for first in firsts}


def _skeleton(name: str) -> str:
    """Write a name so that those which look alike are the same: without marks, each letter as it is drawn."""
    bare = (each for each in _unmarked(name) if not unicodedata.name(each, "").startswith("MODIFIER "))
    drawn = "".join(_boxed(each) for each in bare).translate(_DRAWN).casefold().translate(_STROKES)
    return "".join(drawn.replace("rn", "m").replace("vv", "w").split())


def _unmarked(name: str) -> str:
    """Leave out what is only seen above, below or within another sign, or not at all, of whatever alphabet it is."""
    return "".join(each for each in unicodedata.normalize("NFD", name) if unicodedata.category(each) not in _MARKS)


def _boxed(sign: str) -> str:
    """Return the letter that a sign shows in a box or on a flag, else the sign."""
    words = unicodedata.name(sign, "").split()
    boxed = unicodedata.category(sign) == "So" and "LETTER" in words and len(words[-1]) == 1
    return words[-1] if boxed else sign
