"""A vendor that fails by chance, and the marks by which nothing can be lost unseen."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.chance import MISHAPS, OPENING, Fortune, Teller
from benchmarks.marks import LONG, SHORT, answers_tool, asked, ends, mark, marks_in, story


def body(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"model": "teller", "messages": [{"role": "system", "content": "You are the game master."}, *messages]}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def asking(name: str) -> dict[str, Any]:
    return body(user(f"I go on. ({name})"))


def mishap(teller: Teller, request: dict[str, Any]) -> str | None:
    reply = teller(request)
    return str(reply.status) if reply.status >= 400 else reply.fault


def test_a_request_asks_for_the_marks_of_its_last_player_not_of_the_story_before():
    told = {"role": "assistant", "content": story("echo-01-001")}
    request = body(user("echo-01-001"), told, user("I go on. (echo-01-002)\nSo do I. (echo-01-003)"))
    assert asked(request) == ("echo-01-002", "echo-01-003")


@pytest.mark.parametrize(
    "results",
    [
        [{"role": "tool", "tool_call_id": "a", "content": '{"total":7}'}],
        [user([{"type": "tool_result", "tool_use_id": "a", "content": '{"total":7}'}])],
    ],
    ids=["openai", "anthropic"],
)
def test_the_results_of_tools_belong_to_what_was_asked_before_them(results: list[dict[str, Any]]):
    request = body(user([{"type": "text", "text": "(echo-01-002)"}]), {"role": "assistant", "content": ""}, *results)
    assert asked(request) == ("echo-01-002",)
    assert answers_tool(request)
    assert not answers_tool(asking("echo-01-002"))


def test_a_story_bears_its_mark_at_both_ends_and_is_always_the_same():
    one = story(mark(3, 7))
    assert one == story("echo-03-007")
    assert marks_in(one) == ("echo-03-007",)
    assert one.startswith("echo-03-007")
    assert one.endswith(ends("echo-03-007"))
    assert {len(story(mark(1, n)).split()) for n in range(200)} == {SHORT + 4, LONG + 4}


def test_an_opening_has_no_mark():
    assert Teller(Fortune(), 0.1, 60)(body(user("Open the campaign."))).tokens == OPENING


def test_the_same_seed_lets_the_same_requests_fail_whoever_asks_first():
    names = [mark(1, number) for number in range(300)]
    forwards, backwards = Teller(Fortune(0.2, 7), 0, 0), Teller(Fortune(0.2, 7), 0, 0)
    one = {name: mishap(forwards, asking(name)) for name in names}
    other = {name: mishap(backwards, asking(name)) for name in reversed(names)}
    assert one == other
    assert {name: mishap(Teller(Fortune(0.2, 8), 0, 0), asking(name)) for name in names} != one


def test_a_second_attempt_meets_a_fortune_of_its_own():
    teller = Teller(Fortune(0.5, 7), 0, 0)
    assert len({mishap(teller, asking("echo-01-001")) is None for _ in range(30)}) == 2


def test_as_much_fails_as_was_asked_for_in_every_way_alike():
    teller = Teller(Fortune(0.2, 7), 0, 0)
    met = Counter(mishap(teller, asking(mark(1, number))) for number in range(6000))
    assert 1 - met.pop(None) / 6000 == pytest.approx(0.2, abs=0.02)
    assert set(met) == set(MISHAPS)
    assert min(met.values()) > 0.75 * max(met.values())


def test_a_reply_breaks_anywhere_before_its_end():
    teller = Teller(Fortune(1.0, 7, ("drop",), rolls=0.3), 0, 0)
    replies = [teller(asking(mark(1, number))) for number in range(400)]
    assert all(reply.after < max(len(reply.tokens), 2) for reply in replies)
    assert 0 in {reply.after for reply in replies}
    assert len({reply.after for reply in replies}) > 40


def test_who_rolls_dice_first_is_the_same_for_every_vendor_and_once_they_fell_it_tells():
    one, other = Teller(Fortune(rolls=0.3, seed=1), 0, 0), Teller(Fortune(rolls=0.3, seed=2), 0, 0)
    names = [mark(1, number) for number in range(100)]
    rolls = [name for name in names if one(asking(name)).tools]
    assert rolls == [name for name in names if other(asking(name)).tools]
    assert 10 < len(rolls) < 60
    told = one(body(user(rolls[0]), {"role": "tool", "content": "{}"}))
    assert "".join(told.tokens).rstrip() == story(rolls[0])
