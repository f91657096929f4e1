"""The offline narrator carries a whole adventure through the real rules: a plea, a fight, an ending."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from bot.domain.agreement import findings
from bot.domain.campaign import TurnMode
from bot.domain.conversation import Message
from bot.domain.memory import Memory
from bot.domain.turn import TranscriptMessage
from bot.llm.offline.book import open_book
from bot.llm.offline.heard import sentences
from bot.llm.offline.tale import BOOKMARK
from tests.llm_offline.game import Game, Told
from tests.llm_offline.tables import events, prompt, text_of

Deeds = list[tuple[str, str]]

WORDS = {
    "en": {
        "talk": "I ask what is wanted of us",
        "look": "I look around",
        "go": "I follow the way",
        "attack": "I attack them!",
        "cast": "I cast fire bolt at one of them",
        "heal": "I heal whoever bleeds most",
        "back": "I go back",
        "rest": "I rest until morning",
    },
    "fr": {
        "talk": "Je demande ce qu'on attend de nous",
        "look": "Je regarde autour de moi",
        "go": "Je suis le chemin",
        "attack": "Je les attaque !",
        "cast": "Je lance un sort, trait de feu, sur l'un d'eux",
        "heal": "Je soigne qui saigne le plus",
        "back": "Je retourne sur mes pas",
        "rest": "Je me repose jusqu'au matin",
    },
}
MOST_TURNS = 60


def _deeds(game: Game, turn: int) -> Deeds:
    """What three people write who want to get on with the story."""
    words = WORDS[game.language]
    if turn == 1:
        return []
    if game.state.combat is not None:
        healer = any(one.hit_points == 0 for one in game.state.party)
        deeds = [("Kira", words["attack"]), ("Bram", words["heal" if healer else "attack"]), ("Odile", words["cast"])]
        if game.mode != "initiative":
            return deeds
        now = game.state.combat.now.key
        return [deed for deed in deeds if (sheet := game.state.named(deed[0])) and sheet.key == now]
    return {
        "arrival": [("Kira", words["talk"]), ("Bram", words["look"]), ("Odile", words["go"])],
        "lair": [("Kira", words["attack"]), ("Bram", words["look"])],
        "won": [("Odile", words["back"]), ("Kira", words["talk"])],
        "ended": [("Bram", words["rest"])],
    }.get(part(game.memory), [("Kira", words["look"]), ("Bram", words["talk"])])


def part(memory: Memory) -> str:
    """Where the bookmark is."""
    notes = [fact.text for fact in memory.facts if fact.kind == "secret" and fact.subject == BOOKMARK]
    return notes[-1].split(", ")[1] if notes else "arrival"


async def adventure(language: str, mode: TurnMode, themes: tuple[str, ...] = ("forest",), more: int = 3) -> Game:
    """Play until the adventure has ended and its night is over, and a little on."""
    game, left = Game(language, themes, mode), more
    while len(game.story) < MOST_TURNS and left:
        told = await game.play(*_deeds(game, game.state.turn + 1))
        assert told.text
        left -= part(game.memory) == "free"
    return game


def _said(told: Told, turn: int, deeds: Deeds) -> list[TranscriptMessage]:
    return [TranscriptMessage(turn=turn, role="user", author=author, content=text) for author, text in deeds]


@pytest.mark.parametrize("mode", ["free", "rounds", "initiative"])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_three_people_play_a_plea_a_fight_an_ending_and_gain_a_level(language: str, mode: TurnMode) -> None:
    game = await adventure(language, mode)
    parts = [fact.text.split(", ")[1] for fact in game.memory.facts if fact.subject == BOOKMARK]
    assert parts == ["lair", "fight", "won", "ended", "free"]
    events = [entry.kind for told in game.story for entry in told.entries]
    assert events.index("combat_started") < events.index("combat_ended") < events.index("rest")
    assert {"attack", "turn", "experience", "coins", "scene", "rest"} <= set(events)
    assert all(one.level == 2 and one.hit_points == one.max_hit_points for one in game.state.party if not one.dead)
    tale = next(one for one in open_book(language).palettes if one.name == "forest").tale
    typeset, text = open_book(language).grammar.typeset, "\n".join(told.text for told in game.story)
    places = [text.index(typeset(said)) for said in (tale.plea, tale.lair_text, tale.strike, tale.won, tale.ending)]
    assert places == sorted(places)


@pytest.mark.parametrize("theme", [palette.name for palette in open_book("en").palettes])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_is_told_agrees_with_the_rules_in_every_place(language: str, theme: str) -> None:
    game = await adventure(language, "free", (theme,))
    assert part(game.memory) in ("free", "ended", "arrival")
    for number, told in enumerate(game.story, 1):
        assert all(outcome.valid for outcome in told.outcomes), [o.content for o in told.outcomes if not o.valid]
        said = _said(told, number, [])
        found = findings(told.text, told.entries, told.before, told.after, said, language)
        assert not [one for one in found if one.worst or one.kind in ("dead", "agency")], (told.text, found)
        assert not re.search(r"bookmark|[{}\[\]|]|  |'", told.text)
        assert len(told.text) < 2000


async def test_the_same_turn_told_again_after_a_restart_or_an_undo_goes_the_same_way() -> None:
    game = await adventure("en", "free")
    first = [told.text for told in game.story]
    for back in (4, 6, 8):
        again = Game("en", ("forest",))
        again.state = game.story[back].before
        again.state = replace(again.state, turn=back)
        # What later turns noted may still be known; it is of no use to an earlier one.
        again.memory = game.memory
        again.transcript = game.transcript[: 2 * back]
        told = await again.play(*game.deeds[back])
        assert told.text == first[back]


async def test_a_story_that_is_told_anew_within_its_turn_leaves_nothing_out() -> None:
    asked = prompt(("Kira", "I wait"))
    before = (Message("user", "(earlier)"), Message("assistant", "The innkeeper nods."))
    asked = replace(asked, messages=(*before, *asked.messages), settled=2)
    first = text_of(await events(asked))
    again = (*asked.messages, Message("assistant", first), Message("user", "(tell it again)"))
    assert text_of(await events(replace(asked, messages=again, tools_allowed=False))) == first


async def test_who_lingers_is_nudged_and_then_the_foes_come() -> None:
    game = Game("en", ("road",))
    await game.play()
    for _ in range(9):
        await game.play(("Kira", "I look around"))
        if game.state.combat:
            break
    text = "\n".join(told.text for told in game.story)
    assert "towards the stone bridge" in text
    assert game.state.combat is not None
    assert "goblins of the toll" in game.story[-1].text


async def test_who_sneaks_there_unseen_surprises_the_foes() -> None:
    game = Game("en", ("road",))
    for seed in range(6):
        game = Game("en", ("road",), seed=seed)
        await game.play()
        await game.play(("Odile", "I look around"))
        await game.play(("Odile", "I sneak over the bridge"))
        if part(game.memory) == "unseen":
            break
    await game.play(("Odile", "I shoot at them"))
    started = next(call for call in game.story[-1].calls if call.name == "start_combat")
    assert json.loads(started.arguments)["surprised"] == "foes"


async def test_by_initiative_nobody_acts_out_of_turn_and_whoever_tries_hears_so() -> None:
    game = Game("en", ("road",), "initiative")
    await game.play()
    await game.play(("Kira", "I look around"))
    await game.play(("Kira", "I go to the bridge"))
    await game.play(("Kira", "I attack"))
    assert game.state.combat is not None
    now = game.state.combat.now.key
    other = next(one for one in game.state.party if one.key != now)
    told = await game.play((other.name, "I attack the first goblin"))
    assert told.calls == []
    assert other.name in told.text
    assert game.state.combat is not None
    assert game.state.combat.now.key == now


async def test_nothing_of_an_adventure_happens_without_the_tools_to_keep_it() -> None:
    game = Game("en", ("road",))
    game.only = frozenset({"roll_dice", "ability_check"})
    for _ in range(12):
        told = await game.play(("Kira", "I go on"), ("Bram", "I attack"))
        assert all(call.name == "ability_check" for call in told.calls)
    assert game.state.combat is None


FORGETFUL = [
    ("I search the place", "I attack the shadows", "I ask who is there"),
    ("Je fouille les lieux", "J'attaque les ombres", "Je demande qui est là"),
]


@pytest.mark.parametrize(("language", "texts"), list(zip(("en", "fr"), FORGETFUL, strict=True)))
async def test_no_sentence_comes_back_within_thirty_turns_of_two_hundred(language: str, texts: tuple[str, ...]) -> None:
    game = Game(language, ("forest",))
    heard: dict[str, int] = {}
    for number in range(1, 201):
        said = WORDS[language]["rest"] if number % 9 == 0 else texts[number % 2]
        told = await game.play(("Kira", said), ("Bram", texts[1]), ("Odile", texts[2]))
        for sentence in sentences(told.text):
            assert number - heard.get(sentence, -99) > 30, (number, heard[sentence], sentence)
            heard[sentence] = number
    assert len(heard) > 700
