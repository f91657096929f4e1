"""Whoever manages one channel only reaches, of what compares models, no further than that channel."""

from __future__ import annotations

from benchmarks.model_server import ModelServer
from playground.model import Channel
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_models import KEY
from tests.end_to_end.test_record import make

MANAGE_CHANNELS = 1 << 4


async def _asked(person: Person, place: Channel, command: str, **options: object) -> str:
    reply = await (await person.slash(place, command, **options)).reply()
    return f"{reply.content}{''.join(one['description'] for one in reply.embeds)}"


async def test_the_posts_of_other_channels_and_campaigns_of_others_are_out_of_reach(seat: Seat) -> None:
    general = seat.playground.channel("general")
    await seat.create_campaign()
    seat.playground.world.overwrite(general, seat.kira.id, 1, MANAGE_CHANNELS, 0)
    add = {"chart": "digest", "every": "day"}
    assert (await _asked(seat.ada, seat.channel, "stats schedule add", **add)).startswith("Schedule 1:")
    assert (await _asked(seat.kira, general, "stats schedule list")).startswith("Nothing yet.")
    for what in ("pause", "resume", "run", "remove"):
        told = await _asked(seat.kira, general, f"stats schedule {what}", schedule="1")
        assert told.startswith("There is no such schedule here."), what
    assert await seat.kira.autocomplete(general, "stats schedule run", "schedule", "") == []
    # What is posted holds no more than they may look at themselves.
    assert "one campaign you are in" in await _asked(seat.kira, general, "stats schedule add", **add)
    refused = await _asked(seat.kira, general, "stats schedule add", **add, campaign="1")
    assert refused.startswith("There is no such campaign")
    await make(seat, "Kira")
    added = await _asked(seat.kira, general, "stats schedule add", **add, campaign="1")
    assert added.startswith("Schedule 2:")
    assert "digest" not in await _asked(seat.kira, general, "stats schedule run", schedule="2")
    assert (await _asked(seat.ada, general, "stats schedule list")).count("\n") >= 1
    assert await _asked(seat.kira, general, "stats schedule remove", schedule="2") == "Schedule 2 is removed."


async def test_the_replays_of_other_channels_are_out_of_reach(sit: Sitting) -> None:
    async with ModelServer().running() as openai:
        seat = await sit(openai_base_url=openai.url, openai_api_key=KEY)
        general = seat.playground.channel("general")
        await seat.create_campaign()
        await seat.settled()
        assert seat.bot is not None
        replays = seat.bot.services.comparing.replays
        await _asked(seat.ada, seat.channel, "replay start", first="openai/gpt-4o")
        await replays.settled()
        seat.playground.world.overwrite(general, seat.kira.id, 1, MANAGE_CHANNELS, 0)
        for what in ("report", "status", "resume", "stop"):
            for named in ({}, {"replay": 1}):
                told = await _asked(seat.kira, general, f"replay {what}", **named)
                assert "no such replay" in told or "No replay" in told, (what, told)
        assert await seat.kira.autocomplete(general, "replay report", "replay", "") == []
        assert "Replay 1" in await _asked(seat.ada, general, "replay report")
        # One that stands in their channel is theirs.
        await _asked(seat.kira, general, "models audition", first="openai/gpt-4o", scene="cellar")
        await replays.settled()
        assert "Replay 2" in await _asked(seat.kira, general, "replay report")
