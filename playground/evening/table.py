"""The table of an evening: its place, its people, and how they ask Skald for something."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from playground.call import Unanswered
from playground.evening.signs import read
from playground.evening.state import EveningState
from playground.model import Channel, Message
from playground.people import Person
from playground.refused import Refused

if TYPE_CHECKING:
    from playground.server import Playground
    from playground.web.feed import Feed

# The bot may be starting, or be started again.
ONLINE_SECONDS = 120.0
# A model that thinks long tells within this.
TOLD_SECONDS = 300.0
TRIES = 3


class NoAnswer(Refused):
    """Skald did not answer a person; the message is a sentence."""


class Table:
    """What companions and samples have in common; `pace` stretches their pauses, 0 takes them away."""

    def __init__(self, playground: Playground, feed: Feed, pace: float = 1.0) -> None:
        self.playground = playground
        self.world = playground.world
        self.feed = feed
        self.pace = pace

    @property
    def state(self) -> EveningState:
        return self.world.evening

    @property
    def place(self) -> Channel:
        """The channel of the evening. Raises Refused when it was deleted."""
        found = self.world.channels.get(self.state.place)
        if found is None:
            raise Refused.of("eveningGone")
        return found

    @property
    def owner(self) -> Person:
        """Whoever runs the table: the owner of the first server."""
        return Person(self.world, self.world.users[self.playground.guild.owner_id], self.state.locale)

    @property
    def visitor(self) -> Person:
        """Whoever the evening is for: the person as whom the host asked for something last, else the owner."""
        user = self.world.users.get(self.state.visitor)
        if user is None or (user.id in self.feed.companions and not self.feed.seated(user.id)):
            return self.owner  # a script plays where nobody sits any more
        return Person(self.world, user, self.state.locale)

    @property
    def visitors(self) -> tuple[int, int]:
        """Whose deeds the evening counts and the companions follow, by their ids."""
        return self.owner.id, self.visitor.id

    def acting(self, person: Person) -> Person:
        """Return who acts when somebody at the host's window asks for it: they, or the owner where they may not."""
        place = self.world.channels.get(self.state.place)
        able = place is not None and person.may(place, "view_channel") and person.may(place, "send_messages")
        return person if able else self.owner

    def person(self, name: str) -> Person | None:
        """Return a companion, None where the world has nobody of that name at the table."""
        for member in self.playground.guild.members.values():
            if member.user.name == name and not member.user.bot:
                return Person(self.world, member.user, self.state.locale)
        return None

    async def pause(self, seconds: float) -> None:
        """Wait as long as a person would."""
        if self.pace:
            await asyncio.sleep(seconds * self.pace)

    async def ready(self) -> None:
        """Wait until Skald is online and its commands are there. Raises NoAnswer."""
        gateway, application = self.playground.gateway, self.world.application
        try:
            await self.world.hub.wait_for(
                lambda: gateway.online and bool(application.commands or any(application.guild_commands.values())),
                ONLINE_SECONDS,
                "Skald",
            )
        except TimeoutError:
            raise NoAnswer.of("offline") from None

    async def use(self, person: Person, command: str, /, **options: Any) -> Message | None:
        """Use a command and return its answer; None where it shows a form, which is the person's to fill in.

        A bot that is just going away answers nothing; it is asked again once it is back.
        """
        for attempt in range(TRIES):
            await self.ready()
            try:
                call = await person.slash(self.place, command, **options)
                return None if call.modal is not None else await call.reply(TOLD_SECONDS)
            except (Unanswered, TimeoutError):
                if attempt == TRIES - 1:
                    raise NoAnswer.of("noAnswerTo", command=command) from None
                await self.pause(1)
        return None

    async def tell(self, text: str) -> None:
        """Write as the visitor, and wait until Skald has told what comes of it. Raises NoAnswer."""
        await self.ready()
        said = await self.visitor.say(self.place, text)
        place = self.place

        def told() -> bool:
            later = [item for item in place.messages if item.id > said.id]
            return any((signs := read(item)).turn or signs.ballot for item in later)

        try:
            await self.world.hub.wait_for(told, TOLD_SECONDS, "the story")
        except TimeoutError:
            raise NoAnswer.of("storyStopped") from None
