"""What every chart looks like: one theme on dark and on light ground, and a fixed colour and mark for each model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from bot.domain.plaintext import clean
from bot.domain.statistics import SAMPLE

NAME_LENGTH: Final = 22
"""Characters of a model's name that stand beside its figures."""

MARKS: Final = ("o", "s", "D", "^", "v", "P", "X")

# With this seed no two models of a vendor, and no two first models of vendors, meet on one colour.
_SEED: Final = b"skald 1370 "

# Found by search: under normal sight and with either of the three dichromacies, every pair stays apart, and each
# colour has a contrast of 3 to 1 or more with its ground.
_ON_LIGHT: Final = (
    "#0B6CA3", "#B06220", "#369778", "#DF6EAF", "#B19208", "#2696F4",
    "#802AE2", "#3D1228", "#77105B", "#665200", "#31408A", "#A9345A",
)  # fmt: skip
_ON_DARK: Final = (
    "#18B6FF", "#FF762B", "#3AFFCB", "#F479CF", "#EDEB48", "#ABD6FF",
    "#9A66FD", "#BB8E80", "#9F5E7E", "#C4C682", "#3D67BD", "#E03238",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a ground: paper, what is written on it, lines; `good` to `bad` for outcomes, as `#RRGGBB`."""

    paper: str
    panel: str
    ink: str
    soft: str
    line: str
    accent: str
    others: str
    good: str
    warn: str
    odd: str
    bad: str
    models: tuple[str, ...]


LIGHT: Final = Theme(
    paper="#FFFFFF",
    panel="#F3F4F7",
    ink="#16181D",
    soft="#535966",
    line="#D5D9E1",
    accent="#31408A",
    others="#8A909C",
    good="#2C7FB8",
    warn="#E6A817",
    odd="#A36BC4",
    bad="#B3261E",
    models=_ON_LIGHT,
)
DARK: Final = Theme(
    paper="#1E1F24",
    panel="#282A31",
    ink="#F5F6F9",
    soft="#B4BAC6",
    line="#3D414B",
    accent="#ABD6FF",
    others="#868C99",
    good="#4EA3E0",
    warn="#F2C14E",
    odd="#C49AE6",
    bad="#F0625A",
    models=_ON_DARK,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a model is drawn: its colour, and a mark for those who tell colours apart badly."""

    colour: str
    mark: str


def place(model: str) -> int:
    """Return the place of a model among the colours: the same one everywhere and always."""
    return crc32(_SEED + model.encode("utf-8", "replace")) % len(_ON_LIGHT)


def looks(models: Sequence[str], theme: Theme) -> Mapping[str, Look]:
    """Give each model of a chart its own colour, and another mark where two of them share it."""
    seen: dict[int, int] = {}
    found: dict[str, Look] = {}
    for model in models:
        at = place(model)
        found[model] = Look(theme.models[at], MARKS[seen.get(at, 0) % len(MARKS)])
        seen[at] = seen.get(at, 0) + 1
    return found


def short_names(models: Sequence[str], length: int = NAME_LENGTH) -> Mapping[str, str]:
    """Name each model without its provider, where that is still one name for one model and no sample is meant."""
    cleaned = {model: clean(model) or "?" for model in models}
    bare = {model: _bare(name) or name for model, name in cleaned.items()}
    often = list(bare.values())
    names = {model: name if often.count(name) == 1 else cleaned[model] for model, name in bare.items()}
    # The end of a model's name tells versions apart, so it is the middle that goes.
    return {model: _shortened(name, length) for model, name in names.items()}


def _bare(name: str) -> str:
    return name if name.startswith(f"{SAMPLE}/") else name.rsplit("/", 1)[-1]


def _shortened(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    tail = length // 3
    return f"{name[: length - tail - 1]}…{name[-tail:]}"
