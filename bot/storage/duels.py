"""Keep duels: who asked for one, what both sides told, who voted for what, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row, delete, func, insert, or_, select, update

from bot.domain.duel import Choice, Duel, Side, decide
from bot.storage.compared import out_of
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import duels, votes

Cast = Literal["cast", "last", "closed", "stranger", "often"]
"""What became of a ballot: it counts; so it does, and nobody's is missing any more; the vote is over; not a voter of
this duel; too many duels in a day."""

_DAY: Final = timedelta(days=1)
_WISH: Final = {"number": 0, "take": 0}
"""Turns count from 1, so that a campaign has room for one wish."""
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wish:
    """A duel that somebody asked for at the next turn, between two models."""

    campaign_id: int
    model_a: str
    model_b: str
    made_at: datetime


class Duels:
    """The duels of every table, and their ballots."""

    def __init__(self, database: Database) -> None:
        self._database = database
        ballot = database.insert(votes)
        self._cast = ballot.on_conflict_do_update(
            index_elements=["duel_id", "account_id"],
            set_={"choice": ballot.excluded.choice, "voted_at": ballot.excluded.voted_at},
        )
        wish = database.insert(duels)
        self._wish = wish.on_conflict_do_update(
            index_elements=["campaign_id", "number", "take"],
            set_={name: wish.excluded[name] for name in ("model_a", "model_b", "channel_id", "language", "made_at")},
        )

    async def add(
        self,
        *,
        guild_id: int,
        campaign_id: int,
        number: int,
        take: int,
        channel_id: int,
        language: str,
        model_a: str,
        model_b: str,
        story_a: str,
        story_b: str,
        facts: Mapping[str, Any],
        frozen: Mapping[str, Any],
        voters: Sequence[int],
        closes_at: datetime,
        made_at: datetime | None = None,
    ) -> Duel:
        """Keep a turn that was told twice and open its vote; `facts` maps "a" and "b" to what each side took."""
        row: dict[str, Any] = {
            "guild_id": guild_id,
            "campaign_id": campaign_id,
            "number": number,
            "take": take,
            "channel_id": channel_id,
            "language": language,
            "status": "voting",
            "model_a": model_a,
            "model_b": model_b,
            "story_a": story_a,
            "story_b": story_b,
            "facts": dict(facts),
            "frozen": dict(frozen),
            "voters": list(voters),
            "message_ids": [],
            "made_at": made_at or datetime.now(UTC),
            "closes_at": closes_at,
        }
        async with self._database.autocommit() as connection:
            return _duel((await connection.execute(insert(duels).values(row).returning(*duels.c))).one())

    async def get(self, duel_id: int) -> Duel | None:
        """Return a duel, None when there is none of that id."""
        if not 0 < duel_id <= _LARGEST:
            return None
        async with self._database.autocommit() as connection:
            row = (await connection.execute(select(duels).where(_named(duel_id)))).one_or_none()
        return None if row is None else _duel(row)

    async def of_turn(self, campaign_id: int, number: int, take: int) -> Duel | None:
        """Return the duel of a turn that is not kept yet, open or over; None for none."""
        mine = (duels.c.campaign_id == campaign_id, duels.c.number == number, duels.c.take == take)
        async with self._database.autocommit() as connection:
            row = (await connection.execute(select(duels).where(*mine, duels.c.frozen.is_not(None)))).one_or_none()
        return None if row is None else _duel(row)

    async def concerned(self) -> set[int]:
        """Return the campaigns where a duel is wished for, or belongs to a turn that is not kept yet."""
        query = select(duels.c.campaign_id).where(
            or_(duels.c.status == "wished", duels.c.frozen.is_not(None)), duels.c.campaign_id.is_not(None)
        )
        async with self._database.autocommit() as connection:
            return set((await connection.execute(query)).scalars())

    async def posted(self, duel_id: int, message_ids: Sequence[int]) -> None:
        """Keep which messages show a duel."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(duels).where(_named(duel_id)).values(message_ids=list(message_ids)))

    async def vote(self, duel_id: int, account_id: int, choice: Choice, now: datetime, most_a_day: int) -> Cast:
        """Keep a ballot in the place of the one before, while the vote is open and for its voters only.

        Whoever voted in `most_a_day` other duels within 24 hours votes in no further one; a ballot can be changed.
        """
        if not 0 < duel_id <= _LARGEST:
            return "closed"
        async with self._database.begin() as connection:
            duel = await _locked(connection, duel_id)
            if duel is None or duel.status != "voting" or now >= duel.closes_at:
                return "closed"
            voters = set(duel.voters) - await out_of(connection, duel.campaign_id)
            if account_id not in voters:
                return "stranger"
            others = select(func.count()).where(
                votes.c.account_id == account_id, votes.c.voted_at > now - _DAY, votes.c.duel_id != duel_id
            )
            if (await connection.execute(others)).scalar_one() >= most_a_day:
                return "often"
            ballot = {"duel_id": duel_id, "account_id": account_id, "choice": choice, "voted_at": now}
            await connection.execute(self._cast, ballot)
            return "last" if voters <= (await _ballots(connection, duel_id)).keys() else "cast"

    async def ballots(self, duel_id: int) -> dict[int, Choice]:
        """Return who voted for what, by account."""
        async with self._database.autocommit() as connection:
            return await _ballots(connection, duel_id)

    async def close(self, duel_id: int, coin: Side, now: datetime) -> Duel:
        """Count the ballots and close a vote; one that is over stays as it is. Raises LookupError for no duel.

        The winner is told, or what the coin shows where the table named none. `outcome` stays None when nobody voted:
        that is no draw.
        """
        async with self._database.begin() as connection:
            duel = await _locked(connection, duel_id)
            if duel is None:
                raise LookupError(f"no duel {duel_id}")
            if duel.status != "voting":
                return duel
            given = await _ballots(connection, duel_id)
            outcome = decide(given) if given else None
            told: Side = outcome if outcome in ("a", "b") else coin
            return await _end(connection, duel_id, status="closed", outcome=outcome, told=told, closed_at=now)

    async def void(self, duel_id: int, why: str, now: datetime) -> Duel:
        """End an open duel without a result; one that is over stays as it is. Raises LookupError for no duel."""
        async with self._database.begin() as connection:
            duel = await _locked(connection, duel_id)
            if duel is None:
                raise LookupError(f"no duel {duel_id}")
            if duel.status != "voting":
                return duel
            return await _end(connection, duel_id, status="void", why=why, closed_at=now)

    async def thawed(self, duel_id: int) -> None:
        """Forget what a turn came to, which stands in the turn by now."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(duels).where(_named(duel_id)).values(frozen=None))

    async def wish(
        self,
        *,
        guild_id: int,
        campaign_id: int,
        channel_id: int,
        language: str,
        model_a: str,
        model_b: str,
        now: datetime,
    ) -> None:
        """Keep that the next turn is to be a duel, in the place of what was wished for before."""
        row = {
            **_WISH,
            "guild_id": guild_id,
            "campaign_id": campaign_id,
            "channel_id": channel_id,
            "language": language,
            "status": "wished",
            "model_a": model_a,
            "model_b": model_b,
            "made_at": now,
        }
        async with self._database.autocommit() as connection:
            await connection.execute(self._wish, row)

    async def wished(self, campaign_id: int) -> Wish | None:
        """Return the duel that somebody asked a campaign's next turn to be; None when nobody did."""
        query = select(duels.c.model_a, duels.c.model_b, duels.c.made_at).where(*_wish_of(campaign_id))
        async with self._database.autocommit() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Wish(campaign_id, row.model_a, row.model_b, row.made_at)

    async def drop_wish(self, campaign_id: int, made_at: datetime) -> bool:
        """Forget the wish of a campaign made then, and tell whether there was one; a later one stays."""
        async with self._database.autocommit() as connection:
            gone = await connection.execute(delete(duels).where(*_wish_of(campaign_id), duels.c.made_at == made_at))
        return gone.rowcount > 0

    async def pairs(self, guild_id: int) -> Counter[frozenset[str]]:
        """Count how often two models met at a server in duels that somebody voted in."""
        query = (
            select(duels.c.model_a, duels.c.model_b, func.count().label("times"))
            .where(duels.c.guild_id == guild_id, duels.c.status == "closed", duels.c.outcome.is_not(None))
            .group_by(duels.c.model_a, duels.c.model_b)
        )
        met: Counter[frozenset[str]] = Counter()
        async with self._database.autocommit() as connection:
            for row in await connection.execute(query):
                met[frozenset((row.model_a, row.model_b))] += row.times
        return met


def _named(duel_id: int) -> Any:
    return duels.c.id == duel_id


def _wish_of(campaign_id: int) -> tuple[Any, ...]:
    return duels.c.campaign_id == campaign_id, duels.c.status == "wished"


async def _locked(connection: AsyncConnection, duel_id: int) -> Duel | None:
    """Read a duel that nobody else changes until the transaction ends; SQLite has one writer anyway."""
    query = select(duels).where(_named(duel_id)).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _duel(row)


async def _ballots(connection: AsyncConnection, duel_id: int) -> dict[int, Choice]:
    query = select(votes.c.account_id, votes.c.choice).where(votes.c.duel_id == duel_id).order_by(votes.c.voted_at)
    return {row.account_id: row.choice for row in await connection.execute(query)}


async def _end(connection: AsyncConnection, duel_id: int, **values: Any) -> Duel:
    ended = update(duels).where(_named(duel_id)).values(**values).returning(*duels.c)
    return _duel((await connection.execute(ended)).one())


def _duel(row: Row[Any]) -> Duel:
    """Read a row; what was deleted since is campaign 0 or server 0."""
    return Duel(
        id=row.id,
        guild_id=row.guild_id or 0,
        campaign_id=row.campaign_id or 0,
        number=row.number,
        take=row.take,
        channel_id=row.channel_id,
        language=row.language,
        status=row.status,
        model_a=row.model_a,
        model_b=row.model_b,
        story_a=row.story_a,
        story_b=row.story_b,
        facts=row.facts,
        voters=tuple(row.voters),
        message_ids=tuple(row.message_ids),
        made_at=row.made_at,
        closes_at=row.closes_at or row.made_at,
        frozen=row.frozen,
        outcome=row.outcome,
        told=row.told,
        why=row.why,
        closed_at=row.closed_at,
    )
