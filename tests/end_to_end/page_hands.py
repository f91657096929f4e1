"""People of an adventure who write at the page, in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from playwright.async_api import expect

from bot.domain.campaign import Levels
from bot.i18n import translate
from bot.ui.settings_card import LEVELS
from playground.model import Message
from tests.end_to_end.adventure import Script
from tests.end_to_end.conftest import Seat
from tests.page.driver import Seat as PageSeat

_PATIENCE = 30


@dataclass
class PageHands:
    """One browser window that everybody sits down at in turn."""

    page: PageSeat
    seat: Seat
    script: Script

    async def say(self, person: str, text: str) -> None:
        await self.page.become(person)
        await self.page.say(text)

    async def command(self, person: str, name: str, options: Mapping[str, str]) -> None:
        await self.page.become(person)
        before = max((one.id for one in self.seat.channel.messages), default=0)
        picked = {key: self._picked(key, value) for key, value in options.items()}
        await self.page.send_slash(self.script.commands.get(name, name), picked)
        await self.seat.playground.wait_for(lambda: self._answer(person, name, before), what=f"/{name}")

    async def read(self, count: int) -> None:
        story = await self.seat.told(count, timeout=_PATIENCE)
        ending = story.content.split("\n-# ")[0].replace("*", "").replace("`", "")[-30:].strip()
        await expect(self.page.message(ending).last).to_be_visible()

    def _picked(self, option: str, value: str) -> str:
        """Name a value as the page offers it."""
        if option == "language":
            return self.script.language_name
        if option == "levels":
            return translate(LEVELS[cast("Levels", value)], self.script.language)
        return self.script.modes[value] if option == "mode" else value

    def _answer(self, person: str, name: str, before: int) -> Message | None:
        """Return the answer to a command that was sent after a message, for everybody or for this person alone."""
        playground = self.seat.playground
        alone = playground.ephemeral(playground.person(person))
        news = [one for one in (*self.seat.channel.messages, *alone) if one.id > before and one.interaction]
        return next((one for one in news if (one.interaction or {})["name"] == name and not one.loading), None)
