"""Values mean the same on both databases, hostile ones included."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.turn import LedgerEntry
from bot.storage import Stores
from bot.storage.columns import clean
from bot.storage.tables import ledger, llm_calls, turns
from tests.storage.builders import attempt, campaign_of, character, saved, told, turn

HOSTILE = "a\0b \ud800 '; DROP TABLE turns;-- \\u0000 %s :name {x} \U0001f409 e\u0301 \u202e"
KEPT = "a\ufffdb \ufffd '; DROP TABLE turns;-- \\u0000 %s :name {x} \U0001f409 e\u0301 \u202e"


@settings(deadline=None)
@given(st.text(alphabet=st.characters()))
def test_cleaned_text_is_utf8_without_nul_and_keeps_its_length(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert b"\0" not in clean(text).encode()
    assert clean(clean(text)) == clean(text)


async def test_hostile_text_is_kept_readable_everywhere(stores: Stores) -> None:
    campaign = await campaign_of(stores, name=HOSTILE)
    assert campaign.name == KEPT
    made = await stores.characters.create(character(campaign, name=HOSTILE, skills=(HOSTILE,)))
    kept = await stores.characters.get(made.id)
    assert kept is not None
    assert kept.sheet is not None
    assert (kept.name, kept.sheet.name, kept.sheet.skills) == (KEPT, KEPT, (KEPT,))
    one = await saved(stores, campaign, text=HOSTILE, author=HOSTILE)
    (action,) = await stores.actions.pending(campaign.id)
    assert (action.text, action.author) == (KEPT, KEPT)

    begun = turn(campaign, (one,), error=HOSTILE)
    turn_id = await stores.turns.open_turn(begun)
    whole = told(
        begun, turn_id, narration=HOSTILE, entries=(LedgerEntry("roll", HOSTILE, HOSTILE, {HOSTILE: [HOSTILE]}),)
    )
    await stores.turns.commit_turn(whole)
    async with stores.database.autocommit() as connection:
        row = (await connection.execute(select(ledger.c.actor, ledger.c.summary, ledger.c.detail))).one()
    assert tuple(row) == (KEPT, KEPT, {KEPT: [KEPT]})


async def test_a_long_text_is_kept_whole(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    await saved(stores, campaign, text="é" * 200_000)
    (action,) = await stores.actions.pending(campaign.id)
    assert action.text == "é" * 200_000


@pytest.mark.parametrize("dollars", ["0", "0.000000001", "0.1", "123456789.123456789", "1E-7"])
async def test_money_is_exact_to_a_nano_dollar(stores: Stores, dollars: str) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    priced = attempt(cost_usd=Decimal(dollars))
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun), attempts=(priced,) * 3))
    async with stores.database.autocommit() as connection:
        each = (await connection.execute(select(llm_calls.c.cost_usd))).scalars().all()
        total = (await connection.execute(select(func.sum(llm_calls.c.cost_usd)))).scalar_one()
    assert each == [Decimal(dollars)] * 3
    assert total == Decimal(dollars) * 3


async def test_an_unknown_price_is_not_a_price_of_nothing(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    begun = turn(campaign)
    calls = (attempt(cost_usd=None), attempt(cost_usd=Decimal(0)))
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun), attempts=calls))
    async with stores.database.autocommit() as connection:
        query = select(llm_calls.c.cost_usd).order_by(llm_calls.c.id)
        assert (await connection.execute(query)).scalars().all() == [None, Decimal(0)]


async def test_states_are_kept_as_they_were_given(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    state = json.dumps({"hp": 3, "note": "é\u0000"})
    begun = turn(campaign)
    await stores.turns.commit_turn(told(begun, await stores.turns.open_turn(begun), state_after=state))
    async with stores.database.autocommit() as connection:
        row = (await connection.execute(select(turns.c.state_before, turns.c.state_after))).one()
    assert tuple(row) == ("{}", state)
