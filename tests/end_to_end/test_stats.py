"""Models compared in figures, what they cost, and figures to take along, over the wire."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from bot.storage.tables import campaigns, llm_calls, members, turns
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, buttons
from tests.end_to_end.test_models import asked, fields, text

FAST, SLOW = "openai/gpt-4o", "anthropic/claude-sonnet-5-5"


async def stats(person: Person, seat: Seat, command: str, **options: Any) -> Message:
    return await asked(person, seat.channel, f"stats {command}", **options)


async def campaign_of(seat: Seat) -> int:
    async with database_of(seat).autocommit() as connection:
        return int(
            (await connection.execute(select(campaigns.c.id).order_by(campaigns.c.id.desc()))).scalars().first() or 0
        )


def database_of(seat: Seat) -> Any:
    assert seat.bot is not None
    return seat.bot.services._database


async def measured(seat: Seat, model: str, count: int, *, first_word: float, cost: str | None, failed: int = 0) -> None:
    """Keep told turns of a model as if they were played, one a minute up to now, and attempts that failed before."""
    campaign_id, now = await campaign_of(seat), datetime.now(UTC)
    provider, _, name = model.partition("/")
    async with database_of(seat).begin() as connection:
        guild_id = (
            await connection.execute(select(campaigns.c.guild_id).where(campaigns.c.id == campaign_id))
        ).scalar_one()
        newest = select(turns.c.number).where(turns.c.number > 1000).order_by(turns.c.number.desc())
        start = ((await connection.execute(newest)).scalars().first() or 1000) + 1  # out of the way of what is played
        for number in range(start, start + count):
            told_at = now - timedelta(minutes=number - 1000)
            turn = {
                "campaign_id": campaign_id, "number": number, "attempt": 1, "channel_id": seat.channel.id,
                "status": "told", "action_ids": [], "reply_ids": [], "model": model, "wanted_model": model,
                "told_at": told_at, "first_word_ms": first_word + number - 1000, "last_word_ms": 4 * first_word,
                "delivered": True,
            }  # fmt: skip
            turn_id = (await connection.execute(insert(turns).values(turn).returning(turns.c.id))).scalar_one()
            call = {
                "turn_id": turn_id, "guild_id": guild_id, "campaign_id": campaign_id, "purpose": "narrate",
                "attempt": 1, "provider": provider, "model": name, "started_at": told_at, "queue_ms": 1.0,
                "ttft_ms": 500.0, "e2e_ms": 2500.0, "chunks": 100, "input_tokens": 1000, "cache_read_tokens": 400,
                "output_tokens": 101, "usage_source": "reported", "cost_usd": Decimal(cost) if cost else None,
                "tool_calls": 0, "tool_calls_valid": 0, "prompt_hash": "x", "prompt_version": "1",
                "finish_reason": "stop",
            }  # fmt: skip
            await connection.execute(insert(llm_calls).values(call))
            if number < start + failed:
                await connection.execute(
                    insert(llm_calls).values(call | {"error_class": "TooSlow", "cost_usd": Decimal(0)})
                )


async def a_month(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await measured(seat, FAST, 80, first_word=1000, cost="0.002", failed=4)
    await measured(seat, SLOW, 12, first_word=3000, cost=None)


async def test_models_are_compared_with_the_number_of_samples_under_each_figure(seat: Seat) -> None:
    nothing = await stats(seat.ada, seat, "models")
    assert "No model told anything here" in text(nothing)
    await a_month(seat)
    shown = await stats(seat.ada, seat, "models")
    assert shown.seen_by == seat.ada.id
    fast, slow = fields(shown)[FAST], fields(shown)[SLOW]
    # 80 turns of 1,001 to 1,080 ms: the median is 1,040.5 ms, the 95th percentile 1,076.05 ms.
    assert "First word: **1.0\u00a0s**, p95 1.1\u00a0s (n = 80)" in fast
    assert "Tokens a second: **50**" in fast
    assert "80 turns · $0.0020 a turn (n = 80)" in fast
    assert "Failed attempts: 5% (4 of 84)\n-# too slow 4" in fast
    assert "tokens: 84,000 in (40% of them cached), 8,484 out" in fast
    assert "First word: **3.1\u00a0s**, max 3.1\u00a0s (n = 12)" in slow
    assert "price unknown" in slow
    assert len(text(shown)) < 6000


async def test_figures_are_narrowed_down_and_what_is_no_window_gets_a_sentence(seat: Seat) -> None:
    await a_month(seat)
    today = datetime.now(UTC).date()
    refused: Mapping[str, dict[str, Any]] = {
        "Figures reach over 1 to 400 days": {"days": 0},
        "Figures reach over 1 to 400 days. ": {"days": 401},
        "Figures reach over 1 to 400": {"from": "2020-01-01"},
        "Nothing was measured in the future": {"from": (today + timedelta(days=1)).isoformat()},
        "runs backwards": {"from": today.isoformat(), "to": (today - timedelta(days=3)).isoformat()},
        "is not a date": {"from": "'; DROP TABLE turns; --" + "9" * 500},
        "Give either": {"days": 3, "to": today.isoformat()},
        "is no class of prompts": {"size": "@everyone"},
        "No campaign is played in": {"language": "xx"},
        "There is no such campaign": {"campaign": "999999"},
        "No model here is called “gone/model": {"model": "gone/model-\u202e" + "x" * 5000},
        "Only whoever runs Skald": {"everywhere": True},
    }
    for sentence, options in refused.items():
        person = seat.kira if "everywhere" in options else seat.ada
        answer = await stats(person, seat, "models", **options)
        assert sentence in answer.content, options
        assert "@everyone" not in answer.content.replace("\\@", "")
    only = await stats(seat.ada, seat, "models", model=SLOW, size="small", language="en", days=400)
    assert set(fields(only)) == {SLOW}
    assert "prompts: small" in text(only)
    none = await stats(seat.ada, seat, "models", model=SLOW, size="huge")
    assert "No turn is of what you chose" in text(none)
    offered = await seat.ada.autocomplete(seat.channel, "stats models", "campaign", "drow")
    assert [choice["name"] for choice in offered] == ["The Drowned Bell · open"]
    one = await stats(seat.ada, seat, "models", campaign=offered[0]["value"], **{"from": today.isoformat()})
    assert "The Drowned Bell" in text(one)
    dates = await seat.ada.autocomplete(seat.channel, "stats cost", "from", str(today))
    assert dates[0]["value"] == today.isoformat()
    sizes = await seat.ada.autocomplete(seat.channel, "stats models", "size", "small")
    assert [choice["value"] for choice in sizes] == ["small"]


async def test_a_player_sees_their_own_campaigns_a_moderator_the_server_and_the_operator_everything(seat: Seat) -> None:
    await a_month(seat)
    stranger = await stats(seat.kira, seat, "models")
    assert "No model told anything here" in text(stranger)
    assert "There is no such campaign" in (await stats(seat.kira, seat, "campaign")).content
    number = await campaign_of(seat)
    assert "There is no such campaign" in (await stats(seat.kira, seat, "cost", campaign=str(number))).content
    assert await seat.kira.autocomplete(seat.channel, "stats models", "campaign", "") == []
    await seat.kira.say(seat.channel, "I open the door.")
    await seat.told(2)
    await seat.settled()
    assert FAST in fields(await stats(seat.kira, seat, "models"))
    assert FAST in fields(await stats(seat.ada, seat, "models", everywhere=True))
    figures = await stats(seat.kira, seat, "campaign")
    assert "Figures: The Drowned Bell" in text(figures)
    assert fields(figures)["Turns told"] == "94"
    mine = await stats(seat.kira, seat, "player")
    assert fields(mine)["Actions"] == "1"
    theirs = await stats(seat.kira, seat, "player", player=seat.bruno.user)
    assert "No action in this time" in text(theirs)


async def test_what_models_cost_is_told_by_model_day_and_player_and_the_unknown_is_not_free(seat: Seat) -> None:
    await a_month(seat)
    await seat.kira.say(seat.channel, "I open the door.")
    await seat.told(2)
    await seat.settled()
    shown = await stats(seat.ada, seat, "cost")
    assert "**$0.16 + 12 calls of unknown price** · 9" in text(shown)
    assert f"$0.16 · {FAST}\n-# 84 calls" in fields(shown)["By model"]
    assert f"12 calls of unknown price · {SLOW}" in fields(shown)["By model"]
    assert "kira" in fields(shown)["By player"].casefold()


async def test_figures_are_taken_along_row_by_row_for_ones_own_campaigns_and_by_the_hour_for_the_rest(
    seat: Seat,
) -> None:
    assert "Nothing was measured" in (await stats(seat.kira, seat, "export")).content
    await seat.create_campaign(name="=HYPERLINK(1)")
    await seat.settled()
    await measured(seat, FAST, 20, first_word=1000, cost="0.002", failed=2)
    archive = unpacked(seat, await stats(seat.ada, seat, "export", days=2))
    rows = list(csv.DictReader(io.StringIO(archive.read("turns.csv").decode())))
    assert len(rows) == 21
    assert rows[0]["campaign"] == "'=HYPERLINK(1)"
    attempts = list(csv.DictReader(io.StringIO(archive.read("attempts.csv").decode())))
    assert sum(Decimal(row["cost_usd"] or 0) for row in attempts) == Decimal("0.04")
    data = json.loads(archive.read("figures.json"))
    assert [len(data[name]) for name in ("turns", "attempts")] == [len(rows), len(attempts)]
    assert sum(hour["turns"] for hour in data["hours"]) == 21
    assert data["turns"][0]["campaign"] == "=HYPERLINK(1)"
    # Who manages the server and is in no campaign has the sums alone.
    async with database_of(seat).begin() as connection:
        await connection.execute(delete(members))
    sums = json.loads(unpacked(seat, await stats(seat.ada, seat, "export")).read("figures.json"))
    assert (sums["turns"], sums["attempts"]) == ([], [])
    assert sum(hour["turns"] for hour in sums["hours"]) == 21
    assert "Nothing was measured" in (await stats(seat.bruno, seat, "export")).content


async def test_two_hundred_models_have_pages_that_turn_also_after_a_restart(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    for number in range(12):
        await measured(seat, f"openai/*m*-{number}`@everyone`" + "x" * 200, 2 + number % 2, first_word=500, cost="0.1")
    shown = await stats(seat.ada, seat, "models", language="en", size="small")
    assert shown.embeds[0]["title"] == "Models compared · 1/3"
    assert "`@everyone`" not in str(shown.embeds)
    first = set(fields(shown))
    await seat.restart()
    await seat.ada.click(shown, buttons(shown)[1])
    await seat.playground.wait_for(lambda: shown.embeds[0]["title"].endswith("2/3"), what="the second page")
    assert first.isdisjoint(fields(shown))
    assert "prompts: small" in text(shown)
    seat.ada.locale = "fr"
    await seat.ada.click(shown, buttons(shown)[0])
    await seat.playground.wait_for(lambda: shown.embeds[0]["title"].endswith("1/3"), what="the first page")


def unpacked(seat: Seat, message: Message) -> zipfile.ZipFile:
    (file,) = message.attachments
    return zipfile.ZipFile(io.BytesIO(seat.playground.world.files[file.id]))


async def test_every_command_narrows_down_in_the_same_way(seat: Seat) -> None:
    await a_month(seat)
    today, number = datetime.now(UTC).date().isoformat(), str(await campaign_of(seat))
    long_ago = (datetime.now(UTC) - timedelta(days=20)).date().isoformat()
    of_day = {"from": long_ago, "to": today, "campaign": number, "everywhere": True}
    narrow = {"model": FAST, "language": "en", "size": "small"}
    assert FAST in fields(await stats(seat.ada, seat, "models", **of_day, **narrow))
    costs = await stats(seat.ada, seat, "cost", **of_day, **narrow)
    assert FAST in fields(costs)["By model"]
    assert SLOW not in fields(costs)["By model"]
    assert "nothing was spent" in text(await stats(seat.ada, seat, "cost", days=2, model="deepseek/deepseek-flash"))
    assert "campaigns: 93;" in (await stats(seat.ada, seat, "export", **of_day)).content
    figures = await stats(seat.ada, seat, "campaign", campaign=number, days=3)
    assert fields(figures)["Turns told"] == "93"
    mine = await stats(seat.ada, seat, "player", campaign=number, days=3)
    assert fields(mine)["Actions"] == "1"
    for command in ("models", "cost", "export", "campaign", "player"):
        (offered,) = await seat.ada.autocomplete(seat.channel, f"stats {command}", "campaign", "bell")
        assert offered["value"] == number
    for command in ("models", "cost"):
        assert await seat.ada.autocomplete(seat.channel, f"stats {command}", "model", "narrator")
        assert await seat.ada.autocomplete(seat.channel, f"stats {command}", "language", "fran")
        assert await seat.ada.autocomplete(seat.channel, f"stats {command}", "size", "huge")
    for command, option in (("models", "from"), ("models", "to"), ("cost", "to"), ("export", "from"), ("export", "to")):
        assert await seat.ada.autocomplete(seat.channel, f"stats {command}", option, today[:4])
