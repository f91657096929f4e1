"""`python -m bot sample` beside a bot that plays: what is made up is shown at once, says so everywhere, and goes."""

from __future__ import annotations

import asyncio
import os

from bot.storage.tables import campaigns, guilds, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting
from tests.forked import Heard

KINDS = ("first-word", "trend", "speed-cost", "cost-days", "outcomes", "scorecard", "ratings", "wins")
MADE = ("sample/amber-9", "sample/basalt-mini", "sample/cedar-7b")


async def sample(seat: Seat, *given: str, language: str = "en") -> tuple[int, str]:
    """Use the command as whoever runs the bot does; return its exit status and what it said."""
    own = {"DATABASE_URL": seat.settings.database, "DATA_DIR": str(seat.settings.data_dir), "LC_ALL": language}
    program = Heard(["sample", *given], seat.settings.data_dir, {**os.environ, **own})
    return await asyncio.to_thread(program.ended)


def read(message: Message) -> str:
    return f"{message.content} {message.embeds} {[each.description for each in message.attachments]}"


async def test_a_made_up_month_is_seen_at_once_says_so_everywhere_and_goes_again(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign()
    assert seat.channel.guild is not None
    server = str(seat.channel.guild.id)
    stranger = await sample(seat, "--server", "1")
    assert (stranger[0], f"There is no server 1 here. Skald knows: {server}" in stranger[1]) == (1, True)
    assert "There are no samples" in (await sample(seat, "--server", server, "--remove"))[1]
    written, _ = await asyncio.gather(sample(seat, "--server", server), seat.ada.say(seat.channel, "I look around."))
    assert (written[0], "made-up turns" in written[1]) == (0, True), written
    assert await sample(seat, "--server", server) == written
    await seat.told(2)
    for command in ("stats models", "stats leaderboard", "stats cost"):
        shown = read(await (await seat.ada.slash(seat.channel, command)).reply())
        assert all(name in shown for name in MADE), (command, shown)
    for kind in KINDS:
        chart = await (await seat.ada.slash(seat.channel, "stats chart", kind=kind)).reply()
        (picture,) = chart.attachments
        assert "sample/" in str(picture), kind
    (orchard, *_) = await seat.ada.autocomplete(seat.channel, "stats campaign", "campaign", "Orchard")
    assert orchard["name"].startswith("Sample: The Glass Orchard")
    chart = await (
        await seat.ada.slash(seat.channel, "stats chart", kind="campaign", campaign=str(orchard["value"]))
    ).reply()
    assert "Sample: The Glass Orchard" in str(chart.attachments)
    assert "**$0** · 2 turns" in read(await (await seat.ada.slash(seat.channel, "budget show")).reply())
    removed = await sample(seat, "--server", server, "--remove", language="fr_FR.UTF-8")
    assert removed[0] == 0
    assert "sample/" not in read(await (await seat.ada.slash(seat.channel, "stats models")).reply())
    await seat.ada.say(seat.channel, "I go on.")
    await seat.told(3)
    await seat.settled()
    told, kept, _ = await seat.kept(turns, campaigns, guilds)
    assert len(told) == 3
    assert [row.name for row in kept] == ["The Drowned Bell"]
