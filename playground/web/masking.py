"""What the drawer leaves out: the tokens and keys with which one speaks for somebody else."""

from __future__ import annotations

import re
from typing import Any, cast

from playground.errors import Json
from playground.world import World

HIDDEN = "•••"
TOKEN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?]+")
# The shortest of the keys that are made here has so many letters, of these.
_LIKE_A_KEY = re.compile(r"[\w-]{32,}", re.ASCII)


class Secrets:
    """The tokens and keys of a world, thousands after a while, so that none is looked for by itself."""

    def __init__(self, world: World) -> None:
        self._bot = world.application.token
        self._keys = {world.host_key, *world.seat_keys.values(), *world.tokens}
        self._keys |= {hook.token for hook in world.webhooks.values()}
        self._lengths = {len(key) for key in self._keys}

    def masked(self, value: Any) -> Any:
        """Return a copy without them."""
        if isinstance(value, dict):
            told = cast(Json, value)
            return {name: HIDDEN if name == "token" else self.masked(each) for name, each in told.items()}
        if isinstance(value, list | tuple):
            return [self.masked(each) for each in cast("list[Any]", value)]
        if isinstance(value, str):
            told = TOKEN_PATH.sub(rf"\1{HIDDEN}", value.replace(self._bot, HIDDEN))
            return _LIKE_A_KEY.sub(self._unless_a_key, told)
        return value

    def _unless_a_key(self, found: re.Match[str]) -> str:
        run = found[0]
        holds = any(run[at : at + long] in self._keys for long in self._lengths for at in range(len(run) - long + 1))
        return HIDDEN if holds else run
