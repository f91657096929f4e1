"""What is told is held against the ledger and the sheets: few things are called wrong, and those for certain."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.agreement import MOST_FINDINGS, Finding, findings
from bot.domain.character import Character
from bot.domain.combat import Combat, Combatant, Foe, StatBlock
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry, TranscriptMessage
from tests.domain import tables

KIRA = tables.kira(hit_points=4, max_hit_points=8)
BRUNO = tables.kira(id=12, account_id=8, name="Bruno Sturm", hit_points=9, max_hit_points=12)
GOBLIN = StatBlock("goblin", "Goblin", "humanoid", 15, 7, "2d6", (8, 14, 10, 10, 8, 8), 2, 50, 2)

HURT = {"amount": 5, "parts": [[5, "slashing"]], "hit_points_before": 9, "hit_points": 4, "drawn": [[6, 3], [6, 2]]}
CHECK = {"rolls": [14], "kept": 14, "modifier": 3, "total": 17, "dc": 15}


def entry(detail: Mapping[str, Any], kind: str = "damage") -> LedgerEntry:
    return LedgerEntry(kind, "Kira", "", detail)


def found(
    story: str,
    *entries: LedgerEntry,
    party: tuple[Character, ...] = (KIRA, BRUNO),
    before: GameState | None = None,
    said: str = "",
    language: str = "en",
) -> tuple[Finding, ...]:
    state = tables.state(*party)
    spoken = (TranscriptMessage("user", "Kira", said, 3),) if said else ()
    return findings(story, entries, before or state, state, spoken, language)


def fight(*foes: Foe) -> Combat:
    return Combat(1, 0, (Combatant("pc:11", 12, 13),), foes)


@pytest.mark.parametrize(
    "story",
    [
        "Kira has 12 hit points.",
        "Kira now has only **12** hit points left.",
        "The blade bites, and Kira is down to 2 HP.",
        "Blood drips. Kira has twelve hit points, and the fog thickens.",
        "Kira stands at 7/8 HP.",
        "Kira falls to 0 hit points!",
        "Kira staggers; 6 hit points remain.",
        "Kira's hit points drop to 1.",
        "Bruno is at 4 hit points.",
        "Il reste 3 points de vie à Kira.",
        "Il ne reste plus que 3 points de vie à Kira.",
        "Kira n’a plus que 2 PV.",
        "Kira tombe à 1 point de vie.",
        "Kira a encore douze points de vie.",
        "Kira est à 7 PV sur 8.",
        "Les points de vie de Kira tombent à 2.",
    ],
)
def test_hit_points_that_the_sheet_does_not_have_are_the_worst(story: str) -> None:
    (finding,) = found(story)
    assert finding.kind == "hit_points"
    assert finding.worst
    assert "≠" in finding.detail


@pytest.mark.parametrize(
    "story",
    [
        "Kira has 4 hit points left.",
        "Kira has four hit points left, and Bruno has 9 HP.",
        "Kira is down to 4/8 HP.",
        "Bruno has nine of his 12 hit points.",
        "Kira had 9 hit points when the day began.",
        "If Kira has 9 hit points, she may cross.",
        "Kira would have 12 hit points.",
        "Kira has 5 temporary hit points.",
        "Kira has a maximum of 8 hit points.",
        "The innkeeper has 12 hit points of grief.",
        "Kira has 12 gold pieces and 3 arrows left.",
        "She points at the hit, 3 times.",
        "Kira drinks from a 5 HP flask.",
        "Kira has 2 hit points more than she needs.",
        "Does Kira have 12 hit points?",
        "Il reste 4 points de vie à Kira.",
        "Kira n’a plus que quatre points de vie.",
        "Kira a 12 pièces d’or, et il lui reste 3 flèches.",
        "Si Kira a 12 points de vie, elle peut passer.",
        "Kira a 5 points de vie temporaires.",
        "Il a été question de points, et la vie reste à vivre.",
    ],
)
def test_hit_points_that_agree_or_are_not_told_are_no_finding(story: str) -> None:
    assert found(story) == ()


def test_hit_points_of_whoever_is_spoken_to_are_those_of_whoever_acted() -> None:
    assert found("You have 4 hit points left.", said="I fight.") == ()
    assert found("Il te reste 4 points de vie.", said="Je frappe.") == ()
    (finding,) = found("You have 9 hit points left.", said="I fight.")
    assert finding.worst
    (finding,) = found("Vous avez encore 9 points de vie.", said="Je frappe.")
    assert finding.worst
    assert found("You have 9 hit points left.") == ()  # nobody acted: it may be said to Bruno


def test_hit_points_on_the_way_to_what_they_are_now_may_be_told() -> None:
    healed = {"amount": 2, "before": 2, "after": 4}
    hurt = {"amount": 7, "before": 9, "after": 2}
    assert found("Kira is down to 2 HP. Then light: she has 4 hit points.", entry(hurt), entry(healed, "heal")) == ()
    (finding,) = found("Kira is at 9 HP.", entry(hurt), entry(healed, "heal"))
    assert finding.worst


def test_a_foe_is_known_by_its_name_in_small_letters() -> None:
    state = tables.state(KIRA)
    goblins = [Foe(f"goblin-{n}", f"Goblin {n}", GOBLIN, points, 7) for n, points in ((1, 7), (2, 3))]
    state = replace(state, combat=fight(*goblins))
    told = [findings(f"The goblin has {n} hit points left.", (), state, state, (), "en") for n in (3, 7, 5)]
    assert [len(each) for each in told] == [0, 0, 1]


@pytest.mark.parametrize(
    "story",
    [
        "You take 9 damage.",
        "Kira takes 9 slashing damage.",
        "The spear deals nine points of damage.",
        "Kira loses 6 hit points.",
        "Kira subit 9 points de dégâts.",
        "La lance inflige neuf dégâts.",
        "Kira perd 6 points de vie.",
        "Kira récupère 7 PV.",
        "Kira regains 7 hit points.",
    ],
)
def test_damage_that_the_ledger_does_not_have_is_the_worst(story: str) -> None:
    for entries in ((), (entry(HURT),)):
        (finding,) = found(story, *entries)
        assert finding.kind == "hit_points"
        assert finding.worst


@pytest.mark.parametrize(
    "story",
    [
        "You take 5 damage.",
        "Kira takes **5** points of slashing damage.",
        "Kira subit 5 points de dégâts.",
        "Kira perd cinq points de vie.",
        "The sword deals 1d8+3 damage.",
        "The dragon could deal 40 damage.",
        "No damage is done. The damage to the door is 2 feet wide.",
        "Les dégâts sont grands : 3 maisons brûlent.",
        "Kira loses 6 arrows.",
    ],
)
def test_damage_of_the_ledger_and_damage_that_was_not_done_are_no_finding(story: str) -> None:
    assert found(story, entry(HURT)) == ()


def test_blows_may_be_told_as_their_sum() -> None:
    blows = [entry({"total": 5, "before": 20, "after": 15}), entry({"total": 4, "before": 15, "after": 11})]
    assert found("Blow upon blow: Kira takes 9 damage.", *blows) == ()
    (finding,) = found("Blow upon blow: Kira takes 15 damage.", *blows)
    assert finding.worst


@pytest.mark.parametrize(
    "story",
    [
        "You rolled a 18.",
        "You rolled 18!",
        "With a roll of 12 you slip.",
        "A natural 20!",
        "The die shows a 3.",
        "Kira rolls a natural 1.",
        "Tu obtiens un 18.",
        "Kira fait un 20 naturel.",
        "Avec un jet de 12, tu glisses.",
        "Le dé affiche 19.",
    ],
)
def test_a_die_that_nobody_rolled_is_the_worst(story: str) -> None:
    for entries in ((), (entry(CHECK, "check"),)):
        (finding,) = found(story, *entries)
        assert finding.kind == "dice"
        assert finding.worst


@pytest.mark.parametrize(
    "story",
    [
        "You rolled a 17.",
        "With a 14 on the die and a roll of 17 you see it.",
        "Tu obtiens un 17, et avec un jet de 14 tout va bien.",
        "The barrel rolls 20 feet down the hill.",
        "You roll a cigarette; 12 men roll a 3-ton gun uphill.",
        "You need to roll a 19.",
        "You claim that you rolled a 20; the lock does not care.",
        "Kira fait un 3e essai, obtient un 5 étoiles et fait un pas.",
        "La pierre est lancée d’un jet de 20 mètres.",
        "Kira has a roll of 20 feet of silk; you roll 3 times over.",
        "The inn's sign is of the natural kind. Die, 20 of you!",
    ],
)
def test_dice_of_the_ledger_and_what_is_no_die_are_no_finding(story: str) -> None:
    assert found(story, entry(CHECK, "check")) == ()


def test_the_dead_who_act_are_told_and_not_called_the_worst() -> None:
    dead = replace(BRUNO, dead=True, hit_points=0)
    for story in ("Bruno Sturm slowly attacks the guard.", "Bruno Sturm sourit."):
        (finding,) = found(story, party=(KIRA, dead))
        assert (finding.kind, finding.worst) == ("dead", False)
    assert found("Bruno Sturm lies still. Kira walks on.", party=(KIRA, dead)) == ()
    before = tables.state(KIRA, dead)
    assert found("Bruno Sturm smiles: he is back.", party=(KIRA, BRUNO), before=before) == ()


def test_words_put_into_a_players_mouth_are_told() -> None:
    (finding,) = found("You say, “I will serve the crown for ever.”", said="I bow to the king.")
    assert (finding.kind, finding.worst) == ("agency", False)
    (finding,) = found("Kira répond : « Je vous suivrai. »", said="Je m’incline.")
    assert finding.kind == "agency"
    assert found("You say, “Good evening!” and nobody answers.", said='I say: "Good evening" to all.') == ()
    assert found("The guard says: “You shall not pass.”", said="I go in.") == ()


def test_a_decision_made_for_a_player_is_told() -> None:
    (finding,) = found("You decide to leave the village.", said="I look around.")
    assert finding.kind == "agency"
    (finding,) = found("Vous décidez de partir.", said="Je regarde.")
    assert finding.kind == "agency"
    assert found("You decide to leave the village.", said="I decide to leave.") == ()
    assert found("Do you accept? What will you choose? If you agree, he nods.", said="I look.") == ()


def test_another_language_than_the_tables_is_told() -> None:
    french = "Le brouillard se lève sur la rade et vous voyez un phare. Il est vieux, et la porte ne ferme pas."
    english = "The fog lifts from the bay and you see a lighthouse. It is old, and the door does not close at all."
    assert [finding.kind for finding in found(french)] == ["language"]
    assert [finding.kind for finding in found(english, language="fr")] == ["language"]
    assert found(french, language="fr") == ()
    assert found(english) == ()
    assert found("“Le roi est mort, et la reine est dans la tour !” the herald cries, and the crowd is still.") == ()


def test_what_is_found_is_bounded_and_the_worst_comes_first() -> None:
    story = "You decide to stay. " + "Kira has 77 hit points. You rolled a 3. " * 40
    told = found(story, said="I look.")
    assert len(told) == MOST_FINDINGS
    assert told[0].worst
    assert all(len(finding.detail) <= 200 for finding in told)


ORDINARY = (
    "The fog rolls in over the harbour, and the old bell sounds once. Kira, your lantern finds the door of the "
    "chandlery half open; wet prints lead over the sill, small and many-toed. Bruno, your rope goes slack: whatever "
    "was at its other end has let go, or has been taken. From within comes a smell of tar and of something sweeter. "
    "“Not one step further,” says a voice that has had no water for days. A man leans against the counter, a boathook "
    "across his knees, and he looks at the two of you as one looks at weather. “They come up when it strikes twelve. "
    "They take what is alive.” Behind him a ladder goes down into the dark, and the dark is breathing. The bell sounds "
    "for the second time, nearer than it should be, and the prints on the sill begin to fill with water. "
)


@pytest.mark.parametrize(
    "story", [ORDINARY, ORDINARY + "Kira has 4 hit points left; you take 5 damage, and with a roll of 17 you see it."]
)
def test_a_story_of_ordinary_length_is_read_well_under_a_millisecond(story: str) -> None:
    state = tables.state(KIRA, BRUNO)
    entries = (entry(HURT), entry(CHECK, "check"))
    said = (TranscriptMessage("user", "Kira", "I go in.", 3),)
    taken: list[float] = []
    for _ in range(30):
        start = time.thread_time()
        assert findings(story, entries, state, state, said, "en") == ()
        taken.append(time.thread_time() - start)
    assert sorted(taken)[2] < 0.001


@pytest.mark.parametrize("piece", ["you say ", "un ", "1", "Kira has ", "“", "hit points ", "1/", "a ", "*", "PV à "])
def test_a_hostile_story_takes_no_time(piece: str) -> None:
    story = (piece * 12_000)[:12_000] + " hit points die un 4"
    start = time.thread_time()
    found(story, said="I look.")
    assert time.thread_time() - start < 1
