"""A model that stumbles does not stop the evening: the next one tells the turn from its start."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr
from sqlalchemy import Row, Table

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import llm_calls, turns
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
FIRST, SECOND = "openai/gpt-4o", "anthropic/claude-haiku-5-5"
WORKING = Reply(tokens=("The ", "fog ", "lifts."))
OTHER = Reply(tokens=("A ", "lamp ", "burns."))
TOOK_OVER = "-# ↪ GPT-4o could not tell this, so Claude Haiku 5.5 (small) did."


def served_by(openai: ModelServer, anthropic: ModelServer) -> dict[str, Any]:
    return {
        "openai_base_url": openai.url,
        "openai_api_key": KEY,
        "anthropic_base_url": anthropic.url.removesuffix("/v1"),
        "anthropic_api_key": KEY,
    }


async def rows(seat: Seat, table: Table) -> list[Row[Any]]:
    """Read a table after Skald stopped."""
    (found,) = await seat.kept(table)
    return found


async def say(seat: Seat, command: str, **options: str) -> str:
    return (await (await seat.ada.slash(seat.channel, command, **options)).reply()).content


async def test_a_story_cut_in_the_middle_is_taken_back_and_told_from_the_start_by_the_fallback(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        named = await say(seat, "campaign fallback", first="offline/narrator", third=SECOND)
        assert "Claude Haiku 5.5" in named
        assert "Claude Haiku 5.5" in await say(seat, "campaign fallback", first=SECOND)
        openai.script.append(Reply(tokens=("Half ", "a ", "tale "), rate=20, fault="drop", after=2))
        await seat.kira.say(seat.channel, "I wait.")
        story = await seat.told(2)
        assert story.content == f"A lamp burns.\n{TOOK_OVER}"
        assert len(seat.stories()) == 2
        calls, told = await rows(seat, llm_calls), await rows(seat, turns)
    assert [(call.provider, call.route, call.withdrawn, call.error_class) for call in calls[1:]] == [
        ("openai", 0, True, "Interrupted"),
        ("anthropic", 1, False, None),
    ]
    assert (told[1].wanted_model, told[1].model) == (FIRST, SECOND)
    assert told[1].narration == "A lamp burns."


async def test_the_fallback_meets_the_dice_that_the_first_model_met(sit: Sitting) -> None:
    roll = ToolUse("roll_dice", '{"dice":"1d1000","reason":"luck"}')
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await say(seat, "campaign fallback", first=SECOND)
        openai.script.extend((Reply(tokens=(), tools=(roll,)), Reply(fault="truncate")))
        anthropic.script.append(Reply(tokens=(), tools=(roll,)))
        await seat.kira.say(seat.channel, "I trust my luck.")
        story = await seat.told(2)
        met_first = openai.requests[-1].body["messages"][-1]["content"]
        met_then = anthropic.requests[-1].body["messages"][-1]["content"][0]["content"]
    assert met_first == met_then
    assert story.content.count("🎲") == 1


async def test_when_every_model_fails_the_table_reads_why_of_each_and_can_try_again(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await say(seat, "campaign fallback", first=SECOND)
        openai.default, anthropic.default = Reply(fault="truncate"), Reply(fault="refusal")
        await seat.kira.say(seat.channel, "I wait.")
        failure = await seat.told(2)
        assert "GPT-4o broke off" in failure.content
        assert "Claude Haiku 5.5 (small) refused" in failure.content
        openai.default = WORKING
        await seat.bruno.click(failure, "Try again")
        await seat.playground.wait_for(lambda: failure.content == "The fog lifts.", what="the story")


async def test_a_dead_provider_is_left_alone_and_its_turns_go_straight_to_the_fallback(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await say(seat, "campaign fallback", first=SECOND)
        openai.default = Reply(fault="truncate")
        for number in range(5):
            await seat.kira.say(seat.channel, f"I knock {number} times.")
            await seat.told(number + 2)
        asked = len(openai.requests)
        await seat.kira.say(seat.channel, "I knock once more.")
        story = await seat.told(7)
        assert len(openai.requests) == asked == 6
    assert story.content.endswith(TOOK_OVER)


async def test_a_model_that_hangs_leaves_the_fallback_time_to_tell(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic), api_timeout=0.2)
        await seat.create_campaign(model=FIRST)
        await say(seat, "campaign fallback", first=SECOND)
        openai.default = Reply(fault="stall", after=0)
        await seat.kira.say(seat.channel, "I wait.")
        story = await seat.told(2)
        calls = await rows(seat, llm_calls)
    assert story.content.endswith(TOOK_OVER)
    assert [call.error_class for call in calls[1:]] == ["TooSlow"] * (len(calls) - 2) + [None]


async def test_a_model_that_is_not_offered_any_more_is_replaced_and_named(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await say(seat, "campaign fallback", first=SECOND)
        await seat.restart(openai_api_key=None)
        await seat.kira.say(seat.channel, "I wait.")
        story = await seat.told(2)
    assert story.content == ("A lamp burns.\n-# ↪ GPT-4o is not offered now, so Claude Haiku 5.5 (small) told this.")


async def test_without_a_choice_the_operators_default_takes_over_but_never_the_offline_narrator(sit: Sitting) -> None:
    async with ModelServer(WORKING, models=("mistral",)).running() as ollama, ModelServer(OTHER).running() as anthropic:
        seat = await sit(
            ollama_base_url=ollama.url,
            anthropic_base_url=anthropic.url.removesuffix("/v1"),
            anthropic_api_key=KEY,
            default_model=SECOND,
        )
        await seat.create_campaign(model="ollama/mistral")
        ollama.default = Reply(fault="truncate")
        await seat.kira.say(seat.channel, "I wait.")
        assert (await seat.told(2)).content.startswith("A lamp burns.")
        await seat.restart(default_model="offline/narrator")
        await seat.kira.say(seat.channel, "I wait on.")
        assert "Mistral 7B (Ollama) broke off" in (await seat.told(3)).content


async def test_a_wrong_call_is_corrected_once_and_then_the_turn_goes_on_without(sit: Sitting) -> None:
    wrong = Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1000000d6","reason":"all"}'),))
    async with ModelServer(WORKING).running() as openai:
        seat = await sit(openai_base_url=openai.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        openai.script.extend((wrong, wrong))
        await seat.kira.say(seat.channel, "I throw everything.")
        story = await seat.told(2)
        asked = [request.body for request in openai.requests[1:]]
        calls = await rows(seat, llm_calls)
    assert story.content == (
        "The fog lifts.\n-# ⚠️ The rules could not do what GPT-4o asked of them; the story went on without it."
    )
    assert [body.get("tool_choice") for body in asked] == [None, None, "none"]
    assert [call.tool_calls_valid for call in calls] == [0, 0, 0, 0]


async def test_nobody_but_owner_and_stewards_chooses_the_fallback_and_it_is_not_the_model_itself(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        refused = await (await seat.kira.slash(seat.channel, "campaign fallback", first=SECOND)).reply()
        assert "Manage Channels" in refused.content
        assert "already" in await say(seat, "campaign fallback", first=FIRST)
        assert "offline/narrator" in await say(seat, "campaign fallback", first="openai/gpt-1")
        assert "GPT-4o" not in await say(seat, "campaign fallback", first=SECOND, second=SECOND)
        shown = (await (await seat.kira.slash(seat.channel, "campaign show")).reply()).embeds[0]
        assert "Claude Haiku 5.5 (small)" in [field["value"] for field in shown["fields"]]
        assert "default model" in await say(seat, "campaign fallback")


async def test_four_dialects_tell_one_story_and_a_server_that_dies_in_a_sentence_does_not_end_it(sit: Sitting) -> None:
    async with ModelServer(WORKING, models=("mistral",)).running() as ollama, ModelServer(OTHER).running() as anthropic:
        async with ModelServer(WORKING).running() as openai, ModelServer(WORKING).running() as deepseek:
            seat = await sit(
                **served_by(openai, anthropic),
                ollama_base_url=ollama.url,
                deepseek_base_url=deepseek.url,
                deepseek_api_key=KEY,
            )
            await seat.create_campaign(model=FIRST)
            await say(seat, "campaign fallback", first=SECOND)
            for number, model in enumerate((SECOND, "ollama/mistral", "deepseek/deepseek-flash"), start=2):
                await say(seat, "campaign model", model=model)
                await seat.kira.say(seat.channel, f"I walk on, mile {number}.")
                await seat.told(number)
            deepseek.script.append(Reply(tokens=("Far ", "out ", "at ", "sea ") * 20, rate=20))
            await seat.kira.say(seat.channel, "I sing.")
            await seat.playground.wait_for(lambda: len(seat.stories()) == 5, what="the first words")
        # The server is gone now, its sentence unfinished.
        story = await seat.told(5)
        assert story.content == (
            "A lamp burns.\n-# ↪ DeepSeek Flash (small) could not tell this, so Claude Haiku 5.5 (small) did."
        )
        assert anthropic.requests[-1].body["messages"][-1]["content"][-1]["text"].endswith("I sing.</player>")
        await seat.settled()
        receipt = str((await (await seat.kira.slash(seat.channel, "receipt")).reply()).embeds[0]["description"])
        tried = [line for line in receipt.splitlines() if line.startswith(("↩️", "✅"))]
        assert tried == [
            "↩️ **DeepSeek Flash (small)** · broke off, taken back",
            "✅ **Claude Haiku 5.5 (small)** · told",
        ]
        calls = await rows(seat, llm_calls)
    assert [call.provider for call in calls] == ["openai", "anthropic", "ollama", "deepseek", "deepseek", "anthropic"]
    assert all(story.content.count("▌") == 0 for story in seat.stories())
