"""Keep the characters' sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.domain.character import Character
from bot.storage.engine import Database
from bot.storage.errors import CharacterExists
from bot.storage.tables import characters

_OF_CAMPAIGN = select(characters).where(characters.c.campaign_id == bindparam("campaign_id")).order_by(characters.c.id)
_OF_PLAYER = select(characters).where(
    characters.c.campaign_id == bindparam("campaign_id"), characters.c.account_id == bindparam("account_id")
)


class Characters:
    """The sheets, one a player in each campaign."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert(characters).on_conflict_do_nothing().returning(characters.c.id)

    async def create(self, character: Character) -> Character:
        """Keep a new sheet and return it with its id; raises `CharacterExists` when the player has one here."""
        row = {
            "campaign_id": character.campaign_id,
            "account_id": character.account_id,
            "name": character.name,
            "race": character.race,
            "class_": character.class_,
            "description": character.description,
            "level": character.level,
            "scores": character.scores,
            "skills": character.skills,
            "hit_points": character.hit_points,
            "max_hit_points": character.max_hit_points,
            "created_at": datetime.now(UTC),
        }
        async with self._database.autocommit() as connection:
            created = (await connection.execute(self._insert, row)).scalar_one_or_none()
        if created is None:
            known = await self.of_player(character.campaign_id, character.account_id)
            raise CharacterExists(name=known.name if known else character.name)
        return replace(character, id=created)

    async def of_campaign(self, campaign_id: int) -> list[Character]:
        """Return the party, in the order its characters were made."""
        async with self._database.autocommit() as connection:
            return [_character(row) for row in await connection.execute(_OF_CAMPAIGN, {"campaign_id": campaign_id})]

    async def of_player(self, campaign_id: int, account_id: int) -> Character | None:
        """Return the character someone plays in a campaign, None before they made one."""
        async with self._database.autocommit() as connection:
            keys = {"campaign_id": campaign_id, "account_id": account_id}
            row = (await connection.execute(_OF_PLAYER, keys)).one_or_none()
        return None if row is None else _character(row)


def _character(row: Row[Any]) -> Character:
    first, second, third, fourth, fifth, sixth = row.scores
    return Character(
        id=row.id,
        campaign_id=row.campaign_id,
        account_id=row.account_id,
        name=row.name,
        race=row.race,
        class_=row.class_,
        description=row.description,
        level=row.level,
        scores=(first, second, third, fourth, fifth, sixth),
        skills=tuple(row.skills),
        hit_points=row.hit_points,
        max_hit_points=row.max_hit_points,
    )
