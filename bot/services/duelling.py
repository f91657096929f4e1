"""Let two hidden models tell one turn, and the table decide whose words become the story."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog

from bot.domain.attempt import Attempt
from bot.domain.checking import checked
from bot.domain.duel import VOTE_SECONDS, Duel, coin, least_compared
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.llm.models import Models
from bot.llm.speaker import Speaker
from bot.prompts.duel import retelling_prompt
from bot.services.ballots import UNSHOWN, Ballots
from bot.services.blind import BlindTelling, tell_blind
from bot.services.cashier import Cashier
from bot.services.duellists import duellists
from bot.services.freezing import frozen, thawed
from bot.services.hushed import Hushed
from bot.services.keeping import Keeper
from bot.services.narration import Stopped
from bot.services.relay import Relay
from bot.services.story import note
from bot.services.telling import Telling, Told
from bot.storage.duels import Duels

log = structlog.stdlib.get_logger(__name__)

WORDS: Final = 260
TOKENS: Final = 900
"""The cap of either telling: what it is asked to keep to, and where it is cut, which ends the duel."""
RECENT: Final = 10
"""Who took part in so many turns before is present, and may vote."""

WON = N_("The table chose this telling in a duel.")
TOSSED = N_("The table named no winner, so a coin chose this telling.")
VOID = N_("There was no duel this time: {why}")
STOPPED = N_("It was ended before the vote.")
UNSEEN = N_("Its message could not be shown here; for that I need the permission Embed Links.")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two who meet, by their names, and when somebody asked for it; None for one that came by itself."""

    first: str
    second: str
    wished_at: datetime | None = None


class Duelling:
    """Tell turns; of some of them, two tellings."""

    def __init__(
        self,
        relay: Relay,
        models: Models,
        cashier: Cashier,
        keeper: Keeper,
        duels: Duels,
        ballots: Ballots,
        *,
        first_token_timeout: float,
        seconds: float = VOTE_SECONDS,
    ) -> None:
        self._relay = relay
        self._models = models
        self._cashier = cashier
        self._keeper = keeper
        self._duels = duels
        self._ballots = ballots
        self._first_token_timeout = first_token_timeout
        self._seconds = seconds
        # Campaigns with a wish or an open vote: every other turn asks the database nothing.
        self._concerned: set[int] = set()

    async def open(self) -> None:
        """Learn where a duel is wished for or was left open."""
        self._concerned = await self._duels.concerned()

    def wished(self, campaign_id: int) -> None:
        """Look for a wish when this campaign's next turn is told."""
        self._concerned.add(campaign_id)

    async def tell(self, telling: Telling) -> Told:
        """Return the turn told, by the winner where two told it; raises `SkaldError` when no model could."""
        if not self._due(telling):
            return await self._relay.tell(telling)
        turn = telling.turn
        left = await self._duels.of_turn(turn.campaign_id, turn.number, turn.take)
        if left is not None and left.frozen is not None:
            mine = tuple(one for one in telling.actions if one.id in left.frozen["actions"])
            if mine:
                telling.answer_only(mine)
                return await self._decided(telling, thawed(telling, left.frozen), left)
            # Whoever wrote took it all back meanwhile.
            await self._duels.thawed(left.id)
        pair = await self._pair(telling)
        if pair is None:
            self._concerned.discard(turn.campaign_id)
            return await self._relay.tell(telling)
        return await self._told_twice(telling, pair)

    async def settled(self, told: Told) -> None:
        """Let go of what was frozen, once its turn is kept."""
        if told.duel is not None:
            await self._duels.thawed(told.duel.id)
            await self._look_on(told.duel.campaign_id)

    async def _look_on(self, campaign_id: int) -> None:
        """Look no more at the turns of a campaign, unless somebody has asked for another duel meanwhile."""
        self._concerned.discard(campaign_id)
        if await self._duels.wished(campaign_id):
            self._concerned.add(campaign_id)

    def _due(self, telling: Telling) -> bool:
        turn, rules = telling.turn, telling.before.campaign.rules
        opens = all(action.kind == "opening" for action in telling.actions)
        if turn.again or telling.without is not None or telling.chosen or opens:
            return False
        regular = rules.duel_every > 0 and turn.number % rules.duel_every == 0
        return regular or turn.campaign_id in self._concerned

    async def _pair(self, telling: Telling) -> Pair | None:
        campaign = telling.before.campaign
        wish = await self._duels.wished(campaign.id)
        if wish is not None:
            return Pair(wish.model_a, wish.model_b, wish.made_at)
        rules = campaign.rules
        if not rules.duel_every or telling.turn.number % rules.duel_every:
            return None
        if len(rules.duel_models) == 2:
            return Pair(*rules.duel_models)
        names = [card.name for card in duellists(await self._models.offered(campaign.guild_id))]
        pair = least_compared(names, await self._duels.pairs(campaign.guild_id), telling.turn.number)
        return Pair(*pair) if pair else None

    async def _told_twice(self, telling: Telling, pair: Pair) -> Told:
        """Have the turn decided as always, but in silence; then told by both, and voted upon."""
        reply, telling.reply = telling.reply, Hushed(telling.reply)
        try:
            told = await self._relay.tell(telling)
        finally:
            telling.reply = reply
        if pair.wished_at is not None:
            # Spent, whatever comes of it: a wish that cannot be met must not be tried at every turn.
            await self._duels.drop_wish(telling.turn.campaign_id, pair.wished_at)
        try:
            duel = await self._fought(telling, told, pair)
        except SkaldError as error:
            log.info("a duel was void", campaign=telling.turn.campaign_id, reason=str(error))
            await self._look_on(telling.turn.campaign_id)
            why = error.say(telling.language)
            return replace(told, notes=(*told.notes, note("⚔️", VOID, telling.language, why=why)))
        return await self._decided(telling, told, duel)

    async def _fought(self, telling: Telling, told: Told, pair: Pair) -> Duel:
        """Return the duel with both tellings whole, kept with what the turn came to."""
        campaign, turn = telling.before.campaign, telling.turn
        named = [pair.first, pair.second]
        if coin(campaign.secret, turn.number, turn.take, "sides"):
            named.reverse()
        speakers = [await self._speaker(name, campaign.guild_id) for name in named]
        if speakers[0].card.name == speakers[1].card.name:
            raise NotTwo
        base = self._relay.prompt_of(telling)
        narration = told.narration
        prompt = retelling_prompt(base, narration.entries, words=WORDS, max_tokens=TOKENS, exchange=narration.exchange)
        await self._cashier.bear(telling, speakers, prompt)
        attempts: tuple[list[Attempt], list[Attempt]] = ([], [])
        names = [speaker.card.label for speaker in speakers]
        try:
            tellings = await _both(
                tell_blind(speaker, prompt, mine, names, first_token_timeout=self._first_token_timeout)
                for speaker, mine in zip(speakers, attempts, strict=True)
            )
        finally:
            telling.attempts.extend(attempt for mine in attempts for attempt in mine)
        duel = await self._kept(telling, told, speakers, tellings)
        fought = len(attempts[0]) + len(attempts[1])
        telling.attempts[-fought:] = [replace(one, duel=duel.id) for one in telling.attempts[-fought:]]
        self._concerned.add(turn.campaign_id)
        # The vote may last minutes, and a kill in the middle must not make what was paid for unpaid.
        await self._keeper.keep_so_far(turn, campaign.guild_id, telling.attempts, telling.reply)
        return duel

    async def _decided(self, telling: Telling, told: Told, duel: Duel) -> Told:
        """Return the turn in the words the table chose; raises `Stopped` when somebody ended it."""
        telling.reply.rest()
        if duel.status == "voting":
            duel = await self._ballots.hold(duel)
        if telling.stopped():
            await self.settled(replace(told, duel=duel))
            raise Stopped
        if duel.told is None:
            why = translate(UNSEEN if duel.why == UNSHOWN else STOPPED, telling.language)
            return replace(told, notes=(*told.notes, note("⚔️", VOID, telling.language, why=why)), duel=duel)
        await self._ballots.reveal(duel)
        story, model = (duel.story_a, duel.model_a) if duel.told == "a" else (duel.story_b, duel.model_b)
        narration = told.narration
        narration.story = story
        held = checked(
            story, narration.entries, narration.before, narration.state, telling.said, telling.past, cut=False
        )
        narration.findings, narration.checked = held.written, held.code
        won = note("⚔️", WON if duel.outcome in ("a", "b") else TOSSED, telling.language)
        return replace(told, model=model, wanted=model, notes=(won,), duel=duel)

    async def _speaker(self, name: str, guild_id: int) -> Speaker:
        card = await self._models.at_table(name, guild_id)
        await self._models.warm(card, guild_id)
        return self._models.speaker(card, guild_id)

    async def _kept(
        self, telling: Telling, told: Told, speakers: Sequence[Speaker], both: Sequence[BlindTelling]
    ) -> Duel:
        turn, campaign = telling.turn, telling.before.campaign
        return await self._duels.add(
            guild_id=campaign.guild_id,
            campaign_id=campaign.id,
            number=turn.number,
            take=turn.take,
            channel_id=turn.channel_id,
            language=telling.language,
            model_a=speakers[0].card.name,
            model_b=speakers[1].card.name,
            story_a=both[0].story,
            story_b=both[1].story,
            facts={"a": asdict(both[0].facts), "b": asdict(both[1].facts)},
            frozen=frozen(telling, told),
            voters=_present(telling),
            closes_at=datetime.now(UTC) + timedelta(seconds=self._seconds),
        )


class NotTwo(SkaldError):
    sentence = N_("Two models that are offered here are needed.")


async def _both(tellings: Any) -> list[BlindTelling]:
    """Wait for both tellings; the first that fails ends the other."""
    tasks = [asyncio.ensure_future(one) for one in tellings]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _present(telling: Telling) -> tuple[int, ...]:
    """Return the accounts of those who act in this turn or did in the last ones, and are there."""
    recent = {one.author for one in telling.past if one.author and one.turn > telling.turn.number - RECENT}
    others = (one.account_id for one in telling.before.present if one.name in recent)
    return tuple(sorted({*(action.account_id for action in telling.actions), *others}))
