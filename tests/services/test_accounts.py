"""Signing in: what is counted, for how long, and what nobody finds out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import bcrypt
import pytest
from pydantic import SecretStr

from bot.errors import SkaldError
from bot.services.accounts.addresses import NotAnAddress, digest_of, read_address
from bot.services.accounts.gate import SignInLocked, WrongSignIn
from bot.services.accounts.passwords import CommonPassword, PasswordTooLong, WeakPassword, check, measured
from bot.services.accounts.recovery import code_in, new_code, secret_of
from bot.services.accounts.service import NotSignedIn, OldPasswordMissing
from bot.services.accounts.values import Wanted
from bot.services.people import Person
from bot.storage import Stores
from bot.storage.credentials import RegisteredAlready
from tests.services.house import ADA, ADDRESS, BRUNO, KIRA, SECRET, WRONG, House


@pytest.fixture
def house(stores: Stores) -> House:
    return House(stores)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Count how often a secret is checked, which is what takes time."""
    made: list[bytes] = []
    checkpw = bcrypt.checkpw

    def counted(secret: bytes, kept: bytes) -> bool:
        made.append(kept[:7])
        return checkpw(secret, kept)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    return made


async def refusal(trying: Awaitable[Any]) -> str:
    with pytest.raises(SkaldError) as refused:
        await trying
    return str(refused.value)


async def guess(house: House, times: int, person: Person = BRUNO, address: str = ADDRESS) -> None:
    for _ in range(times):
        with pytest.raises(WrongSignIn):
            await house.accounts.login(person, address, WRONG)


async def test_an_address_is_found_however_it_is_written(house: House) -> None:
    await house.register(ADA, "Ada.Lovelace@Exämple.org")
    await house.accounts.login(KIRA, " ADA.LOVELACE@EXÄMPLE.ORG ", SECRET)
    assert await house.accounts.signed_in(KIRA) == await house.people.account_of(ADA)


async def test_five_failures_lock_for_fifteen_minutes_also_after_a_restart(house: House) -> None:
    await house.register()
    await guess(house, 5)
    house.accounts = house.build(rounds=4)
    with pytest.raises(SignInLocked):
        await house.accounts.login(KIRA, ADDRESS, SECRET)
    house.wait(seconds=899)
    with pytest.raises(SignInLocked):
        await house.accounts.login(KIRA, ADDRESS, SECRET)
    house.wait(seconds=2)
    await house.accounts.login(KIRA, ADDRESS, SECRET)


async def test_failures_that_are_far_apart_do_not_lock_and_a_lock_lasts_from_the_last_one(house: House) -> None:
    await house.register()
    for _ in range(8):
        await guess(house, 1)
        house.wait(seconds=300)
    await guess(house, 1)
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    for _ in range(4):
        await guess(house, 1, KIRA)
        house.wait(seconds=200)
    await guess(house, 1, KIRA)
    house.wait(seconds=600)
    with pytest.raises(SignInLocked):
        await house.accounts.login(ADA, ADDRESS, SECRET)


async def test_a_success_resets_what_was_counted_at_its_address(house: House) -> None:
    await house.register()
    for _ in range(3):
        await guess(house, 4)
        who = await house.accounts.login(BRUNO, ADDRESS, SECRET)
        assert await house.accounts.signed_in(BRUNO) == who.account_id


async def test_a_discord_user_is_locked_for_all_addresses_whatever_they_own(house: House) -> None:
    await house.register()
    await house.register(BRUNO, "bruno@example.org")
    for number in range(5):
        await guess(house, 1, BRUNO, f"somebody{number}@example.org")
        if number < 4:
            await house.accounts.login(BRUNO, "bruno@example.org", SECRET)
    with pytest.raises(SignInLocked):
        await house.accounts.login(BRUNO, "bruno@example.org", SECRET)
    await house.accounts.login(KIRA, ADDRESS, SECRET)


async def test_unknown_known_and_locked_addresses_cost_and_say_the_same(house: House, checks: list[bytes]) -> None:
    await house.register()
    said: dict[str, list[str]] = {}
    for address, guesser in ((ADDRESS, KIRA), ("nobody@example.org", BRUNO)):
        said[address] = [await refusal(house.accounts.login(guesser, address, WRONG)) for _ in range(5)]
        stranger = Person(guesser.discord_id + 50, "Zoë")
        said[address].append(await refusal(house.accounts.login(stranger, address, SECRET)))
        code = new_code()
        said[address].append(await refusal(house.accounts.login(Person(stranger.discord_id + 1, ""), address, code)))
    assert said[ADDRESS] == said["nobody@example.org"]
    assert "Too many" in said[ADDRESS][-1]
    assert len(checks) == 14
    assert set(checks) == {b"$2b$04$"}


async def test_whoever_is_locked_themselves_costs_nothing_more(house: House, checks: list[bytes]) -> None:
    await guess(house, 5)
    checks.clear()
    for address in (ADDRESS, "nobody@example.org"):
        with pytest.raises(SignInLocked):
            await house.accounts.login(BRUNO, address, WRONG)
    assert checks == []


async def test_twenty_at_once_at_two_processes_are_five_guesses(house: House, checks: list[bytes]) -> None:
    await house.register()
    other = House(house.stores)
    people = [Person(2000 + number, "Zoë") for number in range(20)]
    tries = [
        (house, other)[number % 2].accounts.login(person, ADDRESS, f"Guess{number}Horse")
        for number, person in enumerate(people)
    ]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, WrongSignIn) for one in outcomes) == 5
    assert sum(isinstance(one, SignInLocked) for one in outcomes) == 15
    assert len(checks) == 20


async def test_a_password_of_73_bytes_or_10_megabytes_is_refused_before_anything_else(
    house: House, checks: list[bytes]
) -> None:
    for secret in ("x" * 73, "é" * 37, "x" * 10_000_000):
        with pytest.raises(PasswordTooLong):
            await house.accounts.login(ADA, ADDRESS, secret)
        with pytest.raises(PasswordTooLong):
            await house.accounts.register(ADA, ADDRESS, secret, secret)
    with pytest.raises(NotAnAddress):
        await house.accounts.login(ADA, "x" * 10_000_000, SECRET)
    assert checks == []
    assert await house.stores.attempts.of_account(await house.people.account_of(ADA), 20) == []


async def test_a_session_ends_an_hour_after_the_last_activity(house: House) -> None:
    await house.register()
    for _ in range(3):
        house.wait(minutes=59)
        await house.accounts.signed_in(ADA)
    house.wait(minutes=61)
    with pytest.raises(NotSignedIn):
        await house.accounts.signed_in(ADA)


async def test_a_discord_user_is_signed_in_to_one_account_at_a_time(house: House) -> None:
    await house.register()
    await house.register(KIRA, "kira@example.org")
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    assert await house.accounts.signed_in(KIRA) == await house.people.account_of(ADA)
    assert await house.accounts.linked(KIRA) == {ADA.discord_id: "Ada"}
    await house.accounts.logout(KIRA)
    assert await house.accounts.linked(KIRA) == {}


async def test_a_recovery_code_works_once_also_for_two_at_once(house: House) -> None:
    code = await house.register()
    tries = [house.accounts.login(person, ADDRESS, code) for person in (KIRA, BRUNO)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, WrongSignIn) for one in outcomes) == 1
    got_in = KIRA if isinstance(outcomes[1], WrongSignIn) else BRUNO
    assert await house.accounts.recovering(got_in)
    await house.accounts.change(got_in, Wanted(None, "Another7Horse", "Another7Horse"))
    assert not await house.accounts.recovering(got_in)
    with pytest.raises(OldPasswordMissing):
        await house.accounts.change(got_in, Wanted(None, SECRET, SECRET))
    with pytest.raises(WrongSignIn):
        await house.accounts.login(ADA, ADDRESS, SECRET)
    await house.accounts.login(got_in, ADDRESS, "Another7Horse")
    assert not await house.accounts.recovering(got_in)


async def test_the_same_form_twice_at_once_registers_once(house: House) -> None:
    outcomes = await asyncio.gather(*(house.register() for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in outcomes].count(RegisteredAlready) == 2
    await house.accounts.login(KIRA, ADDRESS, SECRET)


async def test_what_is_old_is_forgotten(house: House) -> None:
    await house.register()
    house.wait(days=40)
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    await house.accounts.drop_before(house.now - timedelta(days=30))
    assert [one.outcome for one in await house.accounts.history(KIRA)] == ["in"]
    house.wait(days=40)
    await house.accounts.drop_before(house.now - timedelta(days=30))
    assert await house.stores.attempts.of_account(await house.people.account_of(ADA), 20) == []


async def test_a_password_is_hashed_with_twelve_rounds_and_an_address_kept_as_a_digest(house: House) -> None:
    house.settings = {"secret_key": SecretStr("correct horse battery staple")}
    house.accounts = house.build()
    await house.register()
    kept = await house.stores.credentials.find(ADDRESS)
    assert kept is not None
    assert kept.password.startswith("$2b$12$")
    assert (kept.recovery or "").startswith("$2b$12$")
    assert digest_of(ADDRESS, None) == digest_of(ADDRESS, None) != digest_of(ADDRESS, SecretStr("x" * 16))
    assert "ada" not in digest_of(ADDRESS, None)


@pytest.mark.parametrize(
    "password", ["", "Short7x", "alllower7", "ALLUPPER7", "NoDigitsAtAll", "Password1", "Passw0rd", "Dragon2026!"]
)
async def test_a_password_that_would_be_guessed_is_none(password: str) -> None:
    with pytest.raises(WeakPassword):
        check(password, password, await read_address(ADDRESS))


async def test_good_passwords_are_taken_in_any_script() -> None:
    for password in (SECRET, "Ünïcode-7-Straße", "Пароль-Хороший-7", "Correct 7 Horse 🐎", "Aa1" + "x" * 69):
        assert check(password, password, await read_address("zoë@example.org")) == measured(password)
    with pytest.raises(CommonPassword):
        check("Trustno1", "Trustno1", await read_address(ADDRESS))


def test_a_password_is_the_same_from_every_keyboard_and_nonsense_is_only_wrong() -> None:
    assert measured("Caf\u00e9") == measured("Cafe\u0301")
    assert measured("\ud800") == b"?"


def test_a_recovery_code_is_read_however_it_is_typed_and_no_password_is_one() -> None:
    code = new_code()
    assert code_in(f" {code.lower().replace('-', ' ')} ") == secret_of(code)
    for other in (SECRET, code + "A", code[:-1] + "1", "Ab2" + "C" * 17, "é" * 20, "x" * 10_000, ""):
        assert code_in(other) is None
