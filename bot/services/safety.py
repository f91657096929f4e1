"""Lines, veils and the X-card: what nobody at a table is made to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import structlog

from bot.domain.campaign import Rating, TableRules
from bot.domain.plaintext import blank, clean, fold
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.admission import NotInvited, Removed
from bot.services.ballots import Ballots
from bot.services.campaigns import CampaignService
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.ports import CannotSpeak, Replies
from bot.services.rolling import RollDesk
from bot.services.table import Table
from bot.services.tables import Tables
from bot.services.utterance import Utterance
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

TopicKind = Literal["lines", "veils"]

MOST_TOPICS = 20
TOPIC_LENGTH = 80

# Nobody: who raised an X-card is known to Discord and to themselves.
_SOMEBODY = Person(discord_id=0, name="")
# An action has words; these are nobody's.
_CARD = "X"


TAKEN_OUT = N_("Taken out of the story, which is told anew.")


class BadTopic(SkaldError):
    sentence = N_("Say what it is about in 1 to {limit} characters.")


class TooManyTopics(SkaldError):
    sentence = N_(
        "{most} of them are kept here already, and no more fit. Put two of them into one, or ask the owner of the "
        "campaign to take one away."
    )


class NoSuchTopic(SkaldError):
    sentence = N_("This is not among them. /safety show lists what the table agreed on.")


class NothingToStop(SkaldError):
    sentence = N_("Nothing has been told here yet. /safety lines keeps something out of the story from the start.")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a table wants to be careful with; `mature_here` says whether its channel allows the rating mature."""

    lines: tuple[str, ...]
    veils: tuple[str, ...]
    rating: Rating
    mature_here: bool


class SafetyService:
    """Keep what a table agreed on, and stop a scene for somebody who need not say why."""

    def __init__(
        self,
        stores: Stores,
        campaigns: CampaignService,
        tables: Tables,
        play: PlayService,
        replies: Replies,
        desk: RollDesk,
        ballots: Ballots,
        people: PeopleService,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._replies = replies
        self._desk = desk
        self._ballots = ballots
        self._people = people
        self._now = now
        # Campaigns in which a card is just being kept.
        self._raising: set[int] = set()

    async def show(self, channel_id: int) -> Agreement:
        """Return what the table of a channel agreed on."""
        return self._agreement(await self._table(channel_id), channel_id)

    async def add(self, channel_id: int, person: Person, kind: TopicKind, topic: str) -> Agreement:
        """Keep a topic out of sight or out of the story, for whoever plays or watches; nobody is named with it.

        Raises `BadTopic` for one that says nothing or too much, and `TooManyTopics`.
        """
        topic = clean(topic)
        if blank(topic) or len(topic) > TOPIC_LENGTH:
            raise BadTopic(limit=TOPIC_LENGTH)
        table = await self._table(channel_id)
        await self._check_reader(table, person)
        async with table.pen:
            rules = table.state.campaign.rules
            known = _topics(rules, kind)
            if not any(fold(topic) == fold(other) and topic.casefold() == other.casefold() for other in known):
                if len(known) >= MOST_TOPICS:
                    raise TooManyTopics(most=MOST_TOPICS)
                await self._keep(table, _with(rules, kind, (*known, topic)))
        return self._agreement(table, channel_id)

    async def remove(self, channel_id: int, person: Person, kind: TopicKind, topic: str) -> Agreement:
        """Let a topic be told again; raises a sentence for a person without the right, and `NoSuchTopic`."""
        table = await self._campaigns.changeable(channel_id, person)
        async with table.pen:
            rules = table.state.campaign.rules
            known = _topics(rules, kind)
            left = tuple(other for other in known if other.casefold() != clean(topic).casefold())
            if len(left) == len(known):
                raise NoSuchTopic
            await self._keep(table, _with(rules, kind, left))
        return self._agreement(table, channel_id)

    async def stop(self, channel_id: int, person: Person, interaction_id: int, message_id: int | None = None) -> None:
        """Have the last turn, or the one that is being told, told again without what was in it.

        It is kept as the owner's wish and without a name: nothing here, in the log or in the database tells who asked.
        Several that come before one is answered are one; the `message_id` of a button says which telling it is about.
        Raises `NothingToStop` where nothing was told yet, and `Removed` or `NotInvited` for whom it is not told.
        """
        table = await self._table(channel_id)
        await self._check_reader(table, person)
        if table.told is None and not table.telling:
            raise NothingToStop
        if table.campaign_id in self._raising:
            return
        being_told = table.telling
        waiting = {action.id for action in table.waiting if action.kind == "xcard"}
        answered_now = waiting & set(being_told)
        if answered_now and table.told is not None and message_id in table.told.turn.reply_ids:
            return  # what stands under this button is being replaced already
        if waiting == answered_now:
            await self._raise(table, channel_id, interaction_id)
        if being_told and table.telling == being_told:
            # What is being told ends at once, and begins anew without it; the card is answered with it.
            table.stopped = True
            self._desk.let_go(table.campaign_id)
            self._ballots.let_go(table.campaign_id)
        else:
            await self._take_away(table)
        await self._play.go_on(channel_id)

    async def _check_reader(self, table: Table, person: Person) -> None:
        """Let no story be changed by somebody it is not told for; of who asks, nothing is kept."""
        account_id = await self._people.met(person.discord_id)
        role = None if account_id is None else table.members.get(account_id)
        if role == "removed" and not person.steward:
            raise Removed
        if role is None and not person.steward and table.state.campaign.rules.entry == "invited":
            raise NotInvited

    async def _take_away(self, table: Table) -> None:
        """Leave nothing of the last telling to be read, before the next one comes."""
        if table.told is None:
            return
        turn, note = table.told.turn, translate(TAKEN_OUT, table.state.campaign.language)
        try:
            await self._replies.retire(turn.channel_id, turn.reply_ids, f"-# ✋ {note}")
        except CannotSpeak as error:
            log.info("what was stopped could not be taken away", reason=str(error))

    async def _raise(self, table: Table, channel_id: int, interaction_id: int) -> None:
        self._raising.add(table.campaign_id)
        try:
            await self._play.keep(
                Utterance(_SOMEBODY, channel_id, interaction_id, kind="xcard", text=_CARD, received_at=self._now())
            )
        finally:
            self._raising.discard(table.campaign_id)

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))

    async def _keep(self, table: Table, rules: TableRules) -> None:
        await self._stores.campaigns.set_rules(table.campaign_id, rules)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=rules)))

    def _agreement(self, table: Table, channel_id: int) -> Agreement:
        rules = table.state.campaign.rules
        return Agreement(rules.lines, rules.veils, rules.rating, self._replies.restricted(channel_id))


def _topics(rules: TableRules, kind: TopicKind) -> tuple[str, ...]:
    return rules.lines if kind == "lines" else rules.veils


def _with(rules: TableRules, kind: TopicKind, topics: tuple[str, ...]) -> TableRules:
    return replace(rules, lines=topics) if kind == "lines" else replace(rules, veils=topics)
