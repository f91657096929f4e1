"""The models at the table: which are offered, which is chosen, and the way to each."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Literal, NamedTuple

from dotenv import dotenv_values
from pydantic import SecretStr

from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.i18n import N_, Sentence
from bot.llm import catalogue, prices
from bot.llm.addresses import addresses
from bot.llm.breaker import Breaker
from bot.llm.catalogue import NARRATOR, OFFLINE, ModelCard
from bot.llm.clients import Clients
from bot.llm.errors import KeyMissing, NotOffered
from bot.llm.keyring import NO_KEYS, Keyring, Keyrings, KeyringSource, KeySealed, no_keys
from bot.llm.providers.endpoint import Address
from bot.llm.providers.listing import Listing
from bot.llm.serving import Serving, is_listed
from bot.llm.speaker import Speaker
from bot.llm.trial import try_key

Check = tuple[str, bool, Sentence | NotOffered]
"""The name of what was looked at, whether all is well, and what to do."""

Absence = Literal["retired", "no key", "sealed key", "not running", "not pulled"]
"""Why a model of the catalogue cannot be picked; a sealed key is kept but cannot be opened."""


class KeyBreaker(NamedTuple):
    """The breaker of a provider and key; `own_key` when a server brought the key."""

    provider: str
    own_key: bool
    breaker: Breaker


class Models:
    """Offer, choose and open models, for a server with the keys it brought before the operator's.

    `guild_id` is the server that asks; None asks for what the operator's keys give.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        keyrings: KeyringSource = no_keys,
        environ: Mapping[str, str | None] | None = None,
        clock: Callable[[], float] = monotonic,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """Read the catalogue; raises `OperatorError`.

        `keyrings` knows the keys servers brought. `environ` holds the keys of endpoints an operator added: the
        environment's and `.env`'s when not given.
        """
        known = catalogue.load(settings.model_catalogue)
        keys = {**dotenv_values(Path(".env")), **os.environ} if environ is None else environ
        self._cards = known.models
        self._addresses = addresses(settings, known.endpoints.values(), keys)
        self.default = settings.default_model
        self._today = today
        self._keyrings = Keyrings(keyrings)
        self._clients = Clients(clock, settings.narrator_pace)
        keyless = [address for address in self._addresses.values() if address.key_name is None]
        self._prices_read = False
        self._serving = Serving(self._clients, keyless, clock)

    def card(self, name: str) -> ModelCard | None:
        """Return what the catalogue knows of a model."""
        return self._cards.get(name)

    def label(self, name: str) -> str:
        """Return what players call a model; its name, when the catalogue does not know it any more."""
        card = self._cards.get(name)
        return name if card is None else card.label

    async def offered(self, guild_id: int | None = None) -> list[ModelCard]:
        """Return the models that can be picked now, best first, the offline narrators last; takes a second at most."""
        keyring = await self._keyrings.of(guild_id)
        await self._serving.refresh()
        return [card for card in self._cards.values() if self._is_offered(card, keyring)]

    async def roster(self, guild_id: int | None = None) -> list[tuple[ModelCard, Absence | None]]:
        """Return every model of the catalogue, in the order of `offered`, and why it is not; takes a second at most."""
        keyring = await self._keyrings.of(guild_id)
        await self._serving.refresh()
        return [(card, self._absence(card, keyring)) for card in self._cards.values()]

    async def choose(self, name: str | None, guild_id: int | None = None) -> ModelCard:
        """Return the model of this name, or of the default for None, ready to speak; raises `NotOffered`.

        Ready: what its first reply needs has been imported, beside the event loop and outside any measured attempt.
        """
        card = await self.at_table(name, guild_id)
        await self.warm(card, guild_id)
        return card

    async def at_table(self, name: str | None, guild_id: int | None = None) -> ModelCard:
        """Return the model of this name, or of the default for None; raises `NotOffered`."""
        return await self._chosen(name or self.default, guild_id)

    def default_lacks(self) -> str | None:
        """Name the key that the operator's default model needs and that is not set; None where nothing is known yet."""
        card = None if self.default is None else self._cards.get(self.default) or self._typed(self.default)
        if card is None or self._absence(card, NO_KEYS) != "no key":
            return None
        return self._addresses[card.provider].key_name

    def speaker(self, card: ModelCard, guild_id: int | None = None) -> Speaker:
        """Return a model ready to be asked; nothing is sent before it streams.

        The server's keys must have been asked for, as `offered`, `choose`, `at_table` and `warm` do; raises
        LookupError otherwise.
        """
        price = prices.price_of(card)
        if card.provider == OFFLINE:
            chat, breaker = self._clients.narrator(card)
            return Speaker(card, chat, breaker, price)
        keyring = self._keyrings.known(guild_id)
        address = self._address(card.provider, keyring)
        chat, breaker = self._clients.model(card, address)
        return Speaker(card, chat, breaker, price, own_key=card.provider in keyring.keys, place=address.place)

    async def warm(self, card: ModelCard, guild_id: int | None = None) -> None:
        """Import what a model's first reply needs, beside whatever else happens."""
        keyring = await self._keyrings.of(guild_id)
        if card.provider == OFFLINE:
            return
        await self._clients.warm(self._address(card.provider, keyring))
        if not self._prices_read:
            await asyncio.to_thread(prices.load)
            self._prices_read = True

    def breakers(self) -> list[KeyBreaker]:
        """List the breaker of every provider and key that was used, the offline narrator's not."""
        return [
            KeyBreaker(address.name, address != self._addresses[address.name], breaker)
            for address, breaker in self._clients.breakers()
        ]

    async def renew(self, guild_id: int) -> None:
        """Go on with the keys a server has now; the clients of those it has no longer are closed."""
        await self._keyrings.renew(guild_id)
        everyone = (NO_KEYS, *self._keyrings)
        await self._clients.keep(self._address(name, ring) for ring in everyone for name in self._addresses)

    def keyed_providers(self) -> list[str]:
        """Name the providers that take a key."""
        return [address.name for address in self._addresses.values() if address.key_name is not None]

    async def try_key(self, provider: str, key: SecretStr, attempts: list[Attempt]) -> None:
        """Call a provider with a key, at the operator's address for it; raises `BadKey`. Each attempt is measured."""
        address = replace(self._addresses[provider], key=key)
        cards = [card for card in self._cards.values() if card.provider == provider and not self._is_retired(card)]
        await try_key(self._clients, address, cards, attempts)
        # It may have failed until a moment ago, without credit for example; now it is known to work.
        await self._clients.renew(address)

    async def check(self) -> list[Check]:
        """Call every endpoint that is set up; each line is its name, whether all is well, and what to do."""
        reached = [address for address in self._addresses.values() if address.key or not address.key_name]
        listings = await self._serving.listings(reached)
        lines = [self._line(address, listing) for address, listing in zip(reached, listings, strict=True)]
        lines += [
            (address.name, True, Sentence(N_("not used; set {key} to offer its models"), {"key": address.key_name}))
            for address in self._addresses.values()
            if address not in reached
        ]
        lines.append((OFFLINE, True, Sentence(N_("the offline narrator needs nothing"))))
        try:
            card = await self.at_table(None)
        except NotOffered as error:
            lines.append(("DEFAULT_MODEL", False, error))
        else:
            what = N_("{model} tells where a table has not picked another")
            lines.append(("DEFAULT_MODEL", True, Sentence(what, {"model": card.name})))
        return lines

    async def close(self) -> None:
        """Close every client."""
        await self._serving.close()
        await self._clients.close()

    async def _chosen(self, wanted: str | None, guild_id: int | None) -> ModelCard:
        keyring = await self._keyrings.of(guild_id)
        if wanted is None:
            offered = (card for card in self._cards.values() if self._is_offered(card, keyring))
            return next((card for card in offered if self._is_keyed(card, keyring)), None) or self._cards[NARRATOR]
        card = self._cards.get(wanted) or self._typed(wanted)
        if card is not None and not self._is_offered(card, keyring):
            await self._serving.refresh()
        if card is None or not self._is_offered(card, keyring):
            names = ", ".join(offered.name for offered in await self.offered(guild_id))
            absence = None if card is None else self._absence(card, keyring)
            if card is not None and absence == "no key":
                raise KeyMissing(model=card.name, key=self._addresses[card.provider].key_name, offered=names)
            raise (KeySealed if absence == "sealed key" else NotOffered)(model=wanted[:100], offered=names)
        return card

    def _typed(self, name: str) -> ModelCard | None:
        """Find the one model that somebody means who typed its id or label, in whatever case."""
        meant = name.strip().casefold()
        found = [
            card
            for card in self._cards.values()
            if meant in {one.casefold() for one in (card.name, card.id, card.label)}
        ]
        return found[0] if len(found) == 1 else None

    def _address(self, provider: str, keyring: Keyring) -> Address:
        """Return where a provider is reached and with which key: the address is the operator's in any case."""
        address = self._addresses[provider]
        key = keyring.keys.get(provider)
        return address if key is None else replace(address, key=key)

    def _is_keyed(self, card: ModelCard, keyring: Keyring) -> bool:
        return card.provider in self._addresses and self._address(card.provider, keyring).key is not None

    def _is_offered(self, card: ModelCard, keyring: Keyring) -> bool:
        if self._is_retired(card):
            return False
        return card.provider == OFFLINE or self._is_keyed(card, keyring) or self._serving.serves(card)

    def _absence(self, card: ModelCard, keyring: Keyring) -> Absence | None:
        if self._is_offered(card, keyring):
            return None
        if card.retires is not None and card.retires <= self._today():
            return "retired"
        if card.provider in keyring.sealed:
            return "sealed key"
        if self._addresses[card.provider].key_name is not None:
            return "no key"
        return "not pulled" if self._serving.answers(card.provider) else "not running"

    def _is_retired(self, card: ModelCard) -> bool:
        return card.retires is not None and card.retires <= self._today()

    def _line(self, address: Address, listing: Listing) -> Check:
        if listing.problem is not None:
            return (address.name, False, listing.problem)
        ours = [card for card in self._cards.values() if card.provider == address.name]
        gone = [card.id for card in ours if not is_listed(listing.models, card)]
        values: dict[str, object] = {"served": len(ours) - len(gone), "known": len(ours), "gone": ", ".join(gone)}
        if not gone:
            told = N_("answers and serves {served} of the {known} models Skald knows there")
        elif address.key_name:
            told = N_(
                "answers and serves {served} of the {known} models Skald knows there; not {gone}: their vendor may "
                "have retired them"
            )
        else:
            told = N_(
                "answers and serves {served} of the {known} models Skald knows there; not {gone}: pull them to offer "
                "them"
            )
        return (address.name, True, Sentence(told, values))
