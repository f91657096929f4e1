"""Use a slash command at the page as a person does: find it, fill its options in, send it, see what comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import FilePayload, Locator, expect

from playground.call import Call
from playground.errors import Json
from playground.interactions import COMMAND, Interaction
from playground.invoke import find
from playground.jsonvalue import objects
from playground.model import Channel, Message
from playground.people import Person
from playground.server import Playground
from tests.page.driver import Seat

ATTACHMENT, BOOLEAN, USER, CHANNEL = 11, 5, 6, 7


@dataclass
class Keyboard:
    """One window with one person in front of it, in one channel."""

    page: Seat
    playground: Playground
    person: Person
    place: Channel

    async def use(self, command: str, given: Mapping[str, Any]) -> Call:
        """Use a command with values as the wire carries them, each entered as a person would; return what it began."""
        before = max(self.playground.world.interactions, default=0)
        await self.page.choose_command(command)
        filled: dict[str, Any] = {}
        for option in self._options(command):
            name = option["name"]
            if name in given:
                await self._enter(command, option, given[name], filled)
                filled[name] = given[name]
        await self.page.page.locator(".composer .send").click()
        began = await self.playground.wait_for(lambda: self._began(before), 15, f"/{command}")
        return Call(self.playground.world, began)

    async def see(self, call: Call) -> None:
        """See the answer, or the form it opens, which is closed again. Raises AssertionError for nothing to see."""
        await call.answered()
        if call.modal is not None:
            await expect(self.page.modal).to_be_visible()
            await expect(self.page.modal.get_by_role("heading", level=2)).to_have_text(call.modal["title"])
            await expect(self.page.modal.locator(".unknown-field")).to_have_count(0)
            await self.page.page.keyboard.press("Escape")
            await expect(self.page.modal).to_have_count(0)
            return
        reply = await call.reply()
        answer = self._shown(reply)
        await expect(answer).to_be_visible()
        await expect(answer.locator(".thinking")).to_have_count(0)
        if reply is call.message:  # what comes after an answer that was taken back says nothing of it
            await expect(answer.locator(".context .mention").first).to_have_text(f"/{call.interaction.name}")
        holds = ".content:not(:empty), .embed, .components *, .files *, .v2-container"
        await expect(answer.locator(holds).first).to_be_visible()

    def _shown(self, message: Message) -> Locator:
        return self.page.page.locator(f'li.message[data-id="{message.id}"]')

    def _options(self, command: str) -> list[Json]:
        item, path = find(self.playground.world, self.person.user, self.place, command)
        return objects((path[-1] if path else item).get("options"))

    def _began(self, before: int) -> Interaction | None:
        later = (one for number, one in self.playground.world.interactions.items() if number > before)
        return next((one for one in later if one.kind == COMMAND and one.user is self.person.user), None)

    async def _enter(self, command: str, option: Json, value: Any, filled: Mapping[str, Any]) -> None:
        name = option["name"]
        await self.page.offer_option(name)
        if option["type"] == ATTACHMENT:
            filename, data = value
            packed = FilePayload(name=filename, mimeType="application/octet-stream", buffer=data)
            await self.page.option(name).set_input_files(packed)
            return
        typed, listed = await self._words(command, option, value, filled)
        await self.page.option(name).fill(typed)
        if listed:
            rows = self.page.page.locator("[role=option]")
            await rows.filter(has=self.page.page.locator(".option-name").get_by_text(typed, exact=True)).first.click()

    async def _words(self, command: str, option: Json, value: Any, filled: Mapping[str, Any]) -> tuple[str, bool]:
        """Return what a person types who means a value, and whether it is picked from the list then."""
        world = self.playground.world
        if option["type"] == BOOLEAN:
            return ("True" if value else "False"), True
        if option["type"] == USER:
            return f"@{world.users[int(value.id if isinstance(value, Person) else value)].display_name}", True
        if option["type"] == CHANNEL:
            return f"#{world.channels[int(value)].name}", True
        offered = objects(option.get("choices"))
        if option.get("autocomplete"):
            offered = await self.person.autocomplete(self.place, command, option["name"], "", dict(filled))
        named = next((choice["name"] for choice in offered if str(choice["value"]) == str(value)), None)
        return (str(value), False) if named is None else (str(named), True)
