"""Let a server's stewards ask other models for the turns of a campaign, or for ready scenes, once more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.domain.replay import MOST_AT_ONCE, MOST_MODELS, Replay, StopReason
from bot.domain.scenes import SCENES, ready_scene
from bot.errors import SkaldError
from bot.i18n import Sentence
from bot.llm.catalogue import ModelCard
from bot.llm.models import Models
from bot.services.budgets import BudgetService
from bot.services.people import PeopleService, Person, Reach
from bot.services.ports import Attachment, CannotSpeak, Replies
from bot.services.replay_orders import (
    HeldElsewhere,
    NoReplay,
    NoSuchScene,
    NotAReplayer,
    NothingTold,
    NothingToReplay,
    Order,
    ReplayOver,
    ReplayRunning,
    ReplayView,
    TooManyModels,
    UnpricedReplay,
)
from bot.services.replay_reading import ReplayReading
from bot.services.replay_report import ReplayReport, report_of
from bot.services.rereading import Rereader
from bot.services.rerunning import Rerun
from bot.storage import Stores
from bot.storage.replays import LEASE

OFFERED: Final = 25

log = structlog.stdlib.get_logger(__name__)


class ReplayService:
    """Begin, watch, stop and go on with replays; one at a time on each server.

    `campaign_in` finds the campaign of a channel. Without `replies`, as on a command line, no report is posted.
    """

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        models: Models,
        budgets: BudgetService,
        replies: Replies | None,
        campaign_in: Callable[[int], int],
        *,
        prompt_chars: int,
        max_tokens: int,
        patience: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._models = models
        self._budgets = budgets
        self._replies = replies
        self.campaign_in = campaign_in
        restricted = _nowhere if replies is None else replies.restricted
        rereader = Rereader(stores, restricted, prompt_chars=prompt_chars, max_tokens=max_tokens)
        self._reading = ReplayReading(stores, models, budgets, rereader)
        self._patience = patience
        self._now = now
        self._reruns: dict[int, Rerun] = {}
        self._tasks: dict[int, asyncio.Task[StopReason | None]] = {}
        self._beginning = asyncio.Lock()

    async def start(self, order: Order, person: Person, guild_name: str) -> ReplayView:
        """Begin a replay; raises a sentence for whoever may not, or for what cannot be."""
        _check(person)
        await self._stores.guilds.greet(order.guild_id, guild_name)
        account_id = await self._people.account_of(person)
        async with self._beginning:
            await self._check_alone(order.guild_id)
            replay = await self.prepare(order, account_id)
            await self._begin(replay)
        return await self.view(replay)

    async def prepare(self, order: Order, account_id: int | None) -> Replay:
        """Keep a new replay that nothing works at yet; raises a sentence for what cannot be."""
        names = tuple(dict.fromkeys([(await self._models.choose(one, order.guild_id)).name for one in order.models]))
        if not 0 < len(names) <= MOST_MODELS:
            raise TooManyModels(most=MOST_MODELS)
        for scene in order.scenes or ():
            if scene not in SCENES:
                raise NoSuchScene(scene=scene[:50], scenes=", ".join(SCENES))
        replay = Replay(
            id=0,
            guild_id=order.guild_id,
            campaign_id=order.campaign_id,
            account_id=account_id,
            channel_id=order.channel_id,
            models=names,
            made_at=self._now(),
            scenes=order.scenes,
            language=order.language,
            first=max(order.first, 1),
            last=order.last,
            at_once=min(max(order.at_once, 1), MOST_AT_ONCE),
            unattended=order.unattended,
            limit_usd=order.limit_usd,
        )
        numbers = await self._reading.numbers(replay)
        question = await self._reading.question(replay, numbers[0]) if numbers else None
        if question is None:
            raise NothingToReplay
        for name in names if order.limit_usd is not None else ():
            if await self._reading.estimate(replay, name, question) is None:
                raise UnpricedReplay(model=Sentence(self._models.label(name)))
        return replace(replay, id=await self._stores.replays.add(replay))

    async def carry_out(self, replay: Replay) -> StopReason | None:
        """Work at a replay in this process to its end or until it stops; None where the program ends first.

        Raises `ReplayRunning` while another one of the server is at work, `HeldElsewhere` while this one is.
        """
        if replay.guild_id is not None:
            await self._check_alone(replay.guild_id, but=replay.id)
        await self._begin(replay)
        return await self._tasks[replay.id]

    async def status(self, reach: Reach, replay_id: int | None = None) -> ReplayView:
        """Tell how far a replay is, the newest of the server where none is named."""
        return await self.view(await self._of(reach, replay_id))

    async def stop(self, reach: Reach, replay_id: int | None = None) -> ReplayView:
        """Have nothing more asked; what is being told is told to its end and kept."""
        replay = await self._of(reach, replay_id)
        if (rerun := self._reruns.get(replay.id)) is not None:
            rerun.stop()
            await asyncio.wait({self._tasks[replay.id]}, timeout=self._patience)
        elif replay.status == "running":
            await self._stores.replays.end(replay, "asked", self._now())
        return await self.view(await self._fresh(replay))

    async def resume(self, reach: Reach, replay_id: int | None = None) -> ReplayView:
        """Go on with a replay that was stopped, from where it stood; nothing is asked twice."""
        replay = await self._of(reach, replay_id)
        view = await self.view(replay)
        if view.done >= view.total:
            raise ReplayOver(number=replay.id)
        async with self._beginning:
            await self._check_alone(reach.guild_id)
            for model in replay.models:
                await self._models.choose(model, reach.guild_id)
            await self._begin(replay)
        return await self.view(await self._fresh(replay))

    async def report(self, reach: Reach, replay_id: int | None, language: str) -> ReplayReport:
        """Return what a replay came to so far."""
        return await self.reported(await self._of(reach, replay_id), language)

    async def reported(self, replay: Replay, language: str) -> ReplayReport:
        """Return what a replay came to so far; raises `NothingTold`."""
        tellings = await self._stores.replays.tellings(replay.id)
        if not tellings:
            raise NothingTold
        asked = [await self._reading.question(replay, number) for number in sorted({one.number for one in tellings})]
        questions = [question for question in asked if question is not None]
        view = await self.view(replay)
        return await asyncio.to_thread(report_of, view, questions, tellings, language)

    async def known(self, reach: Reach) -> Sequence[Replay]:
        """List the replays somebody may have, newest first."""
        return await self._known(reach, OFFERED) if reach.person.steward or reach.person.admin else ()

    async def offered(self, guild_id: int) -> Sequence[ModelCard]:
        """List the models that can be asked."""
        return await self._models.offered(guild_id)

    @property
    def scenes(self) -> tuple[str, ...]:
        """Name the ready scenes, in the order they are told."""
        return SCENES

    def titles(self, language: str) -> list[tuple[str, str]]:
        """List the ready scenes by name and title."""
        return [(name, ready_scene(name, language).title) for name in SCENES]

    async def go_on(self) -> None:
        """Take up the replays that a program left when it ended, or was ended."""
        for replay in await self._stores.replays.left(self._now()):
            if replay.id not in self._tasks:
                try:
                    await self._begin(replay)
                except SkaldError as error:
                    log.info("a replay is not taken up", replay=replay.id, reason=str(error))

    async def settled(self) -> None:
        """Wait until nothing is at work here."""
        await asyncio.gather(*self._tasks.values())

    async def close(self) -> None:
        """Let tellings on their way end; the next start goes on with the rest."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def view(self, replay: Replay) -> ReplayView:
        """Tell how far a replay is."""
        return await self._reading.view(replay, at_work=replay.id in self._tasks)

    async def _begin(self, replay: Replay) -> None:
        if not await self._stores.replays.claim(replay, self._now()):
            raise HeldElsewhere(number=replay.id, seconds=round(LEASE.total_seconds()))
        rerun = Rerun(
            replay,
            self._stores,
            self._models,
            self._budgets,
            self._reading.question,
            patience=self._patience,
            now=self._now,
        )
        self._reruns[replay.id] = rerun
        task = asyncio.create_task(self._work(rerun), name=f"replay {replay.id}")
        self._tasks[replay.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(replay.id, None))

    async def _work(self, rerun: Rerun) -> StopReason | None:
        replay = rerun.replay
        try:
            why = await rerun.work(await self._reading.numbers(replay))
        except Exception:
            log.exception("a replay broke off", replay=replay.id)
            why = "broken"
        finally:
            self._reruns.pop(replay.id, None)
        if why is None:
            return None
        await self._stores.replays.end(replay, why, self._now())
        log.info("replay ended", replay=replay.id, why=why or "done")
        if why != "asked" and replay.channel_id is not None and self._replies is not None:
            await self._post(self._replies, replay, replay.channel_id)
        return why

    async def _post(self, replies: Replies, replay: Replay, channel_id: int) -> None:
        try:
            report = await self.reported(await self._fresh(replay), replay.language)
            file = Attachment(report.name, report.page.encode())
            await replies.send(channel_id, report.summary, (file,))
        except (CannotSpeak, NothingTold) as error:
            log.warning("a replay's report is not posted; /replay report has it", reason=str(error))

    async def _check_alone(self, guild_id: int, but: int = 0) -> None:
        here = {rerun.replay.id for rerun in self._reruns.values() if rerun.replay.guild_id == guild_id}
        for number in (here | await self._stores.replays.held(guild_id, self._now())) - {but}:
            raise ReplayRunning(number=number)

    async def _of(self, reach: Reach, replay_id: int | None) -> Replay:
        _check(reach.person)
        if replay_id is None:
            return next(iter(await self._known(reach, 1)), None) or _missing()
        found = await self._stores.replays.get(replay_id) if 0 < replay_id < 2**63 else None
        if found is None or found.guild_id != reach.guild_id or not reach.covers(found.channel_id):
            raise NoReplay
        return found

    async def _known(self, reach: Reach, most: int) -> Sequence[Replay]:
        return await self._stores.replays.of_guild(reach.guild_id, most, reach.channel_id)

    async def _fresh(self, replay: Replay) -> Replay:
        return await self._stores.replays.get(replay.id) or _missing()


def _nowhere(channel_id: int) -> bool:
    return False


def _missing() -> Replay:
    raise NoReplay


def _check(person: Person) -> None:
    if not (person.steward or person.admin):
        raise NotAReplayer
