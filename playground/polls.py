"""Polls, as far as a message may carry one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from playground.clock import iso
from playground.errors import Form, Json
from playground.jsonvalue import an_object, objects

if TYPE_CHECKING:
    from playground.world import World


def check_poll(form: Form, value: object, world: World) -> Json | None:
    """Return a poll as Discord stores it, noting what is wrong with it."""
    if not isinstance(value, dict):
        return None
    poll = cast(Json, value)
    question = an_object(poll.get("question"))
    form.length(("poll", "question", "text"), str(question.get("text") or ""), 1, 300)
    answers = objects(poll.get("answers"))
    if not 1 <= len(answers) <= 10:
        form.fail(("poll", "answers"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for index, answer in enumerate(answers):
        media = an_object(answer.get("poll_media"))
        form.length(("poll", "answers", index, "poll_media", "text"), str(media.get("text") or ""), 1, 55)
    hours = poll.get("duration") or 24
    if not isinstance(hours, int | float) or not 1 <= hours <= 768:
        form.fail(("poll", "duration"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 768.")
        hours = 24
    return {
        "question": question,
        "answers": [{"answer_id": index, "poll_media": item["poll_media"]} for index, item in enumerate(answers, 1)]
        if not form.errors
        else [],
        "expiry": iso(world.clock.time() + hours * 3600),
        "allow_multiselect": bool(poll.get("allow_multiselect")),
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }
