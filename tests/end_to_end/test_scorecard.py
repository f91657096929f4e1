"""What a model's tellings are worth, by checks and by what players say, over the wire."""

from __future__ import annotations

from benchmarks.model_server import ModelServer, Reply
from tests.end_to_end.conftest import Sitting, buttons
from tests.end_to_end.test_fallbacks import FIRST, KEY

HONEST = Reply(tokens=("The fog lifts over the harbour. ", "What do you do?"))
LYING = Reply(tokens=("You rolled a 19. ", "You decide to leave the town for good."))


async def test_a_scorecard_counts_what_was_checked_found_and_complained_of(sit: Sitting) -> None:
    async with ModelServer(HONEST).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        gone = await (await seat.ada.slash(seat.channel, "stats scorecard", model="openai/gone")).reply()
        assert gone.content == "No model here is called “openai/gone”. Pick one from the list."
        quiet = "deepseek/deepseek-flash"
        empty = await (await seat.ada.slash(seat.channel, "stats scorecard", model=quiet)).reply()
        assert "No telling of this model was checked here" in str(empty.embeds)
        await seat.ada.say(seat.channel, "I look around.")
        reply = await seat.told(2)
        await seat.settled()
        vendor.default = LYING
        await seat.ada.say(seat.channel, "I wait.")
        await seat.told(3)
        await seat.settled()
        wrong = next(each for each in buttons(reply) if each.startswith("skald:wrong:"))
        form = await seat.ada.click(reply, wrong)
        await (await seat.ada.submit(form, {"what": "rules", "words": ""})).reply()
        choices = await seat.ada.autocomplete(seat.channel, "stats scorecard", "model", "gpt-4o")
        shown = await (await seat.ada.slash(seat.channel, "stats scorecard", model=FIRST, days=1, campaign="1")).reply()
        vendor.default = Reply(fault="refusal")
        await seat.ada.say(seat.channel, "I ask for what nobody tells.")
        await seat.playground.wait_for(seat.failures, what="the refusal")
        await seat.settled()
        again = await (await seat.ada.slash(seat.channel, "stats scorecard", model=FIRST)).reply()
        french = seat.kira
        french.locale = "fr"
        other = await (await french.slash(seat.channel, "stats scorecard", model=FIRST)).reply()
        refused = await (await seat.bruno.slash(seat.channel, "stats scorecard", model=FIRST, everywhere=True)).reply()
        future = await (await seat.ada.slash(seat.channel, "stats scorecard", model=FIRST, days=0)).reply()
    assert FIRST in [choice["value"] for choice in choices]
    assert shown.seen_by == seat.ada.id
    fields = {field["name"]: field["value"] for field in shown.embeds[0]["fields"]}
    # One of one telling of dice was wrong; of three tellings one decided for a player; nobody was dead.
    assert "Told a roll that nobody threw\n-# **100%** (21–100%) · 1 of 1" in fields["By the rules"]
    assert "Let the dead act" not in fields["By the rules"]
    assert "for a player’s character\n-# **33%** (6.1–79%) · 1 of 3" in fields["As a game master"]
    assert "Broke off before the end\n-# **0%** (0–56%) · 0 of 3" in fields["As a game master"]
    assert "The rules or the dice\n-# **33%** (6.1–79%) · 1 of 3" in fields["What players said is wrong"]
    # What was never told is a refusal all the same.
    assert "Refused, or spoke of itself\n-# **25%** (4.6–70%) · 1 of 4" in str(again.embeds[0]["fields"][1]["value"])
    # Who plays in no campaign of the server sees none of its figures.
    assert "fields" not in other.embeds[0] or not other.embeds[0]["fields"]
    assert not refused.embeds
    assert not future.embeds
