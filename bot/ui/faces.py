"""Put a picture that was made into a card."""

from __future__ import annotations

from io import BytesIO

import discord


def with_face(embed: discord.Embed, picture: bytes | None) -> discord.File | None:
    """Show a picture small in the corner of a card; return the file that is sent with it, None without a picture."""
    if picture is None:
        return None
    name = "face.png" if picture.startswith(b"\x89PNG") else "face.webp"
    embed.set_thumbnail(url=f"attachment://{name}")
    return discord.File(BytesIO(picture), name)
