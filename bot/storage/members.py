"""Let members go, and let one of them own a campaign."""

from __future__ import annotations

from sqlalchemy import delete, update

from bot.storage.engine import Database
from bot.storage.tables import campaigns, members


class Members:
    """Who belongs to a campaign; `Campaigns` lets them in and gives them their roles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hand_over(self, campaign_id: int, account_id: int) -> bool:
        """Let another member own a campaign; whoever owned it helps to run it from then on. False for no member."""
        mine = members.c.campaign_id == campaign_id
        heir = update(members).where(mine, members.c.account_id == account_id).values(role="owner")
        async with self._database.begin() as connection:
            if (await connection.execute(heir)).rowcount != 1:
                return False
            others = mine, members.c.role == "owner", members.c.account_id != account_id
            await connection.execute(update(members).where(*others).values(role="gm"))
            await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(owner_id=account_id))
        return True

    async def drop(self, campaign_id: int, account_id: int) -> None:
        """Let somebody go, as if they had never been a member."""
        gone = delete(members).where(members.c.campaign_id == campaign_id, members.c.account_id == account_id)
        async with self._database.autocommit() as connection:
            await connection.execute(gone)
