"""Where a playground keeps its world and its bot's data, and how both are put aside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

INSIDE = "playground"


def folder_in(data: Path) -> Path:
    """Return the folder of the playground in DATA_DIR: one of its own, or DATA_DIR itself where an old world lies."""
    return data if (data / "playground.json").exists() else data / INSIDE


def aside_in(data: Path, now: datetime) -> Path:
    """Name a folder beside the playground's that is not there yet."""
    name = f"{INSIDE}.{now:%Y-%m-%d-%H%M%S}"
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    return next(data / each for each in names if not (data / each).exists())


def put_aside(folder: Path, aside: Path, *, whole: bool) -> None:
    """Move a closed playground to another folder, `whole` or its world alone; nothing is deleted.

    Raises OSError where nothing can be moved.
    """
    if whole:
        folder.rename(aside)
        return
    aside.mkdir()
    for path in folder.glob(f"{INSIDE}*"):
        # The folders of other worlds, and of evenings before, have no ending of ours.
        if path.is_file() or path.name == "playground-files":
            path.rename(aside / path.name)
