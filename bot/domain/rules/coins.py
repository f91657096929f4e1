"""Coins: earned, paid and handed on, never below zero and never without bound."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from bot.domain.character import Character
from bot.domain.event import Event
from bot.domain.gear import COIN_NAMES, COIN_VALUES, Coin, Coins
from bot.domain.rules.encumbrance import carried
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called, sheet_of, with_sheet
from bot.domain.state import GameState
from bot.i18n import N_, translate

MOST_COINS = 1_000_000
_CHANGE: tuple[Coin, ...] = ("gp", "sp", "cp")


class BadAmount(AgainstTheRules):
    sentence = N_("{amount} coins cannot change hands; from 1 to {most} can.")


class PurseFull(AgainstTheRules):
    sentence = N_("{name} cannot own more than {most} coins of a kind.")


class ComesNotOut(AgainstTheRules):
    sentence = N_("{amount} {coin} make no whole number of {into}. Change an amount that comes out even.")

    def __init__(self, amount: int, coin: Coin, into: Coin) -> None:
        self._coin, self._into = COIN_NAMES[coin], COIN_NAMES[into]
        super().__init__(amount=amount)

    def say(self, language: str) -> str:
        coin, into = self._coin.say(language), self._into.say(language)
        return translate(self.sentence, language).format(**self.values, coin=coin, into=into)


class NotEnoughCoins(AgainstTheRules):
    sentence = N_("{name} has {have}, which is less than {amount} {coin}.")

    def __init__(self, character: Character, amount: int, coin: Coin) -> None:
        self._have, self._coin = character.coins, COIN_NAMES[coin]
        super().__init__(name=called(character), amount=amount)

    def say(self, language: str) -> str:
        have, coin = written(self._have, language), self._coin.say(language)
        return translate(self.sentence, language).format(**self.values, have=have, coin=coin)


def give_coins(state: GameState, key: str, amount: int, coin: Coin, reason: str = "") -> Ruled:
    """Add coins to a character's purse; raises `BadAmount`, `PurseFull`, `TooHeavy`."""
    character, count = sheet_of(state, key), _amount(amount)
    after = _more(character, count, coin)
    return with_sheet(state, after), (_event("give", character, after, count, coin, reason),)


def take_coins(state: GameState, key: str, amount: int, coin: Coin, reason: str = "") -> Ruled:
    """Take coins from a character's purse, other kinds and change where that one is short; raises `NotEnoughCoins`."""
    character, count = sheet_of(state, key), _amount(amount)
    after = _less(character, count, coin)
    return with_sheet(state, after), (_event("take", character, after, count, coin, reason),)


def pass_coins(state: GameState, key: str, to: str, amount: int, coin: Coin, reason: str = "") -> Ruled:
    """Hand coins from one character to another; raises what giving and taking raise."""
    character, receiver, count = sheet_of(state, key), sheet_of(state, to), _amount(amount)
    poorer = _less(character, count, coin)
    state = with_sheet(state, poorer)
    richer = _more(sheet_of(state, to), count, coin)
    detail = {"to": receiver.key, "to_name": receiver.name, "to_after": asdict(richer.coins)}
    event = _event("pass", character, poorer, count, coin, reason)
    return with_sheet(state, richer), (replace(event, detail={**event.detail, **detail}),)


def exchange_coins(state: GameState, key: str, amount: int, coin: Coin, into: Coin) -> Ruled:
    """Change coins of one kind into another of the same worth; raises `ComesNotOut`, `NotEnoughCoins`, `PurseFull`."""
    character, count = sheet_of(state, key), _amount(amount)
    made, left = divmod(count * COIN_VALUES[coin], COIN_VALUES[into])
    if left or coin == into:
        raise ComesNotOut(count, coin, into)
    if _count(character.coins, coin) < count:
        raise NotEnoughCoins(character, count, coin)
    less = replace(character, coins=_with(character.coins, coin, _count(character.coins, coin) - count))
    coins = _with(less.coins, into, _count(less.coins, into) + made)
    if _count(coins, into) > MOST_COINS:
        raise PurseFull(name=called(character), most=MOST_COINS)
    carried(character, character.items, coins)
    after = replace(character, coins=coins)
    event = _event("exchange", character, after, count, coin, "")
    return with_sheet(state, after), (replace(event, detail={**event.detail, "into": into, "made": made}),)


def worth(coins: Coins) -> int:
    """Return what coins are worth in copper."""
    return sum(_count(coins, coin) * value for coin, value in COIN_VALUES.items())


def written(coins: Coins, language: str = "en") -> str:
    """Write coins as in `12 gp 5 sp`, the most precious first; `0 gp` for none."""
    counts = [(_count(coins, coin), COIN_NAMES[coin]) for coin in reversed(COIN_VALUES)]
    kinds = [f"{count} {name.say(language)}" for count, name in counts if count]
    return " ".join(kinds) or f"0 {COIN_NAMES['gp'].say(language)}"


def _amount(amount: int) -> int:
    if not 1 <= amount <= MOST_COINS:
        raise BadAmount(amount=max(-MOST_COINS, min(amount, 10**12)), most=MOST_COINS)
    return amount


def _more(character: Character, amount: int, coin: Coin) -> Character:
    coins = _with(character.coins, coin, _count(character.coins, coin) + amount)
    if _count(coins, coin) > MOST_COINS:
        raise PurseFull(name=called(character), most=MOST_COINS)
    carried(character, character.items, coins)
    return replace(character, coins=coins)


def _less(character: Character, amount: int, coin: Coin) -> Character:
    return replace(character, coins=_paid(character, amount, coin))


def _paid(character: Character, amount: int, coin: Coin) -> Coins:
    coins = character.coins
    exact = min(amount, _count(coins, coin))
    owed = (amount - exact) * COIN_VALUES[coin]
    if worth(coins) < amount * COIN_VALUES[coin]:
        raise NotEnoughCoins(character, amount, coin)
    coins = _with(coins, coin, _count(coins, coin) - exact)
    for kind, value in COIN_VALUES.items():
        used = min(_count(coins, kind), owed // value)
        coins, owed = _with(coins, kind, _count(coins, kind) - used), owed - used * value
    if not owed:
        return coins
    # What is left is less than any coin that is left: one more is broken, and its change comes back.
    broken: Coin = next(kind for kind, value in COIN_VALUES.items() if _count(coins, kind) and value > owed)
    change = COIN_VALUES[broken] - owed
    coins = _with(coins, broken, _count(coins, broken) - 1)
    for kind in _CHANGE:
        coins = _with(coins, kind, _count(coins, kind) + change // COIN_VALUES[kind])
        change %= COIN_VALUES[kind]
    return coins


def _count(coins: Coins, coin: Coin) -> int:
    return getattr(coins, coin)


def _with(coins: Coins, coin: Coin, count: int) -> Coins:
    return replace(coins, **{coin: count})


def _event(how: str, before: Character, after: Character, amount: int, coin: Coin, reason: str) -> Event:
    detail: dict[str, Any] = {
        "character": before.key,
        "how": how,
        "amount": amount,
        "coin": coin,
        "before": asdict(before.coins),
        "after": asdict(after.coins),
        "reason": reason,
    }
    return Event("coins", before.name, detail)
