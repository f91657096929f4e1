"""Keep which pictures were made, for what and for whom; the files themselves are in a folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, bindparam, case, func, insert, select

from bot.storage.engine import Database
from bot.storage.tables import images, llm_calls

PictureKind = Literal["portrait", "campaign", "scene"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was made; `model` is None for one that code drew, `file` the name of its file.

    A portrait belongs to its character and to no campaign, so that it goes with the character.
    """

    kind: PictureKind
    guild_id: int | None
    campaign_id: int | None
    character_id: int | None
    account_id: int | None
    prompt: str
    alt: str
    model: str | None
    file: str
    bytes: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """What somebody had made since a moment: by models, by code, and how often a model was asked."""

    made: int
    drawn: int
    asked: int


_FIELDS = tuple(Picture.__dataclass_fields__)
_COLUMNS = select(*(images.c[name] for name in _FIELDS))
_MADE = select(
    func.count(case((images.c.model.is_not(None), 1))).label("made"),
    func.count(case((images.c.model.is_(None), 1))).label("drawn"),
).where(images.c.account_id == bindparam("account_id"), images.c.made_at >= bindparam("since"))
_ASKED = (
    select(func.count())
    .select_from(llm_calls)
    .where(
        llm_calls.c.account_id == bindparam("account_id"),
        llm_calls.c.purpose == "image",
        llm_calls.c.started_at >= bindparam("since"),
    )
)


class Images:
    """The pictures of everybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, picture: Picture) -> None:
        """Keep a picture whose file stands."""
        async with self._database.autocommit() as connection:
            await connection.execute(insert(images), asdict(picture))

    async def portrait(self, character_id: int) -> Picture | None:
        """Return a character's newest portrait, None where there is none."""
        return await self._newest(images.c.character_id == character_id, images.c.kind == "portrait")

    async def of_campaign(self, campaign_id: int) -> Picture | None:
        """Return the newest picture of a campaign's game master, None where there is none."""
        return await self._newest(images.c.campaign_id == campaign_id, images.c.kind == "campaign")

    async def of_account(self, account_id: int) -> list[Picture]:
        """Return every picture somebody had made, oldest first."""
        query = _COLUMNS.where(images.c.account_id == account_id).order_by(images.c.id)
        async with self._database.autocommit() as connection:
            return [_picture(row) for row in await connection.execute(query)]

    async def day(self, account_id: int, since: datetime) -> Day:
        """Count what somebody had made since a moment."""
        given = {"account_id": account_id, "since": since}
        async with self._database.autocommit() as connection:
            made = (await connection.execute(_MADE, given)).one()
            asked = (await connection.execute(_ASKED, given)).scalar_one()
        return Day(made.made, made.drawn, asked)

    async def kept(self, files: Collection[str]) -> set[str]:
        """Return those of these files that a picture needs; a few hundred at once."""
        query = select(images.c.file).where(images.c.file.in_(files)).distinct()
        async with self._database.autocommit() as connection:
            return set((await connection.execute(query)).scalars())

    async def _newest(self, *which: ColumnElement[bool]) -> Picture | None:
        query = _COLUMNS.where(*which).order_by(images.c.id.desc()).limit(1)
        async with self._database.autocommit() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _picture(row)


def _picture(row: Row[Any]) -> Picture:
    return Picture(**{name: getattr(row, name) for name in _FIELDS})
