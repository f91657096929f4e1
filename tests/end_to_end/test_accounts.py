"""/account over the wire: registering, signing in, a forgotten password, linking, and whoever may not."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path
from typing import Any

import pytest

from bot.services.accounts import hashing
from bot.services.accounts.service import AccountService
from playground.call import Call
from playground.interactions import MODAL
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

ADDRESS, SECRET, OTHER = "Ada.Lovelace@Example.org", "Correct7Horse", "Wrong7Horses"
CODE = re.compile(r"`([A-Z2-7]{5}(?:-[A-Z2-7]{5}){3})`")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash in a millisecond; that it is twelve rounds otherwise is tested with the service."""
    was = AccountService.__init__
    monkeypatch.setattr(AccountService, "__init__", lambda self, *given, **more: was(self, *given, **more, rounds=4))
    assert hashing.ROUNDS == 12


async def filled(person: Person, place: Channel, command: str, **typed: str) -> Message:
    """Use a command that shows a form, fill it in, and return what the person reads in the end."""
    form = await person.slash(place, command)
    return await (await person.submit(form, typed)).reply()


async def register(person: Person, place: Channel, address: str = ADDRESS, password: str = SECRET) -> Message:
    return await filled(person, place, "account register", address=address, password=password, again=password)


async def login(person: Person, place: Channel, address: str = ADDRESS, password: str = SECRET) -> Message:
    return await filled(person, place, "account login", address=address, password=password)


async def said(person: Person, place: Channel, command: str, **options: Any) -> str:
    told = await (await person.slash(place, command, **options)).reply()
    assert told.seen_by == person.id
    return told.content + str(told.embeds)


def code_in(message: Message) -> str:
    found = CODE.search(message.content)
    assert found, message.content
    return found[1]


def by_hand(person: Person, shown: Call, **typed: str) -> Call:
    """Send a form as somebody does who writes to Discord without its client."""
    modal = shown.modal
    assert modal is not None
    fields = [
        {"type": 18, "id": place, "component": {"type": 4, "custom_id": name, "id": 0, "value": value}}
        for place, (name, value) in enumerate(typed.items(), 1)
    ]
    parent = shown.interaction
    return person._begin(MODAL, parent.channel, {"custom_id": modal["custom_id"], "components": fields}, parent=parent)


async def test_somebody_registers_plays_on_and_signs_in_again_after_a_restart(seat: Seat) -> None:
    told = await register(seat.kira, seat.channel)
    assert told.seen_by == seat.kira.id
    assert "registered" in told.content
    code_in(told)
    assert "Ada.Lovelace@example.org" in (await said(seat.kira, seat.channel, "account show")).replace("\\", "")
    await seat.restart()
    assert "registered" in await said(seat.kira, seat.channel, "account history")
    assert "signed out here" in await said(seat.kira, seat.channel, "account logout")
    assert "A…@example.org" in (await said(seat.kira, seat.channel, "account show")).replace("\\", "")
    for command in ("account history", "account link", "account password", "account logout"):
        assert "/account login" in await said(seat.kira, seat.channel, command)
    assert "/account login" in await said(seat.kira, seat.channel, "account unlink", user=str(seat.kira.id))
    assert "You are signed in" in (await login(seat.kira, seat.channel, ADDRESS.upper())).content
    history = await said(seat.kira, seat.channel, "account history")
    assert history.index("signed in") < history.index("registered")
    assert f"<@{seat.kira.id}>" in history


async def test_a_form_shown_before_a_restart_still_works(seat: Seat) -> None:
    form = await seat.kira.slash(seat.channel, "account register")
    await seat.restart()
    typed = {"address": ADDRESS, "password": SECRET, "again": SECRET}
    assert "registered" in (await (await seat.kira.submit(form, typed)).reply()).content


async def test_all_of_it_works_in_a_direct_message_and_in_french(seat: Seat) -> None:
    seat.kira.locale = "fr"
    direct = seat.playground.world.direct(seat.kira.user)
    assert CODE.search((await register(seat.kira, direct)).content)
    assert (await login(seat.kira, direct)).seen_by == seat.kira.id
    assert "example.org" in await said(seat.kira, direct, "account show")


async def test_a_form_sent_twice_registers_once(seat: Seat) -> None:
    form = await seat.kira.slash(seat.channel, "account register")
    typed = {"address": ADDRESS, "password": SECRET, "again": SECRET}
    calls = [seat.kira.start_submit(form, typed) for _ in range(2)]
    told = [(await (await call.answered()).reply()).content for call in calls]
    assert sorted("recovery code" in one for one in told) == [False, True]
    assert any("registered already" in one for one in told)
    assert "registered already" in await said(seat.kira, seat.channel, "account register")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"address": "ada at example.org"}, "no e-mail address"),
        ({"address": "a" * 300 + "@example.org"}, "no e-mail address"),
        ({"password": "short7A", "again": "short7A"}, "at least 8 characters"),
        ({"password": "alllowercase7", "again": "alllowercase7"}, "a capital letter"),
        ({"password": "Password123", "again": "Password123"}, "everybody tries first"),
        ({"password": "xAda.Lovelace7", "again": "xAda.Lovelace7"}, "the name in your address"),
        ({"again": "Correct8Horse"}, "not the same"),
        ({"password": "Aa1" + "x" * 70, "again": "Aa1" + "x" * 70}, "72 bytes"),
        ({"password": "Aa1" + "é" * 35, "again": "Aa1" + "é" * 35}, "72 bytes"),
        ({"password": "\0" * 80, "again": "\0" * 80}, "72 bytes"),
    ],
)
async def test_what_cannot_be_registered_gets_a_sentence(seat: Seat, typed: dict[str, str], expected: str) -> None:
    right = {"address": ADDRESS, "password": SECRET, "again": SECRET}
    told = await filled(seat.kira, seat.channel, "account register", **(right | typed))
    assert expected in told.content
    assert "at least" in expected or typed.get("password", SECRET) not in told.content
    assert "/account login" in await said(seat.kira, seat.channel, "account history")


async def test_ten_megabytes_and_nonsense_sent_by_hand_get_a_sentence(seat: Seat) -> None:
    huge = "Aa1" + "x" * 10_000_000
    form = await seat.kira.slash(seat.channel, "account login")
    for address, password, expected in (
        (ADDRESS, huge, "72 bytes"),
        (huge, SECRET, "no e-mail address"),
        (ADDRESS, "\0" * 20, "do not belong together"),
        ("", "", "no e-mail address"),
    ):
        call = await by_hand(seat.kira, form, address=address, password=password).answered()
        assert expected in (await call.reply()).content
    nothing = await by_hand(seat.kira, form).answered()
    assert "no e-mail address" in (await nothing.reply()).content
    form = await seat.kira.slash(seat.channel, "account register")
    call = await by_hand(seat.kira, form, address=ADDRESS, password=huge, again=huge).answered()
    assert "72 bytes" in (await call.reply()).content


async def test_twenty_sign_ins_at_once_are_five_guesses(seat: Seat) -> None:
    await register(seat.kira, seat.channel)
    form = await seat.bruno.slash(seat.channel, "account login")
    guesses = [f"Guess{number}Horse" for number in range(19)] + [SECRET]
    calls = [seat.bruno.start_submit(form, {"address": ADDRESS, "password": guess}) for guess in guesses]
    told = [(await (await call.answered()).reply()).content for call in calls]
    assert sum("do not belong together" in one for one in told) == 5
    assert sum("Too many attempts" in one for one in told) == 15
    await seat.restart()
    # Nobody gets in for now, from whichever Discord user, and nobody who is in gets out.
    assert "Too many attempts" in (await login(seat.ada, seat.channel)).content
    assert "locked" not in await said(seat.kira, seat.channel, "account show")
    history = await said(seat.kira, seat.channel, "account history")
    assert history.count("wrong password") == 5
    assert "not tried" in history


async def test_the_owner_is_told_of_attempts_once_and_when_it_locks(seat: Seat) -> None:
    await register(seat.kira, seat.channel)
    direct = seat.playground.world.direct(seat.kira.user)
    for guess in range(5):
        assert "do not belong" in (await login(seat.bruno, seat.channel, password=f"Guess{guess}Horse")).content
    await seat.playground.wait_for(lambda: len(direct.messages) == 2, what="two direct messages")
    first, second = (message.content for message in direct.messages)
    assert "tried to sign in" in first
    assert f"<@{seat.bruno.id}>" in first
    assert "Nobody can sign in with your address" in second
    assert SECRET not in first + second


async def test_the_owner_is_told_in_the_language_they_were_answered_in(seat: Seat) -> None:
    seat.kira.locale = "fr"
    await register(seat.kira, seat.channel)
    direct = seat.playground.world.direct(seat.kira.user)
    await login(seat.bruno, seat.channel, password="Guess1Horse")
    told = await seat.playground.wait_for(lambda: next(iter(direct.messages), None), what="a direct message")
    assert "essayé" in told.content


async def test_a_forgotten_password_is_changed_with_the_recovery_code(seat: Seat) -> None:
    code = code_in(await register(seat.kira, seat.channel))
    await said(seat.kira, seat.channel, "account logout")
    told = await login(seat.bruno, seat.channel, password=code.lower().replace("-", " "))
    assert "does not ask for the old one" in told.content
    fresh = code_in(told)
    assert "do not belong" in (await login(seat.ada, seat.channel, password=code)).content
    form = await seat.bruno.slash(seat.channel, "account password")
    assert form.modal is not None
    assert "old" not in str([one.get("component", {}).get("custom_id") for one in form.modal["components"]])
    done = await (await seat.bruno.submit(form, {"new": OTHER, "again": OTHER})).reply()
    assert code_in(done) not in (code, fresh)
    assert "do not belong" in (await login(seat.kira, seat.channel)).content
    assert "signed in" in (await login(seat.kira, seat.channel, password=OTHER)).content


async def test_a_changed_password_ends_every_other_session(seat: Seat) -> None:
    await register(seat.kira, seat.channel)
    await login(seat.bruno, seat.channel)
    wrong = await filled(seat.kira, seat.channel, "account password", old=OTHER, new=OTHER, again=OTHER)
    assert "do not belong" in wrong.content
    nothing = await filled(seat.kira, seat.channel, "account password", old=SECRET)
    assert "Nothing was filled in" in nothing.content
    form = await seat.kira.slash(seat.channel, "account password")
    no_old = await by_hand(seat.kira, form, new=OTHER, again=OTHER).answered()
    assert "old password is needed" in (await no_old.reply()).content
    new = {"new": OTHER, "again": OTHER, "address": "kira@example.org"}
    assert "It is changed" in (await filled(seat.kira, seat.channel, "account password", old=SECRET, **new)).content
    assert "/account login" in await said(seat.bruno, seat.channel, "account history")
    assert "changed the password" in await said(seat.kira, seat.channel, "account history")
    assert "do not belong" in (await login(seat.bruno, seat.channel)).content
    assert "signed in" in (await login(seat.bruno, seat.channel, "KIRA@example.org", OTHER)).content
    assert "signed out everywhere" in await said(seat.bruno, seat.channel, "account logout", everywhere=True)
    assert "/account login" in await said(seat.kira, seat.channel, "account history")


async def test_an_address_of_somebody_else_cannot_be_used(seat: Seat) -> None:
    await register(seat.kira, seat.channel)
    for _ in range(5):
        assert "cannot be used" in (await register(seat.bruno, seat.channel)).content
    assert "Too many attempts" in (await register(seat.bruno, seat.channel)).content


async def test_a_second_discord_user_is_linked_and_plays_on_with_all_they_had(seat: Seat) -> None:
    await register(seat.kira, seat.channel)
    await seat.create_campaign()
    sheet = {"name": "Mira", "race": "elf", "class": "wizard", "description": ""}
    await _character(seat, seat.bruno, sheet)
    await seat.bruno.say(seat.channel, "I look around.")
    await seat.told(2)
    await seat.settled()
    assert "another account" in (await login(seat.bruno, seat.channel)).content
    assert "belongs to your account now" in await said(seat.bruno, seat.channel, "account link")
    assert "belongs to the account" in await said(seat.bruno, seat.channel, "account link")
    assert "Mira" in await said(seat.kira, seat.channel, "character show")
    await seat.kira.say(seat.channel, "I light a lamp.")
    await seat.told(3)
    await seat.settled()
    # The turns from before know them by their new account, too.
    await (await seat.ada.slash(seat.channel, "undo", turns=2)).reply()
    assert "Mira" in await said(seat.kira, seat.channel, "character show")
    await seat.restart()
    assert "Mira" in await said(seat.bruno, seat.channel, "character show")
    shown = await said(seat.kira, seat.channel, "account show")
    assert f"<@{seat.kira.id}>, <@{seat.bruno.id}>" in shown
    offered = await seat.kira.autocomplete(seat.channel, "account unlink", "user", "")
    assert {one["value"] for one in offered} == {str(seat.kira.id), str(seat.bruno.id)}
    assert await seat.ada.autocomplete(seat.channel, "account unlink", "user", "") == []
    assert "begins anew" in await said(seat.kira, seat.channel, "account unlink", user=str(seat.bruno.id))
    assert "Mira" not in await said(seat.bruno, seat.channel, "character show")
    assert "Mira" in await said(seat.kira, seat.channel, "character show")
    for wrong in (str(seat.bruno.id), "nobody", "9" * 30):
        assert "does not belong to your account" in await said(seat.kira, seat.channel, "account unlink", user=wrong)
    assert "only Discord user" in await said(seat.kira, seat.channel, "account unlink", user=str(seat.kira.id))


async def test_two_who_are_registered_or_play_together_do_not_become_one(seat: Seat) -> None:
    await register(seat.kira, seat.channel)
    await register(seat.ada, seat.channel, "ada@example.org", OTHER)
    await login(seat.ada, seat.channel)
    assert "registered itself" in await said(seat.ada, seat.channel, "account link")
    await seat.create_campaign()
    for person, name in ((seat.kira, "Mira"), (seat.bruno, "Tam")):
        await _character(seat, person, {"name": name, "race": "elf", "class": "wizard", "description": ""})
    await login(seat.bruno, seat.channel)
    assert "Both accounts have a character in play" in await said(seat.bruno, seat.channel, "account link")
    assert "Tam" in await said(seat.bruno, seat.channel, "character show")


async def _character(seat: Seat, person: Person, sheet: dict[str, str]) -> None:
    bot = seat.bot
    assert bot is not None
    from bot.services.people import Person as Player

    given = {"name": sheet["name"], "race": sheet["race"], "class_": sheet["class"], "description": ""}
    await bot.services.creation.create(seat.channel.id, Player(person.id, person.name), **given)


async def test_a_password_stands_in_no_log_and_in_no_table(sit: Sitting, logged: io.StringIO, tmp_path: Path) -> None:
    seat = await sit()
    code = code_in(await register(seat.kira, seat.channel))
    await login(seat.bruno, seat.channel, password=OTHER)
    await login(seat.bruno, seat.channel, password=code)
    form = await seat.kira.slash(seat.channel, "account login")
    await by_hand(seat.kira, form, address="@", password=SECRET).answered()
    new = "Another7Horse"
    told = await filled(seat.kira, seat.channel, "account password", old=SECRET, new=new, again=new)
    await seat.stop()
    lines = logged.getvalue()
    assert "aiosqlite" in lines
    kept = _everything_in(tmp_path)
    assert b"$2b$04$" in kept
    for secret in (SECRET, OTHER, new, code, code.replace("-", ""), code_in(told)):
        assert secret not in lines
        assert secret.encode() not in kept


def _everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_signing_in_waits_for_nobody_who_is_told_of_it(seat: Seat) -> None:
    """The owner's direct messages are closed; the answer is the same and comes all the same."""
    await register(seat.kira, seat.channel)
    seat.playground.world.direct(seat.kira.user)
    answers = await asyncio.gather(
        login(seat.bruno, seat.channel, password=OTHER), login(seat.bruno, seat.channel, "nobody@example.org", OTHER)
    )
    assert answers[0].content == answers[1].content


async def test_who_was_taken_out_of_a_campaign_does_not_come_back_by_linking_and_parting(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.bruno.say(seat.channel, "I look around.")
    await seat.told(2)
    await seat.settled()
    await (await seat.ada.slash(seat.channel, "campaign remove", user=seat.bruno)).reply()
    await register(seat.kira, seat.channel)
    await login(seat.bruno, seat.channel)
    await said(seat.bruno, seat.channel, "account link")
    assert str(seat.bruno.id) in await said(seat.kira, seat.channel, "account unlink", user=str(seat.bruno.id))
    refused = "You were taken out of this campaign"
    assert refused in (await (await seat.bruno.slash(seat.channel, "campaign join")).reply()).text
    await seat.restart()
    assert refused in (await (await seat.bruno.slash(seat.channel, "campaign join")).reply()).text
