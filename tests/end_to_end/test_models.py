"""Who is at the table, trying models out, a server's default and how the program is, over the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import update

from benchmarks.model_server import ModelServer, Reply
from bot.llm.errors import Overloaded
from bot.storage.tables import turns
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
GPT = "openai/gpt-4o"
OWN = """
[[models]]
provider = "openai"
id = "gpt-4o"
label = "GPT_4o *the* old"
price = { input = 10, output = 100, cache_read = 1 }
"""


def text(message: Message) -> str:
    """Return all that a message's embed says."""
    (embed,) = message.embeds
    fields = [f"{field['name']}\n{field['value']}" for field in embed.get("fields", ())]
    footer = embed.get("footer", {}).get("text", "")
    return "\n".join((embed.get("title", ""), embed.get("description", ""), *fields, footer))


def fields(message: Message) -> dict[str, str]:
    (embed,) = message.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}


async def asked(person: Person, channel: Channel, command: str, **options: Any) -> Message:
    return await (await person.slash(channel, command, **options)).reply()


async def two_turns(seat: Seat, **options: Any) -> None:
    await seat.create_campaign(**options)
    await seat.kira.say(seat.channel, "I open the door.")
    await seat.told(2)
    await seat.settled()


async def test_the_list_names_each_model_and_why_others_are_not_there(sit: Sitting) -> None:
    async with ModelServer(models=("mistral",)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, ollama_base_url=vendor.url)
        shown = await asked(seat.kira, seat.channel, "models list")
    assert shown.seen_by == seat.kira.id
    found = fields(shown)
    assert "🟢 well" in found["GPT-4o"]
    assert "for 1,000 turns" in found["GPT-4o"]
    assert "first word: known from 10 turns on (0 so far)" in found["GPT-4o"]
    assert "free (local)" in found["Mistral 7B (Ollama)"]
    assert "free (local)" in found["Offline narrator (no AI)"]
    assert "Claude Sonnet 5.5" in found["Not at the table: no key"]
    assert "No campaign is played in this channel." in text(shown)
    assert "for a typical turn" in text(shown)
    assert len(text(shown)) < 6000


async def test_a_price_is_that_of_the_tables_own_turns_and_a_name_is_shown_as_it_is(
    sit: Sitting, tmp_path: Path
) -> None:
    own = tmp_path / "models.toml"
    own.write_text(OWN, encoding="utf-8")
    async with ModelServer(Reply(tokens=("It ", "opens."), cached_tokens=40)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, model_catalogue=own)
        await two_turns(seat, model=GPT)
        shown = await asked(seat.kira, seat.channel, "models list")
        elsewhere = await asked(seat.kira, seat.playground.channel("general"), "models list")
        chosen = await asked(seat.ada, seat.channel, "campaign model", model=GPT)
    assert chosen.content == r"From the next turn on, GPT\_4o \*the\* old tells the story."
    # 120 tokens in, 40 of them cached, 2 out: 80 x $10, 40 x $1 and 2 x $100 a million.
    assert "$1.04 for 1,000 turns" in fields(shown)[r"GPT\_4o \*the\* old"]
    assert "this campaign, n = 2: 120 tokens in (33% of them cached) and 2 out a turn, calls: 1." in text(shown)
    assert r"This campaign: **GPT\_4o \*the\* old**" in text(shown)
    assert "this server, n = 2: 120 tokens in" in text(elsewhere)
    assert "No campaign is played in this channel." in text(elsewhere)


async def test_a_wait_is_a_median_from_ten_turns_on(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign()
    for number in range(2, 11):
        await seat.kira.say(seat.channel, "I look around.")
        await seat.told(number)
    await seat.settled()
    assert seat.bot is not None
    async with seat.bot.services._database.begin() as connection:
        for number in range(1, 11):
            known = turns.c.number == number
            await connection.execute(update(turns).where(known).values(first_word_ms=number * 1000.0))
    shown = await asked(seat.kira, seat.channel, "models list")
    assert "first word after 5.5\u00a0s (n = 10)" in fields(shown)["Offline narrator (no AI)"]


async def test_a_provider_that_rests_is_shown_resting(sit: Sitting) -> None:
    async with ModelServer().running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        assert seat.bot is not None
        models = seat.bot.services._story.models
        card = models.card(GPT)
        assert card is not None
        breaker = models.speaker(card).breaker
        for _ in range(5):
            permit = breaker.ask()
            assert permit is not None
            permit.settle(Overloaded(model="gpt-4o", status=500))
        shown = await asked(seat.kira, seat.channel, "models list")
        tried = await asked(seat.ada, seat.channel, "models test", model=GPT)
    assert "🔴 resting, asked again in 30\u00a0s" in fields(shown)["GPT-4o"]
    assert "is asked again in" in text(tried)
    assert vendor.requests == []


async def test_a_long_table_has_pages_that_turn_also_after_a_restart(sit: Sitting, tmp_path: Path) -> None:
    own = tmp_path / "models.toml"
    entry = '[[models]]\nprovider = "openai"\nid = "m-{0}"\nlabel = "Model {0}"\n'
    own.write_text("".join(entry.format(number) for number in range(30)), encoding="utf-8")
    seat = await sit(openai_base_url="http://127.0.0.1:9/v1", openai_api_key=KEY, model_catalogue=own)
    first = await asked(seat.kira, seat.channel, "models list")
    assert "GPT-6 Sol" in fields(first)
    assert first.embeds[0]["title"] == "Who is at the table · 1/5"
    await seat.restart()
    await seat.kira.click(first, "skald:models:2")
    await seat.playground.wait_for(lambda: "GPT-6 Sol" not in fields(first), what="the second page")
    assert "Model 10" in fields(first)
    await seat.kira.click(first, "skald:models:3")
    await seat.playground.wait_for(lambda: "Model 10" not in fields(first), what="the third page")


async def test_the_list_speaks_french_to_the_french(sit: Sitting) -> None:
    seat = await sit()
    seat.kira.locale = "fr"
    shown = await asked(seat.kira, seat.channel, "models list")
    assert "free (local)" not in text(shown)
    assert "gratuit" in text(shown)


async def test_the_default_of_a_server_tells_the_campaigns_that_picked_none(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("It ", "opens.")), models=("mistral",)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, ollama_base_url=vendor.url)
        told = await asked(seat.ada, seat.channel, "models default", model="ollama/mistral")
        assert "Mistral 7B (Ollama) tells every campaign" in told.content
        await two_turns(seat)
        shown = await asked(seat.kira, seat.channel, "models list")
        assert "This campaign: **Mistral 7B (Ollama)**" in text(shown)
        assert "The default of this server: **Mistral 7B (Ollama)**" in text(shown)
        assert {request.body["model"] for request in vendor.requests if request.body} == {"mistral"}
        await seat.restart()
        back = await asked(seat.ada, seat.channel, "models default")
        shown = await asked(seat.kira, seat.channel, "models list")
    assert "GPT-6 Sol tells every campaign" in back.content
    assert "The default of this server" not in text(shown)


async def test_the_list_says_who_tells_when_the_first_fails(sit: Sitting) -> None:
    async with ModelServer(models=("mistral",)).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY, ollama_base_url=vendor.url)
        await seat.create_campaign(model=GPT)
        assert seat.bot is not None
        await seat.bot.services.campaigns._stores.campaigns.set_fallbacks(1, ("ollama/mistral", "offline/narrator"))
        await seat.restart()
        shown = await asked(seat.kira, seat.channel, "models list")
        assert "**GPT-4o**; when it fails: Mistral 7B (Ollama), Offline narrator (no AI)" in text(shown)
        await seat.restart(openai_api_key=None)
        shown = await asked(seat.kira, seat.channel, "models list")
    assert "**GPT-4o**, not offered now; when it fails: Mistral 7B (Ollama)" in text(shown)


async def test_whoever_may_not_manage_the_server_cannot_change_its_default(seat: Seat) -> None:
    shown = await asked(seat.kira, seat.channel, "models default", model="offline/narrator")
    assert "Manage Server" in shown.content
    assert "The default of this server" not in text(await asked(seat.kira, seat.channel, "models list"))


async def test_models_are_offered_by_what_was_typed(sit: Sitting) -> None:
    seat = await sit(openai_base_url="http://127.0.0.1:9/v1", openai_api_key=KEY)
    for command in ("models test", "models default"):
        choices = await seat.ada.autocomplete(seat.channel, command, "model", "gpt-4")
        assert [choice["value"] for choice in choices] == ["openai/gpt-5.6-sol", GPT]


async def test_the_operator_sees_how_the_program_is(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("It ", "opens."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        before = await asked(seat.ada, seat.channel, "models status")
        await asked(seat.ada, seat.channel, "models test", model=GPT)
        vendor.script.append(Reply(status=500, fault="status"))
        await asked(seat.ada, seat.channel, "models test", model=GPT)
        shown = await asked(seat.ada, seat.channel, "models status")
    assert "None was asked yet." in text(before)
    assert shown.seen_by == seat.ada.id
    found = fields(shown)
    assert "🟢 Skald itself is well." in text(shown)
    assert found["Servers"] == "1"
    assert found["Actions waiting"] == "0"
    assert "🟢 openai, the operator's key" in found["Providers"]
    assert "**openai/gpt-4o** · 1 of 2 attempts told · first token: max " in found["Models since the start"]
    assert "its server was in trouble (1)" in found["Models since the start"]


async def test_nobody_else_sees_it(seat: Seat) -> None:
    shown = await asked(seat.kira, seat.channel, "models status")
    assert "Only whoever runs Skald" in shown.content
    assert shown.seen_by == seat.kira.id
