"""Keep what players did, once, until it is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from bot.domain.turn import Action
from bot.storage.engine import Database
from bot.storage.tables import actions

_ACTION = tuple(name for name in Action.__dataclass_fields__ if name != "id")

_PENDING = (
    select(actions)
    .where(actions.c.campaign_id == bindparam("campaign_id"), actions.c.turn_id.is_(None))
    .order_by(actions.c.id)
)


class Actions:
    """What players did; the Discord id of each makes it unique."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._save = (
            database.insert(actions).on_conflict_do_nothing(index_elements=["discord_id"]).returning(actions.c.id)
        )

    async def save_action(self, action: Action) -> Action | None:
        """Keep what a player did and return it with its id; None when its Discord id was kept before."""
        row = {name: getattr(action, name) for name in _ACTION}
        async with self._database.autocommit() as connection:
            saved = (await connection.execute(self._save, row)).scalar_one_or_none()
        return None if saved is None else replace(action, id=saved)

    async def amend_action(self, action_id: int, text: str) -> None:
        """Keep other words for an action that nobody answered yet."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(actions).where(_unanswered(action_id)).values(text=text))

    async def drop_action(self, action_id: int) -> None:
        """Forget an action that nobody answered yet."""
        async with self._database.autocommit() as connection:
            await connection.execute(delete(actions).where(_unanswered(action_id)))

    async def pending(self, campaign_id: int) -> list[Action]:
        """Return the actions nobody answered yet, in the order they came."""
        async with self._database.autocommit() as connection:
            return [_action(row) for row in await connection.execute(_PENDING, {"campaign_id": campaign_id})]


def _unanswered(action_id: int) -> Any:
    return (actions.c.id == action_id) & actions.c.turn_id.is_(None)


def _action(row: Row[Any]) -> Action:
    return Action(
        id=row.id,
        campaign_id=row.campaign_id,
        account_id=row.account_id,
        channel_id=row.channel_id,
        discord_id=row.discord_id,
        kind=row.kind,
        author=row.author,
        text=row.text,
        received_at=row.received_at,
    )
