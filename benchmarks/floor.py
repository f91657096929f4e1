"""The floor: the least a client can do that answers messages with a streamed completion."""

from __future__ import annotations

import json
import os
from urllib.request import urlopen

import discord
import openai
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

EDIT_EVERY = 1.25


class Floor(discord.Client):
    """Answer every message in a guild; remember nothing, check nothing, expect nothing to fail."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))
        self.model = openai.AsyncOpenAI(max_retries=0)

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or message.guild is None:
            return
        stream = await self.model.chat.completions.create(
            model=os.environ["MODEL"],
            messages=[{"role": "user", "content": message.content}],
            stream=True,
        )
        reply: discord.Message | None = None
        text, edited_at = "", 0.0
        async for chunk in stream:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            if reply is None and text:
                reply = await message.channel.send(text)
                edited_at = self.loop.time()
            elif reply is not None and self.loop.time() - edited_at >= EDIT_EVERY:
                edited_at = self.loop.time()
                await reply.edit(content=text)
        if reply is not None:
            await reply.edit(content=text)


def main() -> None:
    """Run with DISCORD_TOKEN, DISCORD_API_URL, OPENAI_BASE_URL, OPENAI_API_KEY and MODEL."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    with urlopen(f"{Route.BASE}/gateway") as answer:  # noqa: S310 (an address the benchmark made)
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(json.load(answer)["url"])
    Floor().run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
