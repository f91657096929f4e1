"""Forms that somebody sends twice at once: each acts once, or comes to the same."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from bot.services.accounts.service import AccountService
from bot.storage.tables import budgets, characters
from playground.call import Call
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, buttons
from tests.end_to_end.test_accounts import CODE, OTHER, SECRET, code_in, login, register, said
from tests.end_to_end.test_creation import fields, items, opened, press
from tests.end_to_end.test_setup import changed
from tests.end_to_end.test_setup import opened as set_up
from tests.end_to_end.test_stable import asked, made, party


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash in a millisecond."""
    was = AccountService.__init__
    monkeypatch.setattr(AccountService, "__init__", lambda self, *given, **named: was(self, *given, **named, rounds=4))


async def twice(person: Person, form: Call, **typed: str) -> list[Call]:
    """Send a form twice at once."""
    calls = [person.start_submit(form, typed) for _ in range(2)]
    return list(await asyncio.gather(*(call.answered() for call in calls)))


async def told(calls: list[Call]) -> list[str]:
    return [(await call.reply()).content for call in calls]


async def test_who_signs_in_twice_is_in_once_and_a_password_is_changed_once(seat: Seat) -> None:
    code = code_in(await register(seat.kira, seat.channel))
    await said(seat.kira, seat.channel, "account logout")
    form = await seat.kira.slash(seat.channel, "account login")
    answers = await told(await twice(seat.kira, form, address="ada.lovelace@example.org", password=SECRET))
    assert all("signed in" in one for one in answers)
    assert "signed out here" in await said(seat.kira, seat.channel, "account logout")
    assert "/account login" in await said(seat.kira, seat.channel, "account history")
    await login(seat.kira, seat.channel)
    form = await seat.kira.slash(seat.channel, "account password")
    answers = await told(await twice(seat.kira, form, old=SECRET, new=OTHER, again=OTHER))
    assert sorted("It is changed" in one for one in answers) == [False, True]
    assert any("do not belong together" in one for one in answers)
    # Without the old password, because somebody came in by a recovery code, it is changed once as well.
    assert "do not belong" in (await login(seat.bruno, seat.channel, password=code)).content
    code = next(found[1] for one in answers if (found := CODE.search(one)))
    assert "does not ask for the old one" in (await login(seat.bruno, seat.channel, password=code)).content
    form = await seat.bruno.slash(seat.channel, "account password")
    answers = await told(await twice(seat.bruno, form, new=SECRET, again=SECRET))
    assert sorted("It is changed" in one for one in answers) == [False, True]
    assert any("old password is needed" in one for one in answers)


async def test_who_asks_twice_to_be_forgotten_is_told_once_and_keeps_it_all_by_one_press(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    shown = await (await seat.kira.slash(seat.channel, "account delete")).reply()
    form = await seat.kira.click(shown, "skald:data:delete")
    answers = await told(await twice(seat.kira, form, word="skald"))
    assert answers[0] == answers[1]
    assert "<t:" in answers[0]
    again = await (await seat.kira.slash(seat.channel, "account delete")).reply()
    await seat.kira.click(again, "skald:data:keep")
    after = await (await seat.kira.slash(seat.channel, "account delete")).reply()
    assert buttons(after) == ["skald:data:delete"]
    assert await party(seat) == ["Brom"]


async def test_a_workshops_forms_come_to_the_same_when_they_are_sent_twice(seat: Seat) -> None:
    await seat.create_campaign()
    message = await opened(seat, seat.kira, race="human", **{"class": "fighter"})

    async def filled(label: str, **typed: str) -> None:
        form = await seat.kira.click(message, label)
        await twice(seat.kira, form, **typed)

    await press(seat, seat.kira, message, "2 · Abilities")
    await filled("Place the numbers…", scores="8 10 12 13 14 15")
    await seat.playground.wait_for(lambda: "Cha 15" in message.content, what="the numbers")
    await press(seat, seat.kira, message, "4 · Story")
    await filled("History and looks…", history="Lost a \u202emap. @everyone", looks="\u200b")
    await seat.playground.wait_for(lambda: "History" in fields(message), what="the history")
    await filled("Name…", name="Kira")
    await seat.playground.wait_for(lambda: message.embeds[0]["title"] == "Kira", what="the name")
    await press(seat, seat.kira, message, "1 · Who")
    form = await seat.kira.click(message, "In my own words…")
    await twice(seat.kira, form, words="Hilda, a dwarf cleric")
    await seat.playground.wait_for(lambda: items(message) and "Cleric" in str(message.embeds), what="the sheet")
    assert message.embeds[0]["description"].startswith("Dwarf · Cleric 1")
    await press(seat, seat.kira, message, "Finish")
    await seat.playground.wait_for(lambda: not items(message), what="the character")
    (rows,) = await seat.kept(characters)
    assert [(row.race, row.class_) for row in rows] == [("dwarf", "cleric")]


async def test_words_of_a_sheet_and_a_servers_budget_that_come_twice_stand_once(seat: Seat) -> None:
    await seat.create_campaign()
    await made(seat, seat.kira, "Brom")
    await seat.settled()
    form = await seat.kira.slash(seat.channel, "character edit", character="Brom")
    answers = await told(await twice(seat.kira, form, name="Bran", looks="Red beard."))
    assert all("Bran" in one for one in answers)
    assert await party(seat) == ["Bran"]
    assert "**Bran**" in (await asked(seat, seat.kira, "list")).embeds[0]["description"]
    shown: Message = await set_up(seat)
    budget = await seat.ada.click(shown, "skald:setup:budget")
    await twice(seat.ada, budget, amount="2.50")
    await changed(seat, shown, "Budget", "$2.50")
    (rows,) = await seat.kept(budgets)
    assert [(row.scope, row.amount) for row in rows] == [("server", Decimal("2.50"))]
