"""Keep campaigns and who plays them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.domain.campaign import BudgetPolicy, Campaign, Role, Status, TableRules
from bot.domain.changes import Change
from bot.domain.turn import Action, LedgerEntry
from bot.domain.values import read
from bot.storage.accounts import DISCORD
from bot.storage.channels import Channels
from bot.storage.characters import Move, move
from bot.storage.compared import drop_words
from bot.storage.engine import Database
from bot.storage.errors import ChannelTaken
from bot.storage.tables import (
    account_identities,
    accounts,
    actions,
    campaigns,
    characters,
    guilds,
    ledger,
    members,
)

_INSERT = insert(campaigns).returning(campaigns.c.id)
_GET = select(campaigns).where(campaigns.c.id == bindparam("campaign_id"))
_STATE = select(campaigns.c.state).where(campaigns.c.id == bindparam("campaign_id"))
_ALTERED = (
    select(ledger.c.changes)
    .where(
        ledger.c.campaign_id == bindparam("campaign_id"),
        ledger.c.turn_id.is_(None),
        ledger.c.after_turn >= bindparam("since"),
    )
    .order_by(ledger.c.id)
)
_MEMBERS = (
    select(members.c.account_id, members.c.role, accounts.c.name, account_identities.c.identity)
    .join(accounts, accounts.c.id == members.c.account_id)
    .outerjoin(
        account_identities,
        (account_identities.c.account_id == accounts.c.id) & (account_identities.c.provider == DISCORD),
    )
    .where(members.c.campaign_id == bindparam("campaign_id"))
    .order_by(members.c.joined_at, members.c.account_id, account_identities.c.id)
)


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who plays a campaign, and the Discord users they are."""

    account_id: int
    discord_ids: tuple[int, ...]
    name: str
    role: Role


class Campaigns:
    """The stories and their members."""

    def __init__(self, database: Database) -> None:
        self._database = database
        guild = database.insert(guilds)
        self._greet = guild.on_conflict_do_update(index_elements=["id"], set_={"name": guild.excluded.name})
        self._channels = Channels(database)
        self._join = database.insert(members).on_conflict_do_nothing()
        member = database.insert(members)
        self._give = member.on_conflict_do_update(
            index_elements=["campaign_id", "account_id"], set_={"role": member.excluded.role}
        )

    async def create(
        self,
        *,
        guild_id: int,
        guild_name: str,
        channel_id: int | None,
        owner_id: int,
        name: str,
        themes: tuple[str, ...],
        language: str,
        model: str | None,
        secret: bytes,
        commitment: str,
        opening: Action | None = None,
        rules: TableRules | None = None,
        fallbacks: tuple[str, ...] | None = None,
        theme: str | None = None,
        state: str | None = None,
    ) -> Campaign:
        """Start a campaign in a channel, its owner a member and its opening waiting to be told, all or nothing.

        Without a channel, it is told nowhere until `Channels.bind`. `state` is the document it begins with.
        Raises `ChannelTaken` when the channel tells another.
        """
        now = datetime.now(UTC)
        row: dict[str, Any] = {
            "guild_id": guild_id,
            "owner_id": owner_id,
            "name": name,
            "themes": themes,
            "language": language,
            "model": model,
            "secret": secret,
            "commitment": commitment,
            "fallbacks": fallbacks,
            "theme": theme,
            "state": state,
            "rules": asdict(rules or TableRules()),
            "created_at": now,
        }
        try:
            async with self._database.begin() as connection:
                await connection.execute(self._greet, {"id": guild_id, "name": guild_name, "created_at": now})
                campaign_id = (await connection.execute(_INSERT, row)).scalar_one()
                if channel_id is not None and not await self._channels.take(connection, campaign_id, channel_id):
                    raise _ChannelBoundError
                owner = {"campaign_id": campaign_id, "account_id": owner_id, "role": "owner", "joined_at": now}
                await connection.execute(self._join, owner)
                if opening is not None:
                    waiting = asdict(replace(opening, campaign_id=campaign_id))
                    del waiting["id"]
                    await connection.execute(insert(actions), waiting)
        except _ChannelBoundError:
            raise ChannelTaken(campaign=await self._channels.holder(channel_id or 0)) from None
        return await self.get(campaign_id)

    async def get(self, campaign_id: int) -> Campaign:
        """Return a campaign; raises `LookupError` for an id that was never given."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_GET, {"campaign_id": campaign_id})).one_or_none()
        if row is None:
            raise LookupError(f"no campaign {campaign_id}")
        return _campaign(row)

    async def set_model(self, campaign_id: int, model: str | None) -> None:
        """Choose the model that narrates; None for the default."""
        await self._set(campaign_id, model=model)

    async def set_fallbacks(self, campaign_id: int, models: tuple[str, ...] | None) -> None:
        """Choose the models that tell when the first fails; None for nobody's choice."""
        await self._set(campaign_id, fallbacks=models)

    async def set_over_budget(self, campaign_id: int, policy: BudgetPolicy) -> None:
        """Choose what a turn does that would pass a budget."""
        await self._set(campaign_id, over_budget=policy)

    async def set_rules(self, campaign_id: int, rules: TableRules) -> None:
        """Keep how a table wants to play."""
        await self._set(campaign_id, rules=asdict(rules))

    async def set_chair(self, campaign_id: int, account_id: int | None) -> None:
        """Let a person be the game master; None for the model."""
        await self._set(campaign_id, chair=account_id)

    async def state_of(self, campaign_id: int) -> str | None:
        """Return the document of a game as it stands, None before the first change of it."""
        async with self._database.autocommit() as connection:
            return (await connection.execute(_STATE, {"campaign_id": campaign_id})).scalar_one()

    async def alter(
        self,
        campaign_id: int,
        account_id: int,
        after_turn: int,
        state: str,
        entries: Sequence[LedgerEntry],
        moves: Sequence[Move] = (),
    ) -> None:
        """Keep what a person changed by hand: the state it left, the ledger's entries of it, and who came or went.

        Raises `CharacterElsewhere` when somebody is not where they were; nothing is changed then.
        """
        rows = [
            {
                "campaign_id": campaign_id,
                "account_id": account_id,
                "after_turn": after_turn,
                "kind": entry.kind,
                "actor": entry.actor,
                "summary": entry.summary,
                "detail": dict(entry.detail),
                "changes": entry.changes,
            }
            for entry in entries
        ]
        async with self._database.begin() as connection:
            await move(connection, moves)
            await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(state=state))
            if rows:
                await connection.execute(insert(ledger), rows)

    async def altered(self, campaign_id: int, since: int) -> list[list[Change]]:
        """Return what people changed by hand after a turn was told, in its order."""
        async with self._database.autocommit() as connection:
            rows = await connection.execute(_ALTERED, {"campaign_id": campaign_id, "since": since})
            return [row.changes for row in rows]

    async def set_status(self, campaign_id: int, status: Status, delete_after: datetime | None = None) -> None:
        """Open, pause, archive or delete a campaign; a deleted one is removed after a moment."""
        await self._set(campaign_id, status=status, delete_after=delete_after)

    async def set_role(self, campaign_id: int, account_id: int, role: Role) -> None:
        """Give somebody a role, whether or not they were a member."""
        row = {"campaign_id": campaign_id, "account_id": account_id, "role": role, "joined_at": datetime.now(UTC)}
        async with self._database.autocommit() as connection:
            await connection.execute(self._give, row)

    async def _set(self, campaign_id: int, **values: object) -> None:
        async with self._database.autocommit() as connection:
            await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(values))

    async def remove(self, campaign_id: int) -> None:
        """Remove a campaign with everything in it, also those who play in it."""
        playing = characters.c.campaign_id == campaign_id, characters.c.sheet.is_(None)
        async with self._database.begin() as connection:
            await connection.execute(delete(characters).where(*playing))
            await drop_words(connection, campaign_id)
            await connection.execute(delete(campaigns).where(campaigns.c.id == campaign_id))

    async def ensure_member(self, campaign_id: int, account_id: int, role: Role = "player") -> None:
        """Let someone in; who is a member already keeps their role."""
        row = {"campaign_id": campaign_id, "account_id": account_id, "role": role, "joined_at": datetime.now(UTC)}
        async with self._database.autocommit() as connection:
            await connection.execute(self._join, row)

    async def members(self, campaign_id: int) -> list[Member]:
        """Return who plays, in the order they joined."""
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(_MEMBERS, {"campaign_id": campaign_id})).all()
        found: dict[int, Member] = {}
        for row in rows:
            known = found.get(row.account_id)
            ids = (*(known.discord_ids if known else ()), *(() if row.identity is None else (row.identity,)))
            found[row.account_id] = Member(row.account_id, ids, row.name, row.role)
        return list(found.values())


class _ChannelBoundError(Exception):
    """The channel was bound already; undoes the campaign that wanted it."""


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(
        id=row.id,
        guild_id=row.guild_id,
        owner_id=row.owner_id,
        name=row.name,
        themes=tuple(row.themes),
        language=row.language,
        model=row.model,
        secret=row.secret,
        commitment=row.commitment,
        fallbacks=None if row.fallbacks is None else tuple(row.fallbacks),
        over_budget=row.over_budget,
        rules=read(TableRules, row.rules),
        chair=row.chair,
        status=row.status,
        theme=row.theme,
    )
