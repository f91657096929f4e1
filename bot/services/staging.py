"""Make ready scenes questions like a campaign's turns."""

from __future__ import annotations

from bot.domain.scenes import ready_scene
from bot.services.rereading import Question, Rereader


def staged(rereader: Rereader, name: str, number: int, language: str) -> Question:
    """Return a ready scene as a question under a number."""
    scene = ready_scene(name, language)
    return Question(
        number=number,
        title=scene.title,
        prompt=rereader.asked(scene.state, scene.past, scene.said, scene.entries),
        before=scene.state,
        after=scene.state,
        entries=scene.entries,
        said=scene.said,
        past=scene.past,
    )
