"""How the narrator reads what players wrote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dice import parse
from bot.i18n import translate
from bot.llm.offline.book import open_book
from bot.llm.offline.deeds import read
from bot.services.passing import PASSES


@pytest.mark.parametrize(
    ("text", "kind", "do"),
    [
        ("I open the rusty door", "force", "open the rusty door"),
        ("Kira carefully opens the door, then hides.", "force", "open the door"),
        ("I'm trying to climb up the wall and hide", "climb", "climb up the wall"),
        ("I ATTACK THE GUARD WITH MY SWORD!!!", "attack", "attack the guard with their sword"),
        ("I don't attack him. I search the desk", "search", "search the desk"),
        ("I walk to the door and force it open", "force", "force it open"),
        ("I pick up the lantern", "take", "pick up the lantern"),
        ("I pick the lock", "lock", "pick the lock"),
        ("After the attack I wait", "wait", "wait"),
        ("I search", "search", "take a good look around"),
        ("I tied the rope and persuaded the guard to leave", "persuade", "persuade the guard to leave"),
        ('I say "I attack you!"', "talk", "speak up"),
        ('"Good evening."', "talk", "speak up"),
        ("I rest by the fire", "camp", "rest by the fire"),
        ("I dodge the arrows", "dodge", "dodge the arrows"),
        ("I drink a potion of healing", "take", "drink a potion of healing"),
    ],
)
def test_english_deeds_come_down_to_a_verb_and_its_object(text: str, kind: str, do: str) -> None:
    intent = read(text, open_book("en"))
    assert (intent.kind, intent.do) == (kind, do)


@pytest.mark.parametrize(
    ("text", "kind", "do"),
    [
        ("J'ouvre la porte rouillée", "force", "ouvrir la porte rouillée"),
        ("Kira grimpe sur le mur, puis se cache.", "climb", "grimper sur le mur"),
        ("Je me cache derrière mon bouclier", "sneak", "se cacher derrière son bouclier"),
        ("je m’approche de la fenêtre", "go", "s'approcher de la fenêtre"),
        ("Je n'attaque pas, j'attends", "wait", "attendre"),
        ("Je vais ouvrir l'armoire", "force", "ouvrir l'armoire"),
        ("Je marche vers la porte et je la pousse", "force", "forcer le passage"),
        ("La marche est haute ; je bois ma bière", "take", "boire sa bière"),
        ("j'essaie de convaincre l'aubergiste", "persuade", "convaincre l'aubergiste"),
        ("« Bonsoir », dit Kira", "talk", "prendre la parole"),
        ("Je demande à l’aubergiste à quoi sert la cloche.", "talk", "demander à l'aubergiste"),
        ("Je demande à Kira pourquoi la grande porte de la cave est fermée.", "talk", "demander à Kira"),
        ("Je me repose", "camp", "se reposer"),
        ("J'esquive les flèches", "dodge", "esquiver les flèches"),
        ("Nous prenons un court repos.", "camp", "se reposer"),
        ("On prend un long repos", "camp", "se reposer"),
        ("Je lance une boule de feu", "magic", "lancer une boule de feu"),
        ("Je lance armure du mage", "magic", "lancer armure du mage"),
        ("Je lance mon bouclier", "shoot", "lancer son bouclier"),
        ("Je demande au garde de nous parler d'elle", "talk", "demander au garde de leur parler"),
        ("Je demande au garde de me suivre", "talk", "demander au garde"),
    ],
)
def test_french_deeds_come_down_to_a_verb_and_its_object(text: str, kind: str, do: str) -> None:
    intent = read(text, open_book("fr"))
    assert (intent.kind, intent.do) == (kind, do)


@pytest.mark.parametrize(
    ("text", "language", "does"),
    [
        ("I go home", "en", "goes home"),
        ("I carry on and follow the guard", "en", "follows the guard"),
        ("I buy the map", "en", "buys the map"),
        ("Je prends la clef", "fr", "prend la clef"),
        ("Je m'assieds à la table", "fr", "s'assied à la table"),
        ("Je suis le garde", "fr", "suit le garde"),
        ("Je vais au marché", "fr", "va au marché"),
    ],
)
def test_harmless_deeds_are_told_in_the_third_person(text: str, language: str, does: str) -> None:
    assert read(text, open_book(language)).does == does


@pytest.mark.parametrize(
    ("text", "dice"),
    [
        ("I attack: 1d20+5", "1d20 + 5"),
        ("2D6 please", "2d6"),
        ("I roll the dice", "1d20"),
        ("I rolled a natural 20", None),
        ("room 2d20x", None),
        ("I throw 99d999", "99d999"),
    ],
)
def test_dice_are_noticed_only_when_asked_for(text: str, dice: str | None) -> None:
    assert read(text, open_book("en")).dice == dice


def test_an_idea_without_a_known_verb_is_quoted_in_a_few_plain_words() -> None:
    assert read("pirouette", open_book("fr")).quote == "pirouette"
    assert read("a somersault, backwards, into the soup, twice, with 3 cheers", open_book("en")).quote == (
        "a somersault backwards into the soup twice with …"
    )


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "fr"]))
def test_whatever_is_written_only_plain_words_come_out(text: str, language: str) -> None:
    intent = read(text, open_book(language))
    for told in (intent.do, intent.does, intent.quote):
        assert len(told) < 90
        assert all(c.isalpha() or c in " '-…" for c in told)
    if intent.dice:
        assert str(parse(intent.dice)) == intent.dice


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whoever_passes_strikes_nobody_and_throws_no_dice(language: str) -> None:
    intent = read(translate(PASSES, language), open_book(language))
    assert intent.kind == "wait"
    assert intent.dice is None
