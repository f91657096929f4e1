"""Who is at the table, trying models out, a server's default and how the program is, over the wire."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr
from sqlalchemy import Row, select

from benchmarks.model_server import ModelServer, ToolUse
from bot.storage.tables import llm_calls
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
GPT = "openai/gpt-4o"
ROLL = ToolUse("roll_dice", '{"dice":"1d6","reason":"an audition"}')


def text(message: Message) -> str:
    """Return all that a message's embed says."""
    (embed,) = message.embeds
    fields = "\n".join(f"{field['name']}\n{field['value']}" for field in embed.get("fields", ()))
    return "\n".join(
        (embed.get("title", ""), embed.get("description", ""), fields, embed.get("footer", {}).get("text", ""))
    )


def fields(message: Message) -> dict[str, str]:
    (embed,) = message.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}


async def asked(person: Person, channel: Channel, command: str, **options: Any) -> Message:
    return await (await person.slash(channel, command, **options)).reply()


async def tests_kept(seat: Seat) -> list[Row[Any]]:
    assert seat.bot is not None
    async with seat.bot.services._database.autocommit() as connection:
        return list(await connection.execute(select(llm_calls).where(llm_calls.c.purpose == "test")))


async def test_the_list_names_each_model_and_why_others_are_not_there(sit: Sitting) -> None:
    async with ModelServer(models=("mistral",)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, ollama_base_url=vendor.url)
        shown = await asked(seat.kira, seat.channel, "models list")
    assert shown.seen_by == seat.kira.id
    found = fields(shown)
    assert "🟢 well" in found["GPT-4o"]
    assert "for 1,000 turns" in found["GPT-4o"]
    assert "first word: n too few (0)" in found["GPT-4o"]
    assert "free (local)" in found["Mistral 7B (Ollama)"]
    assert "free (local)" in found["Offline narrator (no AI)"]
    assert "Claude Sonnet 5.5" in found["Not at the table: no key"]
    assert "No campaign is played in this channel." in text(shown)
    assert "for a typical turn" in text(shown)
