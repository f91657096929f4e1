"""Tell one turn: from the actions that wait to the committed reply."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.domain.campaign import Campaign
from bot.domain.memory import Memory
from bot.domain.turn import Action, TranscriptMessage, Turn
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm.errors import LLMError
from bot.services.cashier import Cashier
from bot.services.duelling import Duelling
from bot.services.homecoming import Homecoming
from bot.services.keeping import Keeper
from bot.services.narration import Stopped
from bot.services.overspending import OverBudget, PriceUnknown
from bot.services.ports import CannotSpeak, OutOfReach, Replies, Reply
from bot.services.relay import Relay
from bot.services.story import compose, note
from bot.services.table import AGAIN, Table
from bot.services.telling import Telling

log = structlog.stdlib.get_logger(__name__)

KEPT = N_(
    "What you wrote is kept. Try again, or simply write on: everything is answered together. To change or take back "
    "what you did, edit or delete your message."
)


class Unforeseen(SkaldError):
    sentence = N_(
        "Something went wrong that nobody foresaw. It is in the log as {id}; whoever runs Skald can look it up."
    )


NEXT_TIME = N_("With /campaign fallback, another model tells when this one fails.")
STOPPED = N_("Somebody at the table asked for something else. One moment…")
NOT_SHOWN = N_("The scene that somebody stopped is not shown any more. Write on, or have it told anew with /retell.")
AS_IT_WAS = N_("What was told before stands. Ask again with /retell, also with another model.")


class Teller:
    """Adjudicate and narrate turns, show them as they come, and commit each in one transaction."""

    def __init__(
        self,
        relay: Relay,
        duelling: Duelling,
        replies: Replies,
        keeper: Keeper,
        cashier: Cashier,
        homecoming: Homecoming,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._relay = relay
        self._duelling = duelling
        self._replies = replies
        self._keeper = keeper
        self._cashier = cashier
        self._homecoming = homecoming
        self._now = now

    async def tell(self, table: Table) -> bool:
        """Answer everything that waits at a table; False when it must wait for a person to try again.

        Raises `CannotSpeak`, with nothing asked of a model, where the channel refuses the game master.
        """
        turn = replace(table.next_turn(table.waiting[-1].channel_id), started_at=self._now())
        actions = tuple(action for action in table.waiting if action.id in turn.action_ids)
        table.heard_more = table.stopped = False
        table.telling = turn.action_ids
        try:
            await self._homecoming.greet(table, turn, actions[0].account_id)
            return await self._tell(table, turn, actions)
        finally:
            table.telling = ()

    async def _tell(self, table: Table, turn: Turn, actions: tuple[Action, ...]) -> bool:
        with structlog.contextvars.bound_contextvars(turn=f"{turn.campaign_id}-{turn.number}"):
            self._replies.check(turn.channel_id)
            reply = self._replies.open(turn.channel_id, _nonce(table, turn), await self._reusable(table, turn))
            telling = _telling(table, turn, actions, reply, restricted=self._replies.restricted(turn.channel_id))
            try:
                await self._told_of_those_who_may(table, telling)
            except asyncio.CancelledError:
                # The program stops, and the next start tells the turn; what was asked of a model counts all the same.
                await self._keeper.leave(table, telling.turn, telling.attempts, reply)
                raise
            except SkaldError as error:
                return await self._failed(table, telling, error)
            except Exception:
                error = Unforeseen(id=uuid.uuid4().hex[:8])
                log.exception("a turn failed", error_id=error.values["id"])
                return await self._failed(table, telling, error)
            finally:
                await self._settle(table, turn)
        return True

    async def deliver_late(self, table: Table) -> None:
        """Show what was told while the channel refused the game master; raises `CannotSpeak` when it still does."""
        while table.late:
            late = table.late[0]
            self._replies.check(late.turn.channel_id)
            reply = self._replies.open(late.turn.channel_id, _nonce(table, late.turn), late.turn.reply_ids)
            await reply.finish(compose(late.story, late.summaries, late.turn.notes), _receipt(late.turn))
            await self._keeper.delivered(late.turn, reply)
            del table.late[0]

    async def _reusable(self, table: Table, turn: Turn) -> tuple[int, ...]:
        """Return the messages the turn is told in: those of its failure when the button was pressed under it."""
        failed, wanted = table.failed, table.retry_wanted
        table.retry_wanted = False
        if failed is None or turn.again:
            return turn.reply_ids
        if wanted:
            return failed.reply_ids
        # New actions stand below the old notice; a story above them would not be found.
        await self._replies.withdraw(turn.channel_id, failed.reply_ids)
        return ()

    async def _told_of_those_who_may(self, table: Table, telling: Telling) -> None:
        """Tell a turn; a player whose own budget is used up does not keep the others from theirs."""
        while True:
            try:
                return await self._told(table, telling)
            except Stopped:
                table.stopped = False
                telling.without = ""
                telling.answer_also(tuple(action for action in table.waiting if action.kind == "xcard"))
                table.telling = telling.turn.action_ids
                telling.reply.withdraw(f"-# {note('✋', STOPPED, telling.language)}")
            except (OverBudget, PriceUnknown) as error:
                if error.account_id is None or telling.turn.again or table.waiting[0].kind in AGAIN:
                    raise
                others = table.set_aside(error.account_id)
                if not others:
                    raise
                log.info("a player's budget is used up; the others go on", account=error.account_id)
                telling.answer_only(tuple(action for action in table.waiting if action.id in others))
                table.telling = telling.turn.action_ids

    async def _told(self, table: Table, telling: Telling) -> None:
        reply = telling.reply
        begun = asyncio.create_task(self._keeper.begin(telling.turn, reply))
        try:
            by_hand = telling.by_hand
            told = await self._duelling.tell(telling) if by_hand is None else self._relay.by_hand(telling, by_hand)
            narration = told.narration
            text = compose(narration.story, narration.summaries, told.notes)
            delivered = await self._delivered(text, telling)
            ended_at = self._now()
            turn = replace(
                telling.turn,
                model=told.model,
                wanted_model=told.wanted,
                notes=told.notes,
                memories=_memories(telling),
                findings=narration.findings,
                checked=narration.checked,
                delivered=delivered,
                duel=told.duel.id if told.duel and told.duel.told else None,
            )
            turn_id = await begun if reply.visible_at else await self._keeper.open(turn, reply)
        finally:
            begun.cancel()
        await self._keeper.commit(table, turn, turn_id, telling, narration, ended_at)
        await self._duelling.settled(told)

    async def _delivered(self, text: str, telling: Telling) -> bool:
        try:
            await telling.reply.finish(text, _receipt(telling.turn))
        except CannotSpeak as error:
            log.warning("a reply could not be shown; it is kept and shown later", reason=str(error))
            return False
        return True

    async def _settle(self, table: Table, turn: Turn) -> None:
        """Let go of what was held for a turn, and tell the table when a budget comes near its end."""
        for warning in await self._cashier.settle(turn):
            try:
                await self._replies.say(turn.channel_id, f"-# ⚠️ {warning.say(table.state.campaign.language)}")
            except CannotSpeak as error:
                log.warning("a budget's warning could not be told", reason=str(error))

    async def _failed(self, table: Table, telling: Telling, error: SkaldError) -> bool:
        """Tell the table why there is no story and offer to try again; True when there is more to tell already."""
        log.warning("turn failed", error=type(error).__name__, reason=str(error))
        language, turn, reply = table.state.campaign.language, telling.turn, telling.reply
        unseen: CannotSpeak | None = None
        try:
            if turn.again:
                instead = AS_IT_WAS if telling.without is None else NOT_SHOWN
                await reply.finish(f"{error.say(language)}\n-# {translate(instead, language)}")
            else:
                await reply.fail(_failure(error, telling.before.campaign), language)
        except CannotSpeak as refused:
            log.warning("a failure could not be shown", reason=str(refused))
            unseen = refused
        except asyncio.CancelledError:
            # As above: the program stops, and what was asked of models counts.
            await self._keeper.leave(table, turn, telling.attempts, reply)
            raise
        await self._keeper.fail(table, turn, telling.attempts, reply, str(error))
        if turn.again:
            return True
        if isinstance(unseen, OutOfReach):
            # Nobody can press a button that is not there.
            table.retry_wanted = True
            raise unseen
        # The button, or a new action, may have come while the failure was being written down.
        return table.retry_wanted or table.heard_more


def _failure(error: SkaldError, campaign: Campaign) -> str:
    """Say why there is no story and what can be done; who never heard of fallbacks is told of them."""
    language = campaign.language
    lines = [error.say(language), f"-# {translate(KEPT, language)}"]
    if isinstance(error, LLMError) and campaign.fallbacks is None:
        lines.append(f"-# {translate(NEXT_TIME, language)}")
    return "\n".join(lines)


def _telling(table: Table, turn: Turn, actions: tuple[Action, ...], reply: Reply, *, restricted: bool) -> Telling:
    heard = [action for action in actions if action.kind != "narration"]
    said = table.said_before(turn) if turn.again else [action.spoken(turn.number) for action in heard]
    return Telling(
        turn=turn,
        actions=actions,
        said=tuple(said),
        reply=reply,
        before=table.begin(turn),
        past=_not_in_chapters(table.past(turn), table.memory),
        memory=table.memory,
        stopped=lambda: table.stopped,
        restricted=restricted,
        without=_told_before(table, turn) if any(action.kind == "xcard" for action in actions) else None,
    )


def _told_before(table: Table, turn: Turn) -> str:
    told = [one.content for one in table.transcript if one.turn == turn.number and one.role == "assistant"]
    return "\n\n".join(told)


def _not_in_chapters(past: Sequence[TranscriptMessage], memory: Memory) -> tuple[TranscriptMessage, ...]:
    """Return what no chapter sums up: everything a model is given stands in one place only."""
    last = memory.chapters[-1].last if memory.chapters else 0
    return tuple(message for message in past if message.turn > last)


def _memories(telling: Telling) -> dict[str, int] | None:
    """Say what of the story before a model was given."""
    past, chapters = telling.past, telling.memory.chapters
    if not past or telling.by_hand is not None:
        return None
    given = {"messages": len(past), "from_turn": past[0].turn, "to_turn": past[-1].turn}
    return given | {"chapters": len(chapters), "facts": len(telling.memory.facts)} if chapters else given


def _receipt(turn: Turn) -> str:
    return f"{turn.campaign_id}:{turn.number}:{turn.take}"


def _nonce(table: Table, turn: Turn) -> str:
    """Name a reply towards Discord, the same after a restart.

    By the campaign's commitment, not its id: another database under the same token counts its campaigns from 1, too,
    and would be answered with this one's message.
    """
    take = f"t{turn.take}" if turn.take > 1 else ""
    return f"{table.state.campaign.commitment[:8]}-{turn.number}{take}-{turn.attempt}"
