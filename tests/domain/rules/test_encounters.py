"""Which foes a party can meet."""

from __future__ import annotations

import pytest

from bot.domain.rules.encounters import MOST_FOES, NoFoes, TooManyFoes, TooStrong, budget, cut_down, read_foes, weight
from tests.domain.rules.fights import GOBLIN, OGRE, WOLF, bruno
from tests.domain.tables import kira


@pytest.mark.parametrize(
    ("written", "foes"),
    [
        ("goblin x3, wolf", (("goblin", 3), ("wolf", 1))),
        ("3 goblins and a wolf", (("goblin", 3), ("wolf", 1))),
        ("Goblin (2); 1 wolf", (("Goblin", 2), ("wolf", 1))),
        ("deux? goblin ×2 et le loup", (("deux? goblin", 2), ("loup", 1))),
        ("goblin, goblin", (("goblin", 2),)),
        ("2x giant spider", (("giant spider", 2),)),
    ],
)
def test_foes_are_read_as_people_write_them(written: str, foes: object) -> None:
    assert read_foes(written) == foes


@pytest.mark.parametrize("written", ["", " , ;", "goblin x0", "x3", "0 wolf"])
def test_no_foes_are_no_fight(written: str) -> None:
    with pytest.raises(NoFoes):
        read_foes(written)


@pytest.mark.parametrize("written", [f"goblin x{MOST_FOES + 1}", "a, b, c, d, e, f", "goblin x9999"])
def test_a_fight_has_an_end_to_its_foes(written: str) -> None:
    with pytest.raises(TooManyFoes):
        read_foes(written)


def test_a_crowd_counts_more_than_its_sum_and_more_so_against_few() -> None:
    # 4 goblins are worth 200, twice that as three to six of them; two characters are fewer than three.
    assert weight(((GOBLIN, 4),), 4) == 400
    assert weight(((GOBLIN, 4),), 2) == 500
    assert weight(((GOBLIN, 4),), 6) == 300
    assert weight(((GOBLIN, 1),), 6) == 25


def test_a_party_may_meet_what_is_deadly_and_no_more() -> None:
    party = [kira(), bruno()]
    assert (budget(party, "gentle"), budget(party, "fair"), budget(party, "deadly")) == (150, 200, 300)
    # Three goblins count 150 × 2.5 against two characters, two count 100 × 2.
    assert cut_down(((GOBLIN, 8),), party, "fair") == ((GOBLIN, 2),)
    assert cut_down(((GOBLIN, 1), (WOLF, 1)), party, "fair") == ((GOBLIN, 1), (WOLF, 1))


def test_the_strongest_stay_away_first() -> None:
    assert cut_down(((OGRE, 1), (GOBLIN, 2)), [kira(), bruno()], "fair") == ((GOBLIN, 2),)


def test_what_no_number_makes_fair_is_refused() -> None:
    with pytest.raises(TooStrong, match="Ogre"):
        cut_down(((OGRE, 1),), [kira()], "deadly")


def test_two_names_of_one_monster_are_one_group() -> None:
    assert cut_down(((GOBLIN, 1), (GOBLIN, 1)), [kira(), bruno()], "fair") == ((GOBLIN, 2),)
