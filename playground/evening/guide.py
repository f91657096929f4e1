"""The guide of a first evening: it begins it, sees what happens in it, and goes on with it after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from playground.call import Unanswered
from playground.errors import DiscordError, Json
from playground.evening.companions import Companions
from playground.evening.models import OfferedModels
from playground.evening.program import Program
from playground.evening.samples import FIRST, Samples
from playground.evening.script import script_of
from playground.evening.signs import Signs, read
from playground.evening.state import COMPANIONS, STEPS
from playground.evening.table import Table
from playground.events import Event, Notice
from playground.model import Channel, Message
from playground.people import Person
from playground.refused import Refused

if TYPE_CHECKING:
    from playground.server import Playground
    from playground.web.feed import Feed

log = logging.getLogger(__name__)
# How far back an evening is read anew after a restart.
_LOOKED_BACK = 500
_SEEN = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


class Guide:
    """Tick off what really happened at the table, whoever did it, and let companions and samples act."""

    def __init__(self, playground: Playground, feed: Feed) -> None:
        self.table = Table(playground, feed)
        self.companions = Companions(self.table)
        self.samples = Samples(self.table, self._month)
        self.models = OfferedModels(self.table)
        # Shown at a playground that is a program of its own, where somebody comes to look at Skald.
        self.offered = False
        self.program: Program | None = None
        self.busy: str | None = None
        self.problem: Json | None = None
        self._followed = 0
        self._tasks: set[asyncio.Task[None]] = set()
        playground.world.hub.pages.append(self._happened)

    @property
    def hints(self) -> tuple[str, ...]:
        """Name the hints that can be let go: one for each step, and those about the companions and models."""
        return (*STEPS, "companions", "models")

    def begin(self, locale: str) -> None:
        """Begin the evening in the language of a page; pressed twice, it begins once. Raises Refused."""
        state = self.table.state
        if self.busy:
            return
        if not state.begun:
            state.begun, state.locale, state.place = True, locale, self._free_place().id
        self.resume()

    def resume(self) -> None:
        """Go on where the evening was left: by a press, a restart, or a kill."""
        state = self.table.state
        if not state.begun:
            self._start(self._look_for_models())
            return
        for message in [*self.table.world.messages.values()][-_LOOKED_BACK:]:
            self._see(message)
        # What was told while nobody looked is not followed any more.
        self._followed = self.table.world.snowflake()
        self.companions.show()
        if state.founded and state.told and set(COMPANIONS) <= {*state.made, *state.away}:
            self._start(self._look_for_models())
        else:
            self._do("begin", self._open)

    def do(self, step: str, person: Person | None = None) -> None:
        """Do the sample of a step, as somebody at the host's window. Raises Refused while another is under way."""
        if step not in STEPS:
            raise Refused.of("noStep")
        if not self.table.state.founded:
            raise Refused.of("notBegun")
        if self.busy:
            raise Refused.of("busy")
        if person is not None:
            self.table.state.visitor = self.table.acting(person).id
        self._do(step, self.samples.by_step[step])

    def choose_model(self, name: str) -> None:
        """Let a model tell the story. Raises Refused while something is under way."""
        if self.busy:
            raise Refused.of("busy")
        self._do("model", lambda: self.models.choose(name))

    def told(self) -> Json:
        """Return the evening as the page shows it."""
        state = self.table.state
        return {
            "offered": self.offered,
            "begun": state.begun,
            "founded": state.founded,
            "told": state.told,
            "opening": str(state.opening) if state.opening else None,
            "place": str(state.place) if state.begun else None,
            "hidden": state.hidden,
            "steps": [{"name": name, "done": name in state.done} for name in STEPS],
            "dismissed": state.dismissed,
            "companions": [
                {"name": name, "away": name in state.away, "made": name in state.made}
                for name in COMPANIONS
                if self.table.person(name) is not None
            ],
            "voting": state.voting,
            "busy": self.busy,
            "problem": self.problem,
            "models": self.models.told(),
            "trouble": None if self.program is None else self.program.trouble,
            "may_start_over": self.program is not None,
            "table": str(self.table.world.application.id),
        }

    def changed(self) -> None:
        """Let the pages look again, and the world be kept."""
        self.table.world.hub.notify(Notice("evening", {}))

    async def close(self) -> None:
        """End what is under way; it goes on when the evening is resumed."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _free_place(self) -> Channel:
        """Return #campaign where nothing was played yet, else a new channel."""
        playground = self.table.playground
        places = [one for one in playground.guild.channels.values() if one.name == "campaign" and not one.log]
        return places[0] if places else playground.add_channel("first-evening")

    async def _open(self) -> None:
        """Found the campaign and let the companions sit down, as far as that has not happened yet."""
        state, script = self.table.state, script_of(self.table.state.locale)
        await self.table.ready()
        if not state.founded:
            # A model that costs money tells only when the visitor lets it.
            given = {"name": script.campaign, "themes": script.themes, "language": script.language, "model": FIRST}
            answer = await self.table.use(self.table.owner, "campaign create", **given)
            # Killed in between, the campaign may be there without its answer; then Skald refuses a second one.
            if answer is not None and answer.seen_by is not None and not await self._founded():
                raise Refused(answer.text)
            state.founded = True
            self.changed()
        await self.companions.make_characters()
        await self._look_for_models()

    async def _founded(self) -> bool:
        card = await self.table.use(self.table.owner, "campaign show")
        return card is not None and bool(card.embeds)

    async def _look_for_models(self) -> None:
        try:
            await self.table.ready()
        except Refused:
            return
        if await self.models.look():
            self.changed()

    async def _month(self) -> None:
        if self.program is None:
            raise Refused.of("noSamples")
        await self.program.month()
        self._tick("month")

    def _do(self, name: str, deed: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do one thing at a time, and say in a sentence why it did not work."""
        self.busy, self.problem = name, None
        self._start(self._done(name, deed))
        self.changed()

    async def _done(self, name: str, deed: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await deed()
        except Refused as problem:
            self.problem = {"at": name, **problem.told()}
        except (Unanswered, DiscordError) as problem:
            self.problem = {"at": name, "error": str(problem)}
        finally:
            self.busy = None
            self.changed()

    def _start(self, deed: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        problem = None if task.cancelled() else task.exception()
        if isinstance(problem, Refused | Unanswered):
            # A companion who cannot write, because the channel is gone: the evening is the visitor's all the same.
            log.info("a companion did not act: %s", problem)
        elif problem is not None:
            log.error("the evening stumbled", exc_info=problem)

    def _happened(self, happened: Event | Notice) -> None:
        message = happened.message
        if message is None or not self.table.state.begun:
            return
        if isinstance(happened, Event) and happened.name not in _SEEN:
            return
        signs = self._see(message)
        if signs is None or message.channel.id != self.table.state.place:
            return
        if signs.ballot:
            self._start(self.companions.vote(message))
        if signs.turn and message.id > self._followed:
            self._followed = message.id
            if self._by_visitor(message):
                self.table.state.turns += 1
                self._start(self.companions.follow())

    def _see(self, message: Message) -> Signs | None:
        """Note what a message of Skald's tells."""
        world, state = self.table.world, self.table.state
        if message.author.id != world.application.id or message.channel.guild is None:
            return None
        signs, before = read(message), (state.founded, state.told, [*state.made], [*state.done])
        mine = signs.used_by in self.table.visitors
        if message.channel.id == state.place:
            self._see_place(message, signs)
        happened = {
            "character": signs.sheet and mine,
            "portrait": signs.portrait and mine,
            "duel": signs.verdict,
            "chart": signs.chart and mine,
        }
        state.done += [name for name, did in happened.items() if did and name not in state.done]
        if before != (state.founded, state.told, state.made, state.done):
            self.changed()
        return signs

    def _see_place(self, message: Message, signs: Signs) -> None:
        state = self.table.state
        if signs.turn:
            state.founded = state.told = True
            state.opening = state.opening or message.id
        if "turn" not in state.done and (signs.turn or 0) > 1 and self._by_visitor(message):
            state.done.append("turn")
        if signs.fight is not None:
            state.fighting, state.fallen = signs.fight, []
        if signs.fight and "fight" not in state.done:
            state.done.append("fight")
        if signs.ballot or signs.verdict:
            state.voting = signs.ballot
        state.fallen = [name for name in state.fallen if name not in signs.healed]
        state.fallen += [name for name in signs.fallen if name not in (*state.fallen, *signs.healed)]
        user = self.table.world.users.get(signs.used_by or 0)
        if signs.sheet and user is not None and user.name not in state.made:
            state.made.append(user.name)

    def _by_visitor(self, story: Message) -> bool:
        """Tell whether a visitor wrote what a telling answers: since the one before it."""
        visitors = self.table.visitors
        for message in reversed(story.channel.messages):
            if message.id >= story.id:
                continue
            if message.author.id in visitors:
                return True
            if message.author.id == story.author.id and read(message).turn:
                return False
        return False

    def _tick(self, step: str) -> None:
        if step not in self.table.state.done:
            self.table.state.done.append(step)
            self.changed()
