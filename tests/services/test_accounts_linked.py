"""Two Discord users become one person, with everything both of them had."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.domain.campaign import Campaign
from bot.domain.state import GameState, content, document, restore
from bot.services.accounts.linking import LastOne, LinkedAlready, NotLinked, RegisteredItself, TurnIsTold
from bot.storage import Stores
from bot.storage.merging import BothPlay, NothingToMerge, references
from bot.storage.tables import (
    accounts,
    budgets,
    campaigns,
    characters,
    credentials,
    drafts,
    facts,
    images,
    ledger,
    members,
    provider_keys,
    replays,
    schedules,
    turns,
)
from tests.duels import duel_of
from tests.services.house import ADA, ADDRESS, BRUNO, KIRA, SECRET, House
from tests.storage import builders
from tests.storage.builders import CHANNEL, GUILD, NOON


@pytest.fixture
def house(stores: Stores) -> House:
    return House(stores)


async def put(house: House, table: Any, **values: Any) -> None:
    async with house.stores.database.autocommit() as connection:
        await connection.execute(insert(table), values)


async def value(house: House, query: Any) -> Any:
    async with house.stores.database.autocommit() as connection:
        return (await connection.execute(query)).scalar()


async def named(house: House, account_id: int) -> dict[str, int]:
    """Count the rows that name an account, by table and column."""
    found: dict[str, int] = {}
    for table, column in references():
        counted = select(func.count()).select_from(table).where(column == account_id)
        found[f"{table.name}.{column.name}"] = await value(house, counted)
    return found


async def campaign_of(house: House, owner: int, name: str = "The Salt Road", channel: int = CHANNEL) -> Campaign:
    return await house.stores.campaigns.create(
        guild_id=GUILD,
        guild_name="The Inn",
        channel_id=channel,
        owner_id=owner,
        name=name,
        themes=("sea",),
        language="en",
        model=None,
        secret=b"\x00" * 32,
        commitment="ab" * 32,
    )


async def play(house: House, campaign: Campaign, account_id: int, name: str = "Brannoc") -> GameState:
    """Let somebody play a character in a campaign, in its row and in its state."""
    made = builders.character(campaign, account_id=account_id, name=name)
    kept = await house.stores.characters.create(made, playing=True)
    table = await house.tables.get(campaign.id)
    state = GameState(table.state.campaign, (*table.state.party, kept), 0)
    await house.stores.campaigns.alter(campaign.id, account_id, 0, document(state), ())
    table.state = state
    return state


async def fill(house: House, own: int) -> Campaign:
    """Let an account have something in every table."""
    campaign = await campaign_of(house, own)
    state = await play(house, campaign, own)
    action = await builders.saved(house.stores, campaign)
    begun = builders.turn(campaign, (action,))
    told = document(state)
    turn = {"number": 1, "attempt": 1, "channel_id": CHANNEL, "status": "told", "action_ids": [], "reply_ids": []}
    await put(house, turns, campaign_id=campaign.id, **turn, state_before=told, state_after=told, delivered=True)
    assert begun.number == 1
    came = [["add", ["party", "1"], None, asdict(state.party[0])]]
    entry = {"kind": "arrival", "actor": "Brannoc", "summary": "", "detail": {}, "changes": came, "after_turn": 0}
    await put(house, ledger, campaign_id=campaign.id, account_id=own, **entry)
    rests = builders.character(campaign, account_id=own, name="Tam", campaign_id=0)
    await house.stores.characters.create(rests)
    fact = {"kind": "note", "subject": "the bell", "text": f'says "account_id":{own}, and \\', "made_at": NOON}
    await put(house, facts, campaign_id=campaign.id, account_id=own, **fact)
    await put(house, drafts, account_id=own, kind="character", subject=5, content={"mine": True}, made_at=NOON)
    begun_too = {"account_id": own, "name": "Tam"}
    await put(house, drafts, account_id=own, kind="character", subject=6, content=begun_too, made_at=NOON)
    await put(house, budgets, **budget(own, "2"), set_by=own)
    key = {"provider": "openai", "sealed": b"x", "last_four": "wxyz", "added_by": own, "added_at": NOON}
    await put(house, provider_keys, guild_id=GUILD, **key)
    picture = {"kind": "portrait", "prompt": "", "alt": "", "file": "ab.png", "bytes": 3, "made_at": NOON}
    await put(house, images, account_id=own, **picture)
    await house.stores.calls.add([builders.attempt()], guild_id=GUILD, account_id=own)
    await compare(house, campaign, state, own)
    async with house.stores.database.autocommit() as connection:
        await connection.execute(update(campaigns).values(chair=own))
    house.tables = type(house.tables)(house.stores, 64_000)
    house.accounts = house.build(rounds=4)
    return campaign


async def compare(house: House, campaign: Campaign, state: GameState, own: int) -> None:
    """Let an account have something in everything that compares models."""
    frozen = {"state": content(state)}
    duel = await duel_of(house.stores, campaign, GUILD, CHANNEL, (own,), frozen=frozen)
    await house.stores.duels.vote(duel.id, own, "tie", duel.made_at, 20)
    turn_id = await value(house, select(turns.c.id))
    await house.stores.complaints.complain(turn_id, own, "other", "Not so.")
    clock = {"what": "digest", "cron": "0 8 * * 1", "zone": "UTC", "language": "en", "due_at": NOON}
    kept = {"guild_id": GUILD, "channel_id": CHANNEL, "account_id": own, "status": "active", "made_at": NOON}
    await put(house, schedules, **kept, **clock)
    await put(house, replays, **kept, models=["offline/narrator"])


def budget(account_id: int, amount: str) -> dict[str, Any]:
    scope = {"scope": "player", "subject": account_id, "period": "day", "unit": "usd"}
    return {"guild_id": GUILD, **scope, "amount": Decimal(amount), "set_at": NOON}


async def test_everything_moves_wherever_an_account_is_named(house: House) -> None:
    await house.register()
    new, own = await house.people.account_of(ADA), await house.people.account_of(KIRA)
    campaign = await fill(house, own)
    table = await house.tables.get(campaign.id)
    await put(house, drafts, account_id=new, kind="character", subject=5, content={"mine": False}, made_at=NOON)
    await put(house, budgets, **budget(new, "1"), set_by=new)
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    unnamed = {"credentials.account_id", "sessions.account_id", "login_attempts.account_id"}
    before = await named(house, own)
    assert {name for name, rows in before.items() if not rows} == unnamed, "`fill` has to put a row into each table"
    await house.accounts.link(KIRA)
    assert set((await named(house, own)).values()) == {0}
    assert await value(house, select(accounts.c.id).where(accounts.c.id == own)) is None
    assert await house.people.account_of(KIRA) == new
    duel = await house.stores.duels.get(1)
    assert duel is not None
    assert duel.voters == (new,)
    assert f'"account_id": {own}' not in json.dumps(duel.frozen)
    assert await house.stores.duels.ballots(duel.id) == {new: "tie"}
    # In memory and on disk, the same person plays; the texts that look like it are left alone.
    kept = restore(await house.stores.campaigns.state_of(campaign.id) or "", table.state.campaign)
    for state in (table.state, kept):
        assert state.character_of(new) is not None
        assert state.character_of(own) is None
    assert (table.state.campaign.owner_id, table.state.campaign.chair) == (new, new)
    assert table.members == {new: "owner"}
    assert {one.account_id for one in table.waiting} == {new}
    for column in (turns.c.state_before, turns.c.state_after):
        assert restore(await value(house, select(column)), table.state.campaign).character_of(new)
    changes = await value(house, select(ledger.c.changes).where(ledger.c.account_id == new))
    assert changes[0][3]["account_id"] == new
    sheets = [one.sheet for one in await house.stores.characters.of_account(new)]
    assert [sheet.account_id for sheet in sheets if sheet] == [new]
    assert f'"account_id":{own},' in await value(house, select(facts.c.text))
    # Of two drafts the one of the account stays, of two limits the lower one.
    assert await house.stores.drafts.get(new, "character", 5) == {"mine": False}
    assert await house.stores.drafts.get(new, "character", 6) == {"account_id": new, "name": "Tam"}
    assert await value(house, select(func.count()).select_from(budgets)) == 1
    assert await value(house, select(budgets.c.amount)) == Decimal(1)


async def test_somebody_who_was_two_at_a_table_is_the_stronger_one_there(house: House) -> None:
    await house.register()
    new, own = await house.people.account_of(ADA), await house.people.account_of(KIRA)
    strangers = [await house.stores.accounts.ensure(5000, "Zoë")]
    roles = {("player", "gm"): "gm", ("removed", "player"): "removed", ("invited", "spectator"): "spectator"}
    made: dict[int, str] = {}
    for number, ((mine, theirs), role) in enumerate(roles.items()):
        campaign = await campaign_of(house, strangers[0], f"Story {number}", CHANNEL + number)
        for account_id, was in ((own, mine), (new, theirs)):
            await put(house, members, campaign_id=campaign.id, account_id=account_id, role=was, joined_at=NOON)
        made[campaign.id] = role
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    await house.accounts.link(KIRA)
    for campaign_id, role in made.items():
        kept = {one.account_id: one.role for one in await house.stores.campaigns.members(campaign_id)}
        assert kept == {strangers[0]: "owner", new: role}
        assert (await house.tables.get(campaign_id)).members == kept


async def test_two_in_play_in_one_campaign_stay_two_and_nothing_moves(house: House) -> None:
    await house.register()
    new, own = await house.people.account_of(ADA), await house.people.account_of(KIRA)
    campaign = await campaign_of(house, own)
    await play(house, campaign, own)
    await play(house, campaign, new, "Tam")
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    before = await named(house, own)
    with pytest.raises(BothPlay, match="The Salt Road"):
        await house.accounts.link(KIRA)
    assert await named(house, own) == before
    assert await house.people.account_of(KIRA) == own
    async with house.stores.database.autocommit() as connection:
        await connection.execute(update(characters).where(characters.c.account_id == own).values(sheet={}))
    await house.accounts.link(KIRA)


async def test_nobody_is_linked_while_a_turn_is_told(house: House) -> None:
    await house.register()
    campaign = await campaign_of(house, await house.people.account_of(KIRA))
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    table = await house.tables.get(campaign.id)
    told = asyncio.Event()

    async def tell() -> None:
        await told.wait()
        table.worker = None

    table.worker = telling = asyncio.create_task(tell())
    with pytest.raises(TurnIsTold):
        await house.accounts.link(KIRA)
    told.set()
    await telling
    await house.accounts.link(KIRA)
    assert not table.door.locked()
    assert not table.pen.locked()


async def test_who_belongs_already_or_is_registered_is_not_linked(house: House) -> None:
    await house.register()
    with pytest.raises(LinkedAlready):
        await house.accounts.link(ADA)
    await house.register(KIRA, "kira@example.org")
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    with pytest.raises(RegisteredItself):
        await house.accounts.link(KIRA)


async def test_two_links_at_once_are_one(house: House) -> None:
    await house.register()
    await campaign_of(house, await house.people.account_of(KIRA))
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    outcomes = await asyncio.gather(*(house.accounts.link(KIRA) for _ in range(3)), return_exceptions=True)
    assert outcomes.count(None) == 1
    assert len((await house.accounts.show(ADA)).discord_ids) == 2


async def test_of_two_who_part_at_once_one_stays(house: House) -> None:
    await house.register()
    new = await house.people.account_of(ADA)
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    await house.accounts.link(KIRA)
    parting = (house.accounts.unlink(ADA, who.discord_id) for who in (ADA, KIRA))
    outcomes = await asyncio.gather(*parting, return_exceptions=True)
    assert sum(isinstance(one, LastOne) for one in outcomes) + sum(one is None for one in outcomes) >= 1
    assert len((await house.stores.identities.of(new)).discord_ids) == 1


async def test_who_was_parted_begins_anew_and_is_signed_out(house: House) -> None:
    await house.register()
    new = await house.people.account_of(ADA)
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    await house.accounts.link(KIRA)
    await house.accounts.unlink(ADA, KIRA.discord_id)
    assert await house.accounts.linked(KIRA) == {}
    assert await house.people.account_of(KIRA) not in (new, None)
    with pytest.raises(NotLinked):
        await house.accounts.unlink(ADA, BRUNO.discord_id)
    with pytest.raises(LastOne):
        await house.accounts.unlink(ADA, ADA.discord_id)


async def test_an_account_that_registers_meanwhile_is_not_swallowed(house: House) -> None:
    await house.register()
    new, own = await house.people.account_of(ADA), await house.people.account_of(KIRA)
    await house.register(KIRA, "kira@example.org")
    with pytest.raises(NothingToMerge):
        await house.stores.merging.merge(own, new, ())
    assert await value(house, select(func.count()).select_from(credentials)) == 2
