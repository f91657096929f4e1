"""Gather the faces of a table, small enough to stand in a page together."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Final

from bot.domain.chronicle import Faces
from bot.domain.state import GameState
from bot.pictures.reading import NotAPicture, opened
from bot.services.gallery import Gallery

SIDE: Final = 192
MOST: Final = 20
"""With more the page would be too large to be sent."""


async def faces_of(gallery: Gallery, state: GameState) -> Faces:
    """Return the pictures of a campaign's game master and party as small WebPs, those that there are."""
    keeper = await gallery.campaign_picture(state.campaign.id)
    party = {one.id: await gallery.portrait_of(one.id) for one in state.party[:MOST]}

    def shrunk() -> Faces:
        small = {str(number): face for number, data in party.items() if (face := _small(data)) is not None}
        return Faces(_small(keeper), small)

    return await asyncio.to_thread(shrunk)


def _small(data: bytes | None) -> bytes | None:
    if data is None:
        return None
    try:
        picture = opened(data, SIDE)
    except NotAPicture:
        return None  # somebody changed the file; the story is worth having without it
    written = BytesIO()
    picture.save(written, "WEBP", quality=80)
    return written.getvalue()
