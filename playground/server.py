"""The loopback Discord as one object: start it, act in it, break it, close it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from playground.clock import Clock
from playground.faults import Faults
from playground.gateway import Gateway
from playground.limits import GLOBAL_PER_SECOND, Limits
from playground.messages import publish
from playground.model import Channel, Guild, Member, Message, Role, User
from playground.people import Person
from playground.permissions import bits
from playground.recorder import Exchange, Recorder
from playground.rest.dispatch import Dispatcher
from playground.rest.table import build_table
from playground.web.guard import Handler, loopback
from playground.web.keys import Keys
from playground.web.page import Page
from playground.world import World

T = TypeVar("T")
MAX_BODY = 128 * 1024 * 1024
HERE = "127.0.0.1"
# What a condition looks at may lie outside this world, such as a model's server, and no news comes of that.
LOOK = 0.05
EVERYWHERE = ("0.0.0.0",)  # noqa: S104 (compared, not bound)


@web.middleware
async def _bots_stay_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep the bot's side of this Discord from the network, and from the pages of a browser, which name their origin.

    A bot that is started by hand has a token that everybody knows.
    """
    elsewhere = not loopback(request) or "Origin" in request.headers
    # By whole names: the page has a file api.js.
    if elsewhere and f"{request.path}/".startswith(("/api/", "/gateway/")):
        return web.Response(status=404, text="This is not there.")
    return await handler(request)


class Playground:
    """A Discord on 127.0.0.1 with one application in it."""

    def __init__(
        self,
        world: World,
        *,
        rate_limits: bool = True,
        global_limit: int | None = GLOBAL_PER_SECOND,
        heartbeat: float = 41.25,
        record: int | None = None,
        phrase: str | None = None,
        files_last: int = 0,
    ) -> None:
        self.world = world
        self.gateway = Gateway(world, heartbeat)
        self.limits = Limits(world.clock, rate_limits, global_limit)
        self.faults = Faults(self.gateway)
        self.recorder = Recorder(record)
        self.gateway.on_told = self.recorder.told
        # Where the bot writes what its models were sent, when it does.
        self.traces: Path | None = None
        self.keys = Keys(world)
        self.page = Page(self, phrase, files_last)
        self._people: dict[str, Person] = {}
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(
        cls,
        port: int = 0,
        *,
        world: World | None = None,
        clock: Clock | None = None,
        rate_limits: bool = True,
        global_limit: int | None = GLOBAL_PER_SECOND,
        heartbeat: float = 41.25,
        record: int | None = None,
        host: str = HERE,
        phrase: str | None = None,
        files_last: int = 0,
    ) -> Playground:
        """Serve on 127.0.0.1; port 0 takes a free one.

        Another `host` shows the page, and nothing else, to a network; whoever enters there needs the pass `phrase`.

        `record` bounds how many exchanges are kept: None keeps all, 0 none. `global_limit` is the 50
        requests a second over all routes; None lifts it and leaves the buckets. For `files_last` seconds a
        browser takes the page's files as it has them. Raises OSError when the port is taken.
        """
        self = cls(
            world or World.default(clock),
            rate_limits=rate_limits,
            global_limit=global_limit,
            heartbeat=heartbeat,
            record=record,
            phrase=phrase,
            files_last=files_last,
        )
        await self._serve(host, port)
        return self

    async def _serve(self, host: str, port: int) -> None:
        dispatcher = Dispatcher(self.world, self.gateway, build_table(), self.limits, self.faults, self.recorder)
        app = web.Application(client_max_size=MAX_BODY, middlewares=[_bots_stay_here])
        app.router.add_route("*", "/api/v10/{tail:.*}", dispatcher.handle)
        app.router.add_route("*", "/api/{tail:.*}", dispatcher.handle)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        self.page.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            # The bot is on this machine, so this address is served whatever else is.
            await web.TCPSite(self._runner, HERE if host not in EVERYWHERE else host, port).start()
            bound: int = self._runner.addresses[0][1]
            if host not in (HERE, *EVERYWHERE):
                await web.TCPSite(self._runner, host, bound).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.world.base_url = f"http://127.0.0.1:{bound}"

    async def close(self) -> None:
        """Close every connection and stop serving."""
        await self.page.close()
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return self.world.base_url

    @property
    def api_url(self) -> str:
        return f"{self.world.base_url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.gateway.url

    @property
    def token(self) -> str:
        """The token of the application."""
        return self.world.application.token

    @property
    def guild(self) -> Guild:
        """The first guild."""
        return next(iter(self.world.guilds.values()))

    @property
    def exchanges(self) -> list[Exchange]:
        """What the bot asked over REST, oldest first."""
        return [*self.recorder.exchanges]

    def person(self, name: str) -> Person:
        """Return a person by name. Raises LookupError."""
        person = self._people.get(name)
        if person is None:
            person = self._people[name] = Person(self.world, self.world.user(name))
        return person

    def add_person(self, name: str, guild: Guild | None = None) -> Person:
        """Let a new person join a guild."""
        self.world.join(guild or self.guild, self.world.add_user(name))
        return self.person(name)

    def channel(self, name: str, guild: Guild | None = None) -> Channel:
        """Return a channel or thread by name. Raises LookupError."""
        for place in (guild or self.guild).places():
            if place.name == name:
                return place
        raise LookupError(f"There is no channel #{name}.")

    def add_channel(self, name: str, guild: Guild | None = None) -> Channel:
        """Create a text channel."""
        return self.world.add_channel(guild or self.guild, name)

    def direct(self, person: Person) -> Channel:
        """Return a person's direct conversation with the bot."""
        return self.world.direct(person.user)

    def ephemeral(self, person: Person) -> list[Message]:
        """Return the messages only this person sees, oldest first."""
        return [item for item in self.world.messages.values() if item.seen_by == person.id]

    def deny(self, place: Channel, names: str, target: Role | Member | Person | User | None = None) -> None:
        """Take permissions (named with spaces between them) away in a channel, from the bot by default."""
        denied = bits(names)
        if isinstance(target, Role):
            number, kind = target.id, 0
        elif isinstance(target, Member):
            number, kind = target.user.id, 1
        else:
            number, kind = (self.world.application.bot.id if target is None else target.id), 1
        old = place.overwrites.get(number)
        allow, deny = (old.allow & ~denied, old.deny | denied) if old is not None else (0, denied)
        self.world.overwrite(place, number, kind, allow, deny)

    def allow(self, place: Channel, names: str) -> None:
        """Give the bot permissions (named with spaces between them) back in a channel."""
        given = bits(names)
        number = self.world.application.bot.id
        old = place.overwrites.get(number)
        allow, deny = (old.allow | given, old.deny & ~given) if old is not None else (given, 0)
        self.world.overwrite(place, number, 1, allow, deny)

    def redeliver(self, message: Message) -> None:
        """Send a message's MESSAGE_CREATE again, as a resumed gateway does."""
        publish(message, "MESSAGE_CREATE")

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = 30, what: str = "a change") -> T:  # noqa: ASYNC109
        """Return the first true value of a condition, looked at after every change of the world, or soon after."""
        return await self.world.hub.wait_for(condition, timeout, what, LOOK)

    async def online(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Wait until the bot is connected."""
        await self.wait_for(lambda: self.gateway.online, timeout, "the bot to come online")

    def add_people(self, names: Iterable[str]) -> list[Person]:
        """Let several people join the first guild."""
        return [self.add_person(name) for name in names]
