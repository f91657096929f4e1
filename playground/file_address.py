"""Where the file of a message is fetched: an address that only those know who were told."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote

from playground.model import Attachment

if TYPE_CHECKING:
    from playground.world import World


def seal(world: World, number: int) -> str:
    """Return what makes the address of a file one that nobody guesses; Discord signs its own as well."""
    return hmac.new(world.host_key.encode(), str(number).encode(), hashlib.sha256).hexdigest()[:32]


def address(world: World, item: Attachment) -> str:
    """Return where a file can be fetched by whoever was told."""
    place = f"{item.channel_id}/{item.id}/{quote(item.filename)}"
    return f"{world.base_url}/attachments/{place}?hm={seal(world, item.id)}"
