"""Let anyone check the dice of a past turn."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.dice import commitment, turn_secret
from bot.domain.dice.proof import Throw, throw_again
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.campaigns import CampaignService
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.tables import Tables
from bot.storage import Stores


class NotToldSoFar(SkaldError):
    sentence = N_("Turn {number} is not told yet, so its dice stay secret. The last turn here is {last}.")


class NotToBeRevealed(SkaldError):
    sentence = N_(
        "The secret of turn {number} can be opened once the turn after it is told: until then the turn could be taken "
        "back and played with dice that everybody knows."
    )


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
    """A past turn's dice thrown once more, the hash that was public before it, and its secret, in hex.

    The secret is "" as long as nobody opened it.
    """

    number: int
    secret: str
    commitment: str
    throws: tuple[Throw, ...]

    @property
    def holds(self) -> bool:
        """Tell whether every die fell as the secret says."""
        return all(throw.agrees for throw in self.throws)


class ProofService:
    """Prove the dice of turns that are told, and open the secrets of those that stand for good."""

    def __init__(
        self, stores: Stores, people: PeopleService, campaigns: CampaignService, tables: Tables, play: PlayService
    ) -> None:
        self._stores = stores
        self._people = people
        self._campaigns = campaigns
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
        opened = number in await self._stores.ledger.revealed(state.campaign.id)
        return Proof(number, secret.hex() if opened else "", commitment(secret), throws)

    async def reveal(self, channel_id: int, person: Person, number: int) -> Proof:
        """Open the secret of a turn, which then cannot be taken back any more: its dice are known to all.

        Raises a sentence for a person without the right, and for a turn that is the last or none.
        """
        table = await self._campaigns.changeable(channel_id, person)
        # An undo holds it too: a turn is taken back, or its secret opened, and never both.
        async with table.pen:
            if not 1 <= number <= table.state.turn:
                raise NotToldSoFar(number=number, last=table.state.turn)
            if number == table.state.turn:
                raise NotToBeRevealed(number=number)
            if number not in await self._stores.ledger.revealed(table.campaign_id):
                await self._stores.ledger.reveal(table.campaign_id, await self._people.account_of(person), number)
        return await self.prove(channel_id, number)
