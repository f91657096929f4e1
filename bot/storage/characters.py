"""Keep the characters: who they are, and the sheets of those that rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.domain.character import Character
from bot.domain.plaintext import fold
from bot.domain.values import read
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.errors import CharacterElsewhere, CharacterExists, TooManyCharacters
from bot.storage.tables import accounts, characters

MOST_OF_ONE_PERSON = 50

_INSERT = insert(characters).returning(characters.c.id)
_IN_PLAY = (
    select(characters)
    .where(characters.c.campaign_id == bindparam("campaign_id"), characters.c.sheet.is_(None))
    .order_by(characters.c.id)
)
_OF_ACCOUNT = select(characters).where(characters.c.account_id == bindparam("account_id")).order_by(characters.c.id)
_GET = select(characters).where(characters.c.id == bindparam("character_id"))
# Two commands of one person come after one another; SQLite has a single writer anyway.
_ONE_AT_A_TIME = select(accounts.c.id).where(accounts.c.id == bindparam("account_id")).with_for_update()


@dataclass(frozen=True, slots=True)
class KeptCharacter:
    """A character as it is kept; `sheet` is None while it plays in its campaign, whose state has it then."""

    id: int
    campaign_id: int | None
    account_id: int
    name: str
    race: str
    class_: str
    level: int
    sheet: Character | None
    retired_at: datetime | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A character that comes into play in a campaign (`sheet` is None), or goes to rest as the sheet says.

    `was` is the sheet it comes with; if it rests with another one by now, or has retired, it does not come.
    """

    character_id: int
    campaign_id: int | None
    sheet: Character | None
    was: Character | None = None


class Characters:
    """The characters of everybody, in play and at rest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, character: Character, *, playing: bool = False) -> Character:
        """Keep a new character and return it with its id; it rests until it comes into play.

        Raises `CharacterExists` when the person has one of this name in the campaign, and `TooManyCharacters`.
        """
        row = {
            "campaign_id": character.campaign_id or None,
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
        async with self._database.begin() as connection:
            await connection.execute(_ONE_AT_A_TIME, {"account_id": character.account_id})
            known = (await connection.execute(_OF_ACCOUNT, {"account_id": character.account_id})).all()
            alike = [one for one in known if one.retired_at is None and fold(one.name) == fold(character.name)]
            if any(one.campaign_id == row["campaign_id"] for one in alike):
                raise CharacterExists(name=character.name)
            if len(known) >= MOST_OF_ONE_PERSON and not playing:
                raise TooManyCharacters(most=MOST_OF_ONE_PERSON)
            created = (await connection.execute(_INSERT, row)).scalar_one()
            kept = replace(character, id=created)
            if not playing:
                rests = update(characters).where(characters.c.id == created)
                await connection.execute(rests.values(sheet=asdict(kept)))
        return kept

    async def of_campaign(self, campaign_id: int) -> list[Character]:
        """Return those in play in a campaign as they were made, in that order."""
        async with self._database.autocommit() as connection:
            return [_as_made(row) for row in await connection.execute(_IN_PLAY, {"campaign_id": campaign_id})]

    async def of_account(self, account_id: int) -> list[KeptCharacter]:
        """Return all of a person's characters, the retired ones too, in the order they were made."""
        async with self._database.autocommit() as connection:
            return [_kept(row) for row in await connection.execute(_OF_ACCOUNT, {"account_id": account_id})]

    async def get(self, character_id: int) -> KeptCharacter | None:
        """Return a character, None where there is none."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(_GET, {"character_id": character_id})).one_or_none()
        return None if row is None else _kept(row)

    async def keep_sheet(self, sheet: Character, was: Character | None = None) -> None:
        """Keep another sheet for a character that rests; raises `CharacterElsewhere` when it plays.

        So it does when it rests with another sheet than it `was`, which would undo what happened since.
        """
        async with self._database.begin() as connection:
            if was is not None and await _resting(connection, sheet.id) != was:
                raise CharacterElsewhere(name=sheet.name)
            rests = update(characters).where(characters.c.id == sheet.id, characters.c.sheet.is_not(None))
            changed = await connection.execute(rests.values(sheet=asdict(sheet), name=sheet.name, level=sheet.level))
            if changed.rowcount != 1:
                raise CharacterElsewhere(name=sheet.name)

    async def rename(self, character_id: int, name: str) -> None:
        """Keep what a character that plays is called by now, for whoever looks for it without its game."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(characters).where(characters.c.id == character_id).values(name=name))

    async def retire(self, character_id: int, at: datetime | None) -> None:
        """Let a character that rests retire, or come back where the moment is None; raises `CharacterElsewhere`."""
        rests = update(characters).where(characters.c.id == character_id, characters.c.sheet.is_not(None))
        async with self._database.autocommit() as connection:
            if (await connection.execute(rests.values(retired_at=at))).rowcount != 1:
                raise CharacterElsewhere

    async def remove(self, character_id: int) -> bool:
        """Remove a character that rests; False for one that plays, which stays."""
        rests = delete(characters).where(characters.c.id == character_id, characters.c.sheet.is_not(None))
        async with self._database.autocommit() as connection:
            return (await connection.execute(rests)).rowcount == 1


async def move(connection: AsyncConnection, moves: Sequence[Move]) -> None:
    """Let characters come into play or go to rest; raises `CharacterElsewhere` when one is not where it was."""
    for one in moves:
        row = characters.c
        comes = one.sheet is None
        if one.was is not None and await _resting(connection, one.character_id) != one.was:
            raise CharacterElsewhere(name=one.was.name)
        was = row.sheet.is_not(None) if comes else row.sheet.is_(None)
        values: dict[str, Any] = {"campaign_id": one.campaign_id, "sheet": None}
        if one.sheet is not None:
            values |= {"sheet": asdict(one.sheet), "name": one.sheet.name, "level": one.sheet.level}
        moved = await connection.execute(update(characters).where(row.id == one.character_id, was).values(values))
        if moved.rowcount != 1:
            raise CharacterElsewhere(name="" if one.sheet is None else one.sheet.name)


async def _resting(connection: AsyncConnection, character_id: int) -> Character | None:
    """Return the sheet a character rests with, None for one that plays or has retired; nobody changes it meanwhile."""
    row = characters.c
    query = select(row.sheet).where(row.id == character_id, row.retired_at.is_(None)).with_for_update()
    sheet = (await connection.execute(query)).scalar_one_or_none()
    return None if sheet is None else read(Character, sheet)


def _kept(row: Row[Any]) -> KeptCharacter:
    return KeptCharacter(
        id=row.id,
        campaign_id=row.campaign_id,
        account_id=row.account_id,
        name=row.name,
        race=row.race,
        class_=row.class_,
        level=row.level,
        sheet=None if row.sheet is None else read(Character, row.sheet),
        retired_at=row.retired_at,
        made_at=row.created_at,
    )


def _as_made(row: Row[Any]) -> Character:
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
