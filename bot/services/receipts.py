"""Show what a turn took and gave, to those who were there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.receipt import Receipt
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.models import Models
from bot.services.play import PlayService
from bot.storage import Stores


class NoReceipt(SkaldError):
    sentence = N_(
        "No receipt of this turn is kept for this channel. A turn that was told this very moment has one in a few "
        "seconds."
    )


class NotToldYet(SkaldError):
    sentence = N_("This turn is still being told. Its receipt is there when it ends.")


class NotAReply(SkaldError):
    sentence = N_("No turn of the story that is played here was told in this message. Pick a reply of the game master.")


class NothingToShow(SkaldError):
    sentence = N_("Nothing has been told here yet, so there is no receipt.")


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt, and how the models in it are called."""

    receipt: Receipt
    labels: Mapping[str, str]

    def label(self, model: str) -> str:
        """Return a model's label, or its name when the catalogue does not know it any more."""
        return self.labels.get(model, model)


class ReceiptService:
    """Find the receipts of turns."""

    def __init__(self, stores: Stores, play: PlayService, models: Models) -> None:
        self._stores = stores
        self._play = play
        self._models = models

    async def of(self, campaign_id: int, number: int, take: int, channel_id: int) -> ReceiptView:
        """Return the receipt of a telling to somebody in a channel.

        Whoever can write to Discord can forge what a button asks for, so a receipt is shown only where the reply
        stands or the campaign is played; anywhere else it raises `NoReceipt`, as for a turn that never was.
        """
        receipt = await self._stores.receipts.of(campaign_id, number, take)
        if receipt is None or not self._belongs(receipt, channel_id):
            raise NoReceipt
        if receipt.status == "telling":
            raise NotToldYet
        if receipt.status != "told":
            raise NoReceipt
        return self._view(receipt)

    async def of_message(self, channel_id: int, message_id: int) -> ReceiptView:
        """Return the receipt of the turn that a message of a channel tells; raises `NotAReply` where it tells none."""
        campaign_id = self._play.campaign_in(channel_id)
        found = await self._stores.receipts.of_message(campaign_id, message_id)
        if found is None:
            raise NotAReply
        return await self.of(campaign_id, *found, channel_id)

    async def last(self, channel_id: int) -> ReceiptView:
        """Return the receipt of the turn that the story of a channel ends with."""
        receipt = await self._stores.receipts.last_told(self._play.campaign_in(channel_id))
        if receipt is None:
            raise NothingToShow
        return self._view(receipt)

    def _belongs(self, receipt: Receipt, channel_id: int) -> bool:
        return channel_id == receipt.channel_id or self._play.bindings.get(channel_id) == receipt.campaign_id

    def _view(self, receipt: Receipt) -> ReceiptView:
        names = {f"{attempt.provider}/{attempt.model}" for attempt in receipt.attempts}
        names |= {name for name in (receipt.model, receipt.wanted_model) if name is not None}
        return ReceiptView(receipt, {name: self._models.label(name) for name in names})
