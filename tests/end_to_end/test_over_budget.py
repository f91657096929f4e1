"""What players see of a budget while they play, over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import actions, budget_holds, llm_calls, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
PRICED = """
[[models]]
provider = "openai"
id = "grand"
label = "Grand"
price = { input = 1000.0, output = 1000.0 }

[[models]]
provider = "openai"
id = "small"
label = "Small"
price = { input = 40.0, output = 40.0 }

[[models]]
provider = "openai"
id = "nameless"
label = "Nameless"
"""


async def limit(seat: Seat, amount: str, unit: str, **other: Any) -> None:
    options = {"scope": "server", "amount": amount, "period": "month", "unit": unit, **other}
    answer = await (await seat.ada.slash(seat.channel, "budget set", **options)).reply()
    assert "from now on" in answer.content


async def policy(seat: Seat, choice: str) -> None:
    await (await seat.ada.slash(seat.channel, "budget policy", policy=choice)).reply()


async def say(seat: Seat, text: str) -> Message:
    """Say something and return the first thing that stands below it to its end."""
    said = await seat.kira.say(seat.channel, text)
    bot = seat.playground.world.application.bot

    def ended() -> Message | None:
        after = [each for each in seat.channel.messages if each.id > said.id and each.author is bot]
        return after[0] if after and not after[0].content.endswith("▌") else None

    answer = await seat.playground.wait_for(ended, 30, "an answer")
    await seat.settled()
    return answer


async def counted(seat: Seat) -> tuple[int, int]:
    """Return how many turns are told and for how many something is held."""
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        told = select(func.count()).select_from(turns).where(turns.c.status == "told")
        holds = select(func.count()).select_from(budget_holds)
        return (await connection.execute(told)).scalar_one(), (await connection.execute(holds)).scalar_one()


def warnings(seat: Seat) -> list[str]:
    return [message.content for message in seat.channel.messages if "% used up" in message.content]


async def test_the_table_is_warned_once_and_then_told_why_there_is_no_turn(seat: Seat) -> None:
    await limit(seat, "4", "turns")
    await seat.create_campaign()
    for number in range(3):
        await say(seat, f"I take step {number}.")
    (warning,) = warnings(seat)
    assert "The server’s monthly budget: 100% used up, 4 of 4 turns." in warning
    refused = await say(seat, "I take the last step.")
    assert "The server’s monthly budget is used up: 4 of 4 turns. It begins anew" in refused.content
    assert "What you wrote is kept." in refused.content
    assert await counted(seat) == (4, 0)
    await limit(seat, "5", "turns")
    told = await say(seat, "I try again.")
    assert "used up" not in told.content
    assert await counted(seat) == (5, 0)


async def test_the_warning_comes_at_eighty_percent(seat: Seat) -> None:
    await limit(seat, "5", "turns")
    await seat.create_campaign()
    for number in range(2):
        await say(seat, f"I take step {number}.")
    assert warnings(seat) == []
    await say(seat, "I take another.")
    assert "80% used up, 4 of 5 turns" in warnings(seat)[0]


async def test_two_channels_at_the_same_moment_cannot_both_take_the_last_turn(seat: Seat) -> None:
    await limit(seat, "3", "turns")
    other = seat.playground.channel("dice")
    await seat.create_campaign()
    await seat.create_campaign(other)
    await seat.settled()
    await asyncio.gather(seat.kira.say(seat.channel, "I jump."), seat.bruno.say(other, "I jump."))
    both = [await seat.told(2), await seat.told(2, other)]
    await seat.settled()
    assert sum("is used up" in message.content for message in both) == 1
    assert await counted(seat) == (3, 0)


async def test_a_player_without_budget_does_not_stop_another(seat: Seat) -> None:
    await seat.create_campaign()
    await limit(seat, "1", "turns", scope="player", player=seat.kira.user)
    await say(seat, "I go first.")
    refused = await say(seat, "And again.")
    assert f"The monthly budget of <@{seat.kira.id}> is used up" in refused.content
    assert await counted(seat) == (2, 0)


async def test_what_a_player_without_budget_wrote_waits_and_is_in_nobodys_way(sit: Sitting) -> None:
    # A prompt this small answers ten actions in one turn.
    seat = await sit(prompt_chars=40_000)
    await seat.create_campaign()
    await limit(seat, "1", "turns", scope="player", player=seat.kira.user)
    await say(seat, "I go first.")
    for number in range(11):
        await seat.kira.say(seat.channel, f"And again {number}.")
    await seat.playground.wait_for(seat.failures, what="why hers waits")
    await heard(seat, 12)
    await seat.settled()
    for number in range(2):
        said = await seat.bruno.say(seat.channel, f"I open door {number}.")
        # His is told, and below it she hears again why hers is not.
        await seat.playground.wait_for(
            lambda id_=said.id: any(each.id > id_ for each in seat.failures()), what="a turn, and why another waits"
        )
        await seat.settled()
        assert await counted(seat) == (3 + number, 0)
    (failure,) = seat.failures()
    assert f"The monthly budget of <@{seat.kira.id}> is used up" in failure.content
    await limit(seat, "100", "turns", scope="player", player=seat.kira.user)
    await say(seat, "At last.")
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        waiting = select(func.count()).select_from(actions).where(actions.c.turn_id.is_(None))
        assert (await connection.execute(waiting)).scalar_one() == 0


async def heard(seat: Seat, count: int) -> None:
    """Wait until so many messages of players are kept."""
    assert seat.bot is not None
    query = select(func.count()).select_from(actions).where(actions.c.kind == "message")
    while True:
        async with seat.bot.services._database.autocommit() as connection:
            if (await connection.execute(query)).scalar_one() >= count:
                return
        await asyncio.sleep(0)


@pytest.fixture
async def vendors(sit: Sitting, tmp_path: Path) -> Any:
    """Return a campaign told by a dear model, where a cheap one and one of unknown price are offered, too."""
    async with ModelServer(Reply(tokens=("The fog lifts.",))).running() as server:
        catalogue = tmp_path / "models.toml"
        catalogue.write_text(PRICED)
        seat = await sit(
            model_catalogue=catalogue, openai_base_url=server.url, openai_api_key=KEY, default_model="openai/grand"
        )
        await seat.create_campaign()
        await seat.settled()
        yield seat


async def test_a_turn_that_a_dear_model_may_not_tell_is_refused_with_the_figures(vendors: Seat) -> None:
    await limit(vendors, "1", "dollars")
    refused = await say(vendors, "I look around.")
    assert "does not allow this turn" in refused.content
    assert "it may cost up to $" in refused.content
    assert await counted(vendors) == (1, 0)


async def test_a_cheaper_model_goes_on_where_the_campaign_wants_that(vendors: Seat) -> None:
    await cheap_so_far(vendors)
    await limit(vendors, "1", "dollars")
    await policy(vendors, "cheaper")
    told = await say(vendors, "I look around.")
    assert told.content == ("The fog lifts.\n-# 🪙 The budget does not reach for Grand any more, so Small told this.")
    assert await counted(vendors) == (2, 0)


async def test_the_narrator_goes_on_where_the_campaign_wants_that(vendors: Seat) -> None:
    await limit(vendors, "0.01", "dollars")
    await policy(vendors, "narrator")
    told = await say(vendors, "I look around.")
    assert "The fog lifts." not in told.content
    assert "Offline narrator" in told.content
    assert "could not tell" not in told.content
    assert await counted(vendors) == (2, 0)


async def test_a_model_without_a_price_cannot_be_watched_in_dollars_but_in_turns(vendors: Seat) -> None:
    await cheap_so_far(vendors)
    await (await vendors.ada.slash(vendors.channel, "campaign model", model="openai/nameless")).reply()
    await limit(vendors, "1", "dollars")
    refused = await say(vendors, "I look around.")
    assert "the price of this model is unknown" in refused.content
    (choice,) = await vendors.ada.autocomplete(vendors.channel, "budget remove", "budget")
    await (await vendors.ada.slash(vendors.channel, "budget remove", budget=choice["value"])).reply()
    await limit(vendors, "10", "turns")
    assert "The fog lifts." in (await say(vendors, "I look again.")).content


async def cheap_so_far(seat: Seat) -> None:
    """Have the first scene cost nothing."""
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        await connection.execute(update(llm_calls).values(cost_usd=Decimal(0)))


async def test_a_turn_that_rolls_and_rolls_stops_rolling_where_the_budget_ends(sit: Sitting, tmp_path: Path) -> None:
    roll = ToolUse("roll_dice", '{"dice":"1d6","reason":"more"}')

    def teller(body: Mapping[str, Any]) -> Reply:
        may = body.get("tool_choice") != "none"
        return Reply(tokens=("word ",) * 900, tools=(roll,)) if may else Reply(tokens=("The ", "fog ", "lifts."))

    catalogue = tmp_path / "models.toml"
    catalogue.write_text(PRICED, encoding="utf-8")
    async with ModelServer(Reply(tokens=("Fog.",))).running() as server:
        seat = await sit(
            start=False, model_catalogue=catalogue, openai_base_url=server.url, openai_api_key=KEY, max_tokens=1000
        )
        (guild,) = seat.playground.world.guilds.values()
        places = [seat.playground.world.add_channel(guild, f"c{number}") for number in range(4)]
        await seat.start()
        for place in places:
            await seat.create_campaign(place, model="openai/small")
        await seat.settled()
        assert seat.bot is not None
        total = select(func.sum(llm_calls.c.cost_usd))
        async with seat.bot.services._database.autocommit() as connection:
            before: Decimal = (await connection.execute(total)).scalar_one()
        top = before + Decimal("0.50")
        await limit(seat, str(top), "dollars")
        server.teller = teller
        for place in places:
            await seat.kira.say(place, "I roll and roll.")
        for place in places:
            await seat.told(2, place)
        await seat.settled()
        async with seat.bot.services._database.autocommit() as connection:
            spent: Decimal = (await connection.execute(total)).scalar_one()
        told = ["".join(each.content for each in seat.stories(place)[1:]) for place in places]
    assert before < spent <= top
    # Who had begun was told to the end.
    assert any("The fog lifts." in story for story in told)
    assert all("The fog lifts." in story or "does not allow this turn" in story for story in told)


async def test_a_model_whose_price_is_unknown_is_not_said_to_be_too_dear(vendors: Seat) -> None:
    await cheap_so_far(vendors)
    await (await vendors.ada.slash(vendors.channel, "campaign model", model="openai/nameless")).reply()
    await limit(vendors, "1", "dollars")
    await policy(vendors, "narrator")
    told = await say(vendors, "I look around.")
    assert (
        "-# 🪙 A budget in dollars cannot watch Nameless, whose price is unknown, so Offline narrator" in told.content
    )
