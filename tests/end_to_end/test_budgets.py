"""Budgets as people set them, see them and remove them, over the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.storage.tables import actions, campaigns, llm_calls
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat

SERVER = {"scope": "server", "amount": "10", "period": "month", "unit": "dollars"}


async def answered(person: Person, seat: Seat, command: str, **options: Any) -> Message:
    return await (await person.slash(seat.channel, command, **options)).reply()


async def set_budget(person: Person, seat: Seat, **other: Any) -> str:
    answer = await answered(person, seat, "budget set", **(SERVER | other))
    assert answer.seen_by == person.id
    return answer.content


async def shown(person: Person, seat: Seat) -> dict[str, str]:
    answer = await answered(person, seat, "budget show")
    assert answer.seen_by == person.id
    (embed,) = answer.embeds
    return {"": embed["description"], **{field["name"]: field["value"] for field in embed.get("fields", [])}}


async def choices(person: Person, seat: Seat, typed: str = "") -> list[dict[str, Any]]:
    return await person.autocomplete(seat.channel, "budget remove", "budget", typed)


async def cost(seat: Seat, *costs: str | None) -> None:
    """Have the turns that were told cost this, the first first."""
    assert seat.bot is not None
    async with seat.bot.services._database.begin() as connection:
        calls = (await connection.execute(select(llm_calls.c.id).order_by(llm_calls.c.id))).scalars().all()
        for call, price in zip(calls, costs, strict=True):
            priced = None if price is None else Decimal(price)
            await connection.execute(update(llm_calls).where(llm_calls.c.id == call).values(cost_usd=priced))


async def test_an_admin_sets_a_budget_and_everyone_sees_how_it_stands(seat: Seat) -> None:
    await seat.create_campaign()
    assert await set_budget(seat.ada, seat) == "The server’s monthly budget: $10.00 from now on."
    await seat.kira.say(seat.channel, "I listen.")
    await seat.told(2)
    await seat.settled()
    await cost(seat, "2.5", None)
    card = await shown(seat.kira, seat)
    assert "**The server’s monthly budget**\n`██░░░░░░░░` 25%\n" in card[""]
    assert "$2.50 + 1 call of unknown price of $10.00, $7.50 left; anew <t:" in card[""]
    assert "When a turn would pass a budget here: no turn is told until it begins anew." in card[""]
    assert card["This month, the whole server"] == "**$2.50 + 1 call of unknown price** · 2 turns"
    assert card["By model"] == "`██████████` $2.50 + 1 call of unknown price · offline/narrator"
    assert card["By player"].splitlines() == [
        f"`██████████` $2.50 · 1 turn · <@{seat.ada.id}>",
        f"`░░░░░░░░░░` 1 call of unknown price · 1 turn · <@{seat.kira.id}>",
    ]


async def test_the_month_is_shown_where_nobody_set_a_budget(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    card = await shown(seat.kira, seat)
    assert card[""] == "No budget is set here. /budget set sets one."
    assert card["This month, the whole server"] == "**$0** · 1 turn"
    assert card["By player"] == f"`██████████` $0 · 1 turn · <@{seat.ada.id}>"


async def test_a_server_where_nothing_was_ever_played_can_have_a_budget(seat: Seat) -> None:
    assert await set_budget(seat.ada, seat, amount="5", unit="turns", period="day") == (
        "The server’s daily budget: 5 turns from now on."
    )
    card = await shown(seat.ada, seat)
    assert "0 of 5 turns, 5 turns left" in card[""]
    assert "By model" not in card


async def test_setting_it_again_changes_it(seat: Seat) -> None:
    await set_budget(seat.ada, seat, amount="5")
    await set_budget(seat.ada, seat, amount="7,50 $")
    (only,) = await choices(seat.ada, seat)
    assert only["name"] == "The server’s monthly budget · $7.50"


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0", "would stop every turn"),
        ("-5", "less than nothing"),
        ("1e308", "is a plain number"),
        ("nan", "is a plain number"),
        ("€5", "in US dollars"),
        ("2000000", "the most is 1,000,000"),
        ("1,000", "could mean two amounts"),
    ],
)
async def test_an_amount_that_is_none_is_refused_with_a_sentence(seat: Seat, amount: str, told: str) -> None:
    assert told in await set_budget(seat.ada, seat, amount=amount)
    assert await choices(seat.ada, seat) == []


async def test_a_budget_of_a_player_names_the_player(seat: Seat) -> None:
    await seat.create_campaign()
    told = await set_budget(seat.ada, seat, scope="player", player=seat.kira.user)
    assert told == f"The monthly budget of <@{seat.kira.id}>: $10.00 from now on."
    assert f"**The monthly budget of <@{seat.kira.id}>**" in (await shown(seat.kira, seat))[""]
    (only,) = await choices(seat.ada, seat, "of kir")
    assert only["name"].casefold() == "the monthly budget of kira · $10.00"


async def test_a_player_is_named_for_the_budget_of_a_player_and_for_no_other(seat: Seat) -> None:
    assert "fill in the option for the player" in await set_budget(seat.ada, seat, scope="player")
    assert "leave the player out" in await set_budget(seat.ada, seat, player=seat.kira.user)


async def test_a_player_cannot_limit_the_server_or_another_player(seat: Seat) -> None:
    await seat.create_campaign()
    assert "Manage Server" in await set_budget(seat.kira, seat)
    assert "Manage Server" in await set_budget(seat.kira, seat, scope="player", player=seat.bruno.user)
    assert "Only whoever runs this campaign" in await set_budget(seat.kira, seat, scope="campaign")
    assert await choices(seat.ada, seat) == []


async def test_the_owner_of_a_campaign_sets_and_removes_its_budget_but_no_other(seat: Seat) -> None:
    await seat.create_campaign()
    await own(seat, seat.kira)
    await set_budget(seat.ada, seat)
    told = await set_budget(seat.kira, seat, scope="campaign", period="day")
    assert told == "The daily budget of The Drowned Bell: $10.00 from now on."
    servers, campaigns_ = await choices(seat.kira, seat)
    assert "Manage Server" in (await answered(seat.kira, seat, "budget remove", budget=servers["value"])).content
    assert (
        "Only whoever runs" in (await answered(seat.bruno, seat, "budget remove", budget=campaigns_["value"])).content
    )
    gone = await answered(seat.kira, seat, "budget remove", budget=campaigns_["value"])
    assert gone.content == "The daily budget of The Drowned Bell is removed."
    assert await choices(seat.kira, seat) == [servers]


async def own(seat: Seat, person: Person) -> None:
    """Make someone who speaks once in the campaign its owner."""
    await person.say(seat.channel, "I am here.")
    await seat.told(2)
    await seat.settled()
    assert seat.bot is not None
    async with seat.bot.services._database.begin() as connection:
        newest = select(actions.c.account_id).order_by(actions.c.id.desc()).limit(1).scalar_subquery()
        await connection.execute(update(campaigns).values(owner_id=newest))
    await seat.restart()


async def test_a_campaign_budget_needs_a_campaign(seat: Seat) -> None:
    assert "/campaign create" in await set_budget(seat.ada, seat, scope="campaign")


@pytest.mark.parametrize("typed", ["999", "", "x", "'; DROP TABLE budgets; --", "9" * 400])
async def test_a_budget_that_is_not_there_cannot_be_removed(seat: Seat, typed: str) -> None:
    await set_budget(seat.ada, seat)
    answer = await answered(seat.ada, seat, "budget remove", budget=typed or " ")
    assert "There is no such budget here" in answer.content
    assert len(await choices(seat.ada, seat)) == 1


async def test_the_policy_of_a_campaign_is_chosen_and_kept(seat: Seat) -> None:
    await seat.create_campaign()
    await set_budget(seat.ada, seat)
    answer = await answered(seat.ada, seat, "budget policy", policy="narrator")
    assert answer.content == "When a turn would pass a budget: the offline narrator tells it."
    await seat.restart()
    assert "a budget here: the offline narrator tells it." in (await shown(seat.kira, seat))[""]


async def test_a_player_cannot_change_the_policy(seat: Seat) -> None:
    await seat.create_campaign()
    answer = await answered(seat.kira, seat, "budget policy", policy="cheaper")
    assert "Only whoever runs this campaign" in answer.content
    assert answer.seen_by == seat.kira.id


async def test_a_campaign_told_elsewhere_is_not_named_to_those_who_may_not_manage_the_server(seat: Seat) -> None:
    await seat.create_campaign(name="The Secret Bell")
    budget = {"scope": "campaign", "amount": "5", "period": "month", "unit": "turns"}
    await (await seat.ada.slash(seat.channel, "budget set", **budget)).reply()
    elsewhere = seat.playground.channel("dice")
    shown = {
        (person.name, place.name): str((await (await person.slash(place, "budget show")).reply()).embeds)
        for person in (seat.ada, seat.kira)
        for place in (seat.channel, elsewhere)
    }
    assert {key: "Secret Bell" in text for key, text in shown.items()} == {
        ("ada", "campaign"): True,
        ("ada", "dice"): True,
        ("kira", "campaign"): True,
        ("kira", "dice"): False,
    }
