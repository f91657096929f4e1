"""The model both programs ask, and the story it tells."""

from __future__ import annotations

from benchmarks.model_server import schedule

FIRST_SECONDS, TOKENS_PER_SECOND, TOKENS = 0.3, 60, 150
STORY = "".join(schedule(FIRST_SECONDS, TOKENS_PER_SECOND, TOKENS).tokens)

# Arguments of the program that serves it.
MODEL = ("-m", "benchmarks.model_server", "--tokens", str(TOKENS))
STREAMING = ("--first", str(FIRST_SECONDS), "--rate", str(TOKENS_PER_SECOND))
INSTANT = ("--instant",)
