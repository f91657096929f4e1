"""What players ask of the narrator holds against their sheets, also where they write more than once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.llm.offline.heard import sentences
from tests.llm_offline.game import Game
from tests.llm_offline.tables import events, prompt, text_of


async def fighting(game: Game) -> None:
    """Play until there is a fight and it is a character's turn."""
    await game.play()
    for _ in range(20):
        if game.state.combat is not None:
            return
        await game.play(("Kira", "I follow the way and go on"), ("Odile", "I attack them"))
    raise AssertionError("no fight began")


async def test_a_player_who_writes_three_blows_strikes_once() -> None:
    game = Game(mode="initiative")
    await fighting(game)
    combat = game.state.combat
    assert combat is not None
    now = next(one for one in game.state.party if one.key == combat.now.key)
    told = await game.play(*[(now.name, "I attack them with all I have!")] * 3)
    mine = [call for call in told.calls if call.name in ("attack", "ability_check", "cast_spell")]
    assert len(mine) == 1
    assert all("error" not in json.loads(outcome.content) for outcome in told.outcomes)


async def test_the_healing_spell_that_is_named_is_the_one_that_is_cast() -> None:
    game = Game()
    await game.play()
    hurt, bram, *others = game.state.party
    bram = replace(bram, spells=("cure-wounds", "healing-word"))
    game.state = replace(game.state, party=(replace(hurt, hit_points=1), bram, *others))
    told = await game.play(("Bram", "I cast healing word on Kira"))
    (cast,) = [json.loads(call.arguments) for call in told.calls if call.name == "cast_spell"]
    assert cast == {"caster": "Bram", "spell": "healing word", "targets": "Kira"}


@pytest.mark.parametrize(
    ("language", "deed", "drunk"),
    [
        ("en", "I drink a potion of healing", "drinks"),
        ("fr", "Je bois une potion de soins", "boit"),
    ],
)
async def test_nobody_drinks_a_potion_that_is_not_on_their_sheet(language: str, deed: str, drunk: str) -> None:
    game = Game(language)
    await game.play()
    told = await game.play(("Kira", deed))
    assert drunk not in told.text
    assert "Kira" in told.text


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_somebody_wanted_none_of_is_not_told_in_the_same_words(language: str) -> None:
    asked = prompt(("Kira", "I sing" if language == "en" else "Je chante"), language=language)
    first = text_of(await events(asked))
    anew = replace(asked, brief=replace(asked.brief, withdrawn=first))
    assert not set(sentences(first)) & set(sentences(text_of(await events(anew))))
