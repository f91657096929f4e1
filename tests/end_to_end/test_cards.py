"""What the card of a campaign tells its reader, over the wire."""

from __future__ import annotations

from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting


def field(message: Message, name: str) -> str:
    """Read one field of a message's embed."""
    (embed,) = message.embeds
    return next(field["value"] for field in embed["fields"] if field["name"] == name)


async def shown_model(seat: Seat) -> str:
    return field(await (await seat.kira.slash(seat.channel, "campaign show")).reply(), "Model")


async def test_the_card_names_the_model_that_tells_a_campaign_that_picked_none(seat: Seat) -> None:
    await seat.create_campaign()
    assert await shown_model(seat) == "Offline narrator (no AI), the default"


async def test_words_in_the_name_of_a_model_are_in_the_language_of_the_table(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign(model="offline/narrator", language="fr")
    offered = await seat.ada.autocomplete(seat.channel, "campaign model", "model", "narrateur")
    assert offered == [{"name": "Narrateur hors ligne (sans IA)", "value": "offline/narrator"}]
    shown = await (await seat.kira.slash(seat.channel, "campaign show")).reply()
    assert field(shown, "Modèle") == "Narrateur hors ligne (sans IA)"


async def test_the_card_says_it_when_nobody_serves_the_picked_model_any_more(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign(model="offline/narrator")
    assert await shown_model(seat) == "Offline narrator (no AI)"
    assert seat.bot is not None
    await seat.bot.services.campaigns._stores.campaigns.set_model(1, "vendor/of-old")
    await seat.restart()
    assert await shown_model(seat) == "vendor/of-old, not offered now: pick another with /campaign model"


async def test_the_card_does_not_fail_when_the_default_itself_is_not_offered(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign()
    await seat.restart(default_model="openai/gpt-4o")
    assert await shown_model(seat) == "GPT-4o, not offered now: pick another with /campaign model"
