"""What is sealed opens for its owner, with the same SECRET_KEY, and for nobody else."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.services.vault import CannotOpen, NoSecretKey, Vault

KEY = SecretStr("sk-loopback-key-of-a-server")
SECRET_KEY = SecretStr("correct horse battery staple")


async def test_what_was_sealed_opens_again_also_after_a_restart() -> None:
    sealed = await Vault(SECRET_KEY).seal(KEY, "1:openai")
    assert await Vault(SECRET_KEY).open(sealed, "1:openai") == KEY


async def test_nothing_of_a_key_stands_in_what_is_sealed_and_no_two_are_alike() -> None:
    vault = Vault(SECRET_KEY)
    first, second = await vault.seal(KEY, "1:openai"), await vault.seal(KEY, "1:openai")
    assert first != second
    assert first[:1] == second[:1] == b"\x01"
    assert b"loopback" not in first + second


@pytest.mark.parametrize("owner", ["2:openai", "1:anthropic", "11:openai", ""])
async def test_a_row_moved_to_another_server_or_vendor_does_not_open(owner: str) -> None:
    vault = Vault(SECRET_KEY)
    sealed = await vault.seal(KEY, "1:openai")
    with pytest.raises(CannotOpen):
        await vault.open(sealed, owner)


async def test_another_secret_key_opens_nothing() -> None:
    sealed = await Vault(SECRET_KEY).seal(KEY, "1:openai")
    with pytest.raises(CannotOpen):
        await Vault(SecretStr("another horse battery staple")).open(sealed, "1:openai")


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda s: b"\x02" + s[1:], lambda s: s[:10], lambda s: b""])
async def test_what_was_changed_does_not_open(spoil: object) -> None:
    vault = Vault(SECRET_KEY)
    sealed = await vault.seal(KEY, "1:openai")
    with pytest.raises(CannotOpen):
        await vault.open(spoil(sealed), "1:openai")  # type: ignore[operator]


async def test_without_a_secret_key_nothing_is_sealed_or_opened() -> None:
    vault = Vault(None)
    with pytest.raises(NoSecretKey, match="SECRET_KEY"):
        vault.require()
    with pytest.raises(NoSecretKey):
        await vault.seal(KEY, "1:openai")
    with pytest.raises(NoSecretKey):
        await vault.open(b"\x01" + bytes(40), "1:openai")


async def test_a_vault_shows_neither_secret_to_whoever_prints_it() -> None:
    vault = Vault(SECRET_KEY)
    await vault.seal(KEY, "1:openai")
    assert "horse" not in f"{vault!r} {vars(vault)}"
