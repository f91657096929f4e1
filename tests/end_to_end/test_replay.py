"""Having a campaign told again by other models, over the wire."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, select, update

from benchmarks.model_server import ModelServer, Reply, Request, ToolUse, schedule
from bot.domain.statistics import Rate
from bot.services.replay_figures import rows as rows_of
from bot.services.replay_orders import Order
from bot.storage.engine import Database
from bot.storage.tables import campaigns, llm_calls, replay_tellings, replays, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_command_line import ended, run
from tests.end_to_end.test_models import KEY, asked

TURNS = 40
THREE = {"first": "openai/gpt-4o", "second": "anthropic/claude-haiku-5-5", "third": "ollama/mistral"}


def card(message: Message) -> str:
    """Return what the embed of an answer says, or the answer itself where it has none."""
    return f"{message.embeds[0]['title']}\n{message.embeds[0]['description']}" if message.embeds else message.content


async def evening(
    sit: Sitting, stack: AsyncExitStack, turns_told: int, **changes: Any
) -> tuple[Seat, list[ModelServer]]:
    """Play a campaign with the offline narrator; three loopback vendors stand by."""
    vendors = [await stack.enter_async_context(ModelServer(schedule(0, 0, 60)).running()) for _ in range(3)]
    seat = await sit(
        openai_base_url=vendors[0].url,
        openai_api_key=KEY,
        anthropic_base_url=vendors[1].url.removesuffix("/v1"),
        anthropic_api_key=SecretStr("sk-ant-loopback-key-for-tests"),
        ollama_base_url=vendors[2].url,
        **changes,
    )
    await seat.create_campaign(model="offline/narrator")
    await seat.settled()
    sheet = {"name": "Ada", "race": "human", "class": "fighter"}
    await (await seat.ada.slash(seat.channel, "character create", **sheet)).reply()
    for number in range(1, turns_told):
        await seat.ada.say(seat.channel, f"I look behind door {number} and listen.")
        await seat.told(number + 1)
        await seat.settled()
    return seat, vendors


def told_requests(vendors: list[ModelServer]) -> list[Request]:
    return [one for vendor in vendors for one in vendor.requests if one.path.endswith(("completions", "messages"))]


async def guild_of(seat: Seat) -> int:
    return (await rows(seat, select(campaigns.c.guild_id)))[0].guild_id


async def rows(seat: Seat, query: Any) -> list[Any]:
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        return list(await connection.execute(query))


async def until(seat: Seat, told: int) -> None:
    """Wait until so many tellings are kept."""

    async def kept() -> None:
        while len(await rows(seat, select(replay_tellings.c.id))) < told:  # noqa: ASYNC110 - another part keeps them
            await asyncio.sleep(0)

    await asyncio.wait_for(kept(), 30)


async def test_a_campaign_of_forty_turns_is_told_again_by_three_models_with_nothing_asked_twice(sit: Sitting) -> None:
    async with AsyncExitStack() as stack:
        seat, vendors = await evening(sit, stack, TURNS)
        begun = await asked(seat.ada, seat.channel, "replay start", **THREE)
        assert f"of {3 * TURNS} told" in card(begun)
        second = await asked(seat.ada, seat.channel, "replay start", **THREE)
        assert "at work on this server already" in second.content
        await until(seat, 20)
        stopped = await asked(seat.ada, seat.channel, "replay stop")
        assert "Stopped" in card(stopped)
        kept = len(await rows(seat, select(replay_tellings.c.id)))
        assert 20 <= kept < 3 * TURNS
        assert len(told_requests(vendors)) == kept  # what was on its way was told to its end
        # A restart, also of the program, leaves what was told.
        await asked(seat.ada, seat.channel, "replay resume")
        await until(seat, kept + 10)
        await seat.restart()
        assert seat.bot is not None
        await seat.bot.services.comparing.replays.go_on()
        await seat.bot.services.comparing.replays.settled()
        report = await seat.playground.wait_for(
            lambda: next((one for one in seat.channel.messages if one.content.startswith("**Replay 1")), None),
            what="the report",
        )
        status = card(await asked(seat.ada, seat.channel, "replay status"))
        again = await asked(seat.ada, seat.channel, "replay resume")
        shown = await asked(seat.ada, seat.channel, "replay report")
        tellings = await rows(seat, select(replay_tellings))
        calls = await rows(seat, select(llm_calls).where(llm_calls.c.replay.is_not(None)))
        told = await rows(seat, select(turns).where(turns.c.status == "told").order_by(turns.c.number))
    assert f"{3 * TURNS} of {3 * TURNS} told" in status
    assert "Every telling of replay 1 was asked for" in again.content
    assert "n = 40" in report.content
    assert report.content.startswith("**Replay 1: The Drowned Bell**")
    assert shown.attachments
    assert Counter(row.model for row in tellings) == dict.fromkeys(THREE.values(), TURNS)
    assert {row.error for row in tellings} == {None}
    # Each model was asked each turn's question once, and every question of a turn was the same for all.
    assert len(told_requests(vendors)) == len(calls) == 3 * TURNS
    hashes: dict[str, set[str]] = {}
    for row in calls:
        hashes.setdefault(row.prompt_hash, set()).add(f"{row.provider}/{row.model}")
    assert len(hashes) == TURNS
    assert {frozenset(models) for models in hashes.values()} == {frozenset(THREE.values())}
    assert {row.purpose for row in calls} == {"replay"}
    assert {row.turn_id for row in calls} == {None}
    # The story itself is as it was.
    assert [row.number for row in told] == list(range(1, TURNS + 1))


async def finished(seat: Seat) -> Message:
    """Wait until nothing is at work, and return the report that was posted last."""
    assert seat.bot is not None
    await seat.bot.services.comparing.replays.settled()
    return [one for one in seat.channel.messages if one.content.startswith("**Replay")][-1]


async def test_models_tell_the_ready_scenes_before_there_is_any_campaign(sit: Sitting) -> None:
    async with ModelServer(schedule(0, 0, 60)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        two = {"first": "openai/gpt-4o", "second": "offline/narrator"}
        begun = await asked(seat.ada, seat.channel, "models audition", **two)
        report = await finished(seat)
        one = await asked(seat.ada, seat.channel, "models audition", first="openai/gpt-4o", scene="boast", limit="0.50")
        await finished(seat)
        unknown = await asked(seat.ada, seat.channel, "models audition", first="openai/gpt-4o", scene="../../etc")
        four = {**two, "third": "ollama/mistral", "fourth": "deepseek/deepseek-flash"}
        stranger = await asked(seat.kira, seat.channel, "models audition", **four)
        kept = await rows(seat, select(replay_tellings))
        offered = await seat.ada.autocomplete(seat.channel, "models audition", "scene", "king")
    assert "of 16 told" in card(begun)
    assert "Turns: 8." in report.content
    assert "of 1 told" in card(one)
    assert "There is no ready scene" in unknown.content
    assert "Manage Channels" in stranger.content
    assert Counter(row.model for row in kept) == {"openai/gpt-4o": 9, "offline/narrator": 8}
    assert [choice["value"] for choice in offered] == ["boast"]
    bodies = [str(request.body["messages"]) for request in told_requests([vendor])]
    assert "Performance 1d20 (8) + 2 = 10 against 20: failure" in "".join(bodies)
    assert all("tools" not in request.body for request in told_requests([vendor]))


async def test_a_limit_a_budget_and_a_dead_vendor_stop_a_replay_with_the_reason_and_nothing_lost(sit: Sitting) -> None:
    async with AsyncExitStack() as stack:
        seat, vendors = await evening(sit, stack, 6)
        dear = {"first": "openai/gpt-4o"}
        assert seat.bot is not None
        service = seat.bot.services.comparing.replays
        order = Order(await guild_of(seat), None, ("openai/gpt-4o",), campaign_id=1, unattended=True)
        view = await service.view(await service.prepare(order, None))
        assert view.estimate is not None
        limit = view.estimate / 6 + Decimal("0.002")
        await asked(seat.ada, seat.channel, "replay start", **dear, limit=f"{limit:.4f}", at_once=3)
        limited = (await finished(seat)).content
        few = len(await rows(seat, select(replay_tellings)))
        spent = sum(row.cost_usd for row in await rows(seat, select(llm_calls).where(llm_calls.c.replay == 2)))
        await asked(
            seat.ada,
            seat.channel,
            "budget set",
            scope="server",
            amount=f"{limit + spent:.4f}",
            period="day",
            unit="dollars",
        )
        await asked(seat.ada, seat.channel, "replay start", **dear)
        broke = (await finished(seat)).content
        await asked(seat.ada, seat.channel, "budget set", scope="server", amount="100", period="day", unit="dollars")
        # A refused key is nothing a model did: its turns stay to be told, and the other goes on.
        vendors[0].default = Reply(status=401, fault="status")
        both = {"first": "openai/gpt-4o", "second": "ollama/mistral"}
        await asked(seat.ada, seat.channel, "replay start", **both)
        refused = (await finished(seat)).content
        told = await rows(seat, select(replay_tellings).where(replay_tellings.c.replay_id == 4))
        vendors[0].default = schedule(0, 0, 60)
        await asked(seat.ada, seat.channel, "replay resume")
        whole = (await finished(seat)).content
        unpriced = await asked(seat.ada, seat.channel, "replay start", **dear, limit="lots")
        nowhere = await asked(seat.ada, seat.channel, "replay start", **dear, fourth="vendor/unheard-of")
        beyond = await asked(seat.ada, seat.channel, "replay start", **dear, since=900)
        none = await asked(seat.ada, seat.channel, "replay report", replay=999)
        stranger = [await asked(seat.kira, seat.channel, f"replay {one}") for one in ("status", "stop", "report")]
    assert "might pass its limit" in limited
    assert 0 < few < 6
    assert spent <= limit
    assert "a budget of this server" in broke
    assert "could not be asked" in refused
    assert {row.model for row in told} == {"ollama/mistral"}
    assert len(told) == 6
    assert "12 of 12" in whole
    assert "amount of dollars" in unpriced.content
    assert "There is no model" in nowhere.content
    assert "nothing to ask others for" in beyond.content
    assert "There is no such replay" in none.content
    assert all("Manage Channels" in one.content for one in stranger)


async def test_what_a_model_writes_is_no_markup_in_the_report_and_a_failure_is_told_as_one(sit: Sitting) -> None:
    evil = "<script>alert(1)</script> @everyone <img src=x onerror=alert(2)> the door opens."
    async with AsyncExitStack() as stack:
        seat, vendors = await evening(sit, stack, 4)
        vendors[0].default = Reply(tokens=(evil,))
        vendors[2].script.extend([Reply(fault="truncate", after=3)] * 3)
        both = {"first": "openai/gpt-4o", "second": "ollama/mistral"}
        await asked(seat.ada, seat.channel, "replay start", **both, at_once=1)
        report = await finished(seat)
        file = report.attachments[0]
        assert seat.bot is not None
        services = seat.bot.services
        replay = await services.comparing.replays._stores.replays.get(1)
        assert replay is not None
        page = (await services.comparing.replays.reported(replay, "fr")).page
        tellings = await services.comparing.replays._stores.replays.tellings(1)
    assert file.filename == "replay-1.html"
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    failed = [one for one in tellings if one.error]
    assert {one.model for one in failed} == {"ollama/mistral"}
    assert f"{len(failed)} failed" in report.content
    assert f"Told: {8 - len(failed)} of 8." in report.content
    row = next(one for one in rows_of(("ollama/mistral",), tellings))
    assert row.told + sum(row.failed.values()) == 4
    assert all(rate == Rate(rate.found, rate.of) for rate in row.rates.values())


async def test_the_question_is_the_one_the_turn_was_told_from_with_its_ledger_closed(sit: Sitting) -> None:
    roll = ToolUse("roll_dice", '{"dice":"1d20","reason":"the door"}')
    note = ToolUse("remember", '{"kind":"person","subject":"Old Wenna","text":"She mends nets and lies about it."}')
    async with ModelServer(schedule(0, 0, 60)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        vendor.script.extend([Reply(tokens=(), tools=(roll, note)), schedule(0, 0, 20)])
        await seat.ada.say(seat.channel, "I try the door.")
        await seat.told(2)
        await seat.settled()
        await seat.ada.say(seat.channel, "I ask old Wenna about the bell.")
        await seat.told(3)
        await seat.settled()
        # The first request of each turn; a round with the rules repeats what came before it.
        played = [request.body for request in told_requests([vendor]) if request.body["messages"][-1]["role"] == "user"]
        vendor.requests.clear()
        # What happens later is no part of it.
        await seat.ada.say(seat.channel, "I walk away.")
        await seat.told(4)
        await seat.settled()
        vendor.requests.clear()
        await asked(seat.ada, seat.channel, "replay start", first="openai/gpt-4o", until=3, at_once=1)
        await finished(seat)
        again = [request.body for request in told_requests([vendor])]
    assert len(played) == len(again) == 3
    for then, now in zip(played, again, strict=True):
        assert now["messages"][:-1] == then["messages"]
        assert "Everything of this turn is decided" in now["messages"][-1]["content"]
        assert "tools" not in now
    assert "1d20" in again[1]["messages"][-1]["content"]
    assert "She mends nets" in again[1]["messages"][-1]["content"]


async def test_a_replay_of_the_command_line_that_was_killed_goes_on_where_it_stood(
    sit: Sitting, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        seat, vendors = await evening(sit, stack, 8)
        await seat.stop()
        settings = {"NARRATOR_PACE": "0", "DATABASE_URL": seat.settings.database_url, "DATA_DIR": str(tmp_path)}
        settings |= {"OPENAI_API_KEY": KEY.get_secret_value(), "OPENAI_BASE_URL": vendors[0].url}
        slow, quick = schedule(0.3, 200, 20), schedule(0, 0, 20)
        vendors[0].default = slow
        words = ("replay", "1", "--models", "openai/gpt-4o", "offline/narrator", "--at-once", "1")
        listed = await ended(run("replay", folder=tmp_path, **settings))
        program = run(*words, "--output", "reports", folder=tmp_path, **settings)
        assert " of 16 told" in await asyncio.wait_for(asyncio.to_thread(program.line), 60)
        program.kill()
        await ended(program)
        vendors[0].default = quick
        before = len(told_requests(vendors))
        early = await ended(run("replay", "--resume", "1", folder=tmp_path, **settings))
        database = await Database.open(seat.settings.database)
        async with database.autocommit() as connection:
            kept = (await connection.execute(select(func.count()).select_from(replay_tellings))).scalar_one()
            # Nobody has heard of that process for a while.
            await connection.execute(update(replays).values(beat_at=datetime.now(UTC) - timedelta(minutes=5)))
        late = await ended(run("replay", "--resume", "1", "--output", "reports", folder=tmp_path, **settings))
        async with database.autocommit() as connection:
            told = (await connection.execute(select(replay_tellings.c.number, replay_tellings.c.model))).all()
        await database.close()
        wrong = await ended(run("replay", "77", "--models", "openai/gpt-4o", folder=tmp_path, **settings))
    assert listed == (0, "1: The Drowned Bell (8 turns)\nName one, and --models.\n")
    assert early[0] == 1
    assert "Another program works at replay 1" in early[1]
    assert late[0] == 0
    assert "16 of 16" in late[1]
    assert len(told) == len(set(told)) == 16
    # Only what was on its way when it was killed is asked again.
    assert len(told_requests(vendors)) - before <= 8 - kept // 2 + 1
    assert "<h1>The Drowned Bell" in (tmp_path / "reports" / "replay-1.html").read_text()
    assert (wrong[0], "nothing to ask others for" in wrong[1]) == (1, True)
