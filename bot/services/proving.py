"""Let anyone check the dice of a past turn."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.dice import commitment, turn_secret
from bot.domain.dice.proof import Throw, throw_again
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.play import PlayService
from bot.services.tables import Tables
from bot.storage import Stores


class NotToldSoFar(SkaldError):
    sentence = N_("Turn {number} is not told yet, so its dice stay secret. The last turn here is {last}.")


class ToldElsewhere(SkaldError):
    sentence = N_(
        "Turn {number} was told elsewhere and brought here in a file. That file holds the secret its dice fell from."
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """What is public before any die falls: the hashes of the campaign's secret and of the next turn's."""

    campaign: str
    number: int
    turn: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A past turn's secret, in hex, the hash that was public before it, and its dice thrown once more."""

    number: int
    secret: str
    commitment: str
    throws: tuple[Throw, ...]

    @property
    def holds(self) -> bool:
        """Tell whether every die fell as the secret says."""
        return all(throw.agrees for throw in self.throws)


class ProofService:
    """Reveal the secrets of turns that are told, and only those."""

    def __init__(self, stores: Stores, tables: Tables, play: PlayService) -> None:
        self._stores = stores
        self._tables = tables
        self._play = play

    async def promise(self, channel_id: int) -> Promise:
        """Return the hashes that nobody can change any more."""
        state = (await self._tables.get(self._play.campaign_in(channel_id))).state
        number = state.turn + 1
        return Promise(state.campaign.commitment, number, commitment(turn_secret(state.campaign.secret, number)))

    async def prove(self, channel_id: int, number: int | None) -> Proof:
        """Throw the dice of a past turn again, of the last without a number; raises `NotToldSoFar`."""
        state = (await self._tables.get(self._play.campaign_in(channel_id))).state
        number = state.turn if number is None else number
        if not 1 <= number <= state.turn:
            raise NotToldSoFar(number=number, last=state.turn)
        if await self._stores.ledger.brought(state.campaign.id, number):
            raise ToldElsewhere(number=number)
        secret = turn_secret(state.campaign.secret, number)
        entries = await self._stores.ledger.of_turn(state.campaign.id, number)
        throws = throw_again(secret, [entry.detail for entry in entries])
        return Proof(number, secret.hex(), commitment(secret), throws)
