"""What a player's turn costs the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.end_to_end.conftest import Sitting


async def test_a_turn_takes_three_round_trips_to_postgresql(sit: Sitting, postgres_url: str) -> None:
    seat = await sit(database_url=postgres_url)
    await seat.create_campaign()
    call = await seat.kira.slash(seat.channel, "character create", name="Kira", race="elf", **{"class": "rogue"})
    await call.reply()
    await seat.kira.say(seat.channel, "I look around.")
    await seat.told(2)
    await seat.settled()
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    assert seat.bot is not None
    engine: AsyncEngine = seat.bot.services._database.engine
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await seat.kira.say(seat.channel, "I climb the wall.")
    await seat.told(3)
    await seat.settled()
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert any("INSERT INTO actions" in statement for statement in statements)
    assert any("llm_calls" in statement for statement in statements)
    assert len(statements) == 3, "\n\n".join(statements)
