"""A telling is checked without a judge: what looked at it is known, and what was found."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.agreement import MOST_FINDINGS
from bot.domain.checking import CHECKS, CHECKS_VERSION, MOST_WORDS, Checked, checked, counted, version_of
from bot.domain.state import GameState
from bot.domain.turn import TranscriptMessage
from bot.prompts.table import LENGTHS
from tests.domain import tables
from tests.domain.test_agreement import CHECK, HURT, KIRA, ORDINARY, entry

SAID = (TranscriptMessage("user", "Kira", "I look around.", 3),)
ALWAYS = {"refusal", "truncation", "repetition", "agency", "language", "length"}


def state(*, language: str = "en", **rules: Any) -> GameState:
    made = tables.state(KIRA)
    agreed = replace(made.campaign.rules, **rules)
    return replace(made, campaign=replace(made.campaign, language=language, rules=agreed))


def check(story: str, *past: str, at: GameState | None = None, cut: bool = False) -> Checked:
    at = at or state()
    before = tuple(TranscriptMessage("assistant", None, told, 1) for told in past)
    return checked(story, (entry(HURT), entry(CHECK, "check")), at, at, SAID, before, cut=cut)


def kinds(of: Checked) -> list[str]:
    return [finding.kind for finding in of.findings]


def test_a_check_counts_where_it_has_something_to_look_at() -> None:
    assert check(ORDINARY).applied == ALWAYS
    assert check("You rolled a 17.").applied == ALWAYS | {"dice"}
    assert check("Kira has 4 hit points.").applied == ALWAYS | {"hit_points"}
    dead = replace(KIRA, dead=True, hit_points=0)
    assert check("The fog lifts.", at=replace(state(), party=(dead,))).applied == ALWAYS | {"dead"}
    assert check("The fog lifts.", at=state(story_language="Klingon")).applied == ALWAYS - {"language", "length"}


def test_what_looked_and_what_was_found_can_be_kept_and_counted() -> None:
    told = check("You rolled a 19. You decide to leave.", cut=True)
    assert kinds(told) == ["dice", "agency", "truncation"]
    assert version_of(told.code) == CHECKS_VERSION
    found = counted(told.code, told.written)
    assert found.keys() == ALWAYS | {"dice"}
    assert {kind for kind, wrong in found.items() if wrong} == {"dice", "agency", "truncation"}
    assert counted(None, told.written) == {}
    # What was found by other rules is not comparable.
    older = told.code - (1 << 16)
    assert version_of(older) == CHECKS_VERSION - 1
    assert counted(older, told.written) == {}


def test_what_a_retelling_mends_was_found_all_the_same() -> None:
    first, second = check("You rolled a 19."), check("You rolled a 17. You decide to leave.")
    kept = second.after(first)
    assert [(row["kind"], row["mended"]) for row in kept] == [("dice", True), ("agency", False)]
    found = counted(first.code | second.code, kept)
    assert found["dice"]
    assert found["agency"]


@pytest.mark.parametrize(
    "story",
    [
        "As an AI, I have no dice. The fog lifts.",
        "I'm sorry, but I can't continue this scene.",
        "I cannot help with that.",
        "I am unable to write this.",
        "Je ne peux pas continuer cette histoire.",
        "En tant qu’IA, je n’ai pas de dés.",
        "Je suis un modèle de langage.",
    ],
)
def test_a_model_that_steps_out_of_the_story_is_found(story: str) -> None:
    assert "refusal" in kinds(check(story))


@pytest.mark.parametrize(
    "story",
    [
        "“I'm sorry, but I can't help with that,” says the smith.",
        "« Je ne peux pas vous aider », dit le forgeron.",
        "You cannot help with that. The captain of the Aide sails on.",
        'The golem intones: "As an AI of the old empire, I can\'t continue this."',
    ],
)
def test_what_people_in_a_story_refuse_is_no_refusal(story: str) -> None:
    assert "refusal" not in kinds(check(story))


def test_words_told_before_are_found_and_a_question_at_every_end_is_not() -> None:
    again = "The old bell sounds once, and the fog rolls in over the harbour."
    assert kinds(check(f"{again} You wait.", f"It is late. {again}")) == ["repetition"]
    assert kinds(check(f"{again} {again.upper()}")) == ["repetition"]
    assert check(f"You wait. {again}", "You wait. What do you do?").findings == ()
    # One sentence in a long telling is a refrain.
    assert check(f"{ORDINARY}{again}", again).findings == ()
    assert check(f"{again} You wait.", again, *["Another night."] * 6).findings == ()


def test_a_telling_is_too_long_by_what_its_table_asked_for() -> None:
    story = " ".join(f"word{number}" for number in range(250))
    assert kinds(check(story, at=state(length="medium"))) == ["length"]
    assert check(story, at=state(length="long")).findings == ()
    for length, words in MOST_WORDS.items():
        assert f"at most {words} words" in LENGTHS[length]


def test_of_many_findings_each_kind_is_kept() -> None:
    long = "You decide to stay. " * 20 + "Kira now has 77 hit points left. You rolled a 19. " * 40
    told = check(f"{long} As an AI I stop.", cut=True)
    assert {"dice", "hit_points", "agency", "refusal", "truncation", "repetition", "length"} == set(kinds(told))
    assert len(told.findings) <= max(MOST_FINDINGS, len(CHECKS))
    assert told.findings[0].worst


def test_the_checks_of_a_turn_take_under_two_milliseconds() -> None:
    story = (ORDINARY * 3)[:1_950] + " Kira has 4 hit points left; you take 5 damage."
    past = [ORDINARY.replace("fog", f"fog{number}") * 2 for number in range(6)]
    taken: list[float] = []
    for _ in range(100):
        start = time.thread_time()
        check(story, *past)
        taken.append(time.thread_time() - start)
    # Machines pause; the checks themselves are what is measured.
    assert sorted(taken)[30] < 0.002


@pytest.mark.parametrize("piece", ["“", '"', "« ", "I'm sorry ", "as a ", "je ", "a. ", "\n", "I can’t ", "\u200b"])
def test_a_hostile_telling_takes_no_time(piece: str) -> None:
    start = time.thread_time()
    check((piece * 12_000)[:12_000], *[(piece * 12_000)[:12_000]] * 8)
    assert time.thread_time() - start < 1
