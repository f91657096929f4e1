"""What is posted by the clock, from the command to the message in the channel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.storage.tables import incidents, job_runs, schedules
from playground.call import Call
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat
from tests.end_to_end.test_stats import a_month

ADD = "stats schedule add"


async def _add(person: Person, place: Channel, **options: Any) -> str:
    return (await (await person.slash(place, ADD, **options)).reply()).content


async def _use(person: Person, place: Channel, what: str, schedule: str) -> str:
    return (await (await person.slash(place, f"stats schedule {what}", schedule=schedule)).reply()).content


async def _listed(seat: Seat) -> str:
    call: Call = await seat.ada.slash(seat.channel, "stats schedule list")
    return (await call.reply()).embeds[0]["description"]


def _services(seat: Seat) -> Any:
    assert seat.bot is not None
    return seat.bot.services


async def _owed(seat: Seat, **ago: float) -> None:
    """Let every slot have come so long ago, and let the clock look once."""
    services = _services(seat)
    due_at = datetime.now(UTC) - timedelta(**ago)
    async with services.comparing.schedules._stores.database.begin() as connection:
        await connection.execute(update(schedules).values(due_at=due_at))
    await _look(seat)


async def _look(seat: Seat) -> None:
    (job,) = [job for job in _services(seat).jobs if job.name == "schedules"]
    await job.run()


def _posts(seat: Seat, place: Channel) -> list[Message]:
    bot = seat.playground.world.application.bot
    return [message for message in place.messages if message.author is bot and message.interaction is None]


async def test_a_digest_is_scheduled_listed_run_paused_resumed_and_removed(seat: Seat) -> None:
    general = seat.playground.channel("general")
    told = await _add(
        seat.ada, seat.channel, chart="digest", every="week", at="18:30", zone="Europe/Paris", channel=general
    )
    assert told.startswith(f"Schedule 1: **The week in three sentences** in <#{general.id}>, first <t:")
    assert "`30 18 * * 1 Europe/Paris`" in await _listed(seat)

    assert await _use(seat.ada, seat.channel, "run", "1") == (
        f"**The week in three sentences** stands in <#{general.id}> now."
    )
    (posted,) = _posts(seat, general)
    assert posted.content.startswith("**The week in figures** · <t:")
    assert "No turn was told in these two weeks." in posted.content
    assert "less than a minute ago" in await _use(seat.ada, seat.channel, "run", "1")

    # A slot that came while nobody looked is posted once, and says that it is late.
    await _owed(seat, hours=30)
    await _look(seat)
    assert len(_posts(seat, general)) == 2
    assert "\n-# Late: this was planned for <t:" in _posts(seat, general)[-1].content

    assert "is paused" in await _use(seat.ada, seat.channel, "pause", "1")
    assert await _use(seat.ada, seat.channel, "pause", "1") == "That schedule is paused already."
    assert "· paused" in await _listed(seat)
    await _owed(seat, hours=1)
    assert len(_posts(seat, general)) == 2
    offered = await seat.ada.autocomplete(seat.channel, "stats schedule resume", "schedule", "three")
    assert [(one["name"], one["value"]) for one in offered] == [
        ("1 · The week in three sentences · 30 18 * * 1 Europe/Paris", "1")
    ]
    await seat.restart()
    assert "goes on; it comes next <t:" in await _use(seat.ada, seat.channel, "resume", "1")
    assert await _use(seat.ada, seat.channel, "remove", "1") == "Schedule 1 is removed."
    assert "There is no such schedule" in await _use(seat.ada, seat.channel, "remove", "1")
    assert await _listed(seat) == "Nothing yet. /stats schedule add has a chart posted."


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"cron": "* * * * * *"}, "That is no cron line I can read."),
    ({"cron": "* * * * *"}, "That would come more than once an hour."),
    ({"cron": "0 9 31 2 *"}, "There is no such day in any year"),
    ({"every": "day", "at": "25:00"}, "A time of day has hours and minutes"),
    ({"every": "day", "zone": "Mars/Olympus"}, "There is no such time zone."),
    ({"every": "day", "zone": "../../etc/passwd"}, "There is no such time zone."),
    ({"every": "day", "zone": "x" * 5_000}, "There is no such time zone."),
    ({"every": "day", "cron": "0 9 * * *"}, "Say how often, or give a line of cron; not both."),
    ({}, "Say how often, or give a line of cron; not both."),
    ({"cron": "0 9 * * *", "at": "10:00"}, "A line of cron says the time of day by itself: leave out the other."),
    ({"every": "day", "chart": "system"}, "I cannot post that by the clock."),
    ({"every": "day", "chart": "@everyone"}, "I cannot post that by the clock."),
    ({"every": "day", "days": 0}, "A schedule looks back over 1 to 400 days."),
    ({"every": "day", "days": 401}, "A schedule looks back over 1 to 400 days."),
    ({"every": "month", "days": 14}, "A digest holds a week against the week before, however often it comes"),
    ({"every": "day", "language": "tlh"}, "Skald plays in these languages"),
    ({"every": "day", "campaign": "99"}, "There is no such campaign at this server"),
    ({"every": "day", "campaign": "robert'); --"}, "There is no such campaign at this server"),
]


async def test_what_cannot_be_scheduled_gets_a_sentence(seat: Seat) -> None:
    for given, sentence in REFUSED:
        told = await _add(seat.ada, seat.channel, **{"chart": "digest", **given})
        assert told.startswith(sentence), given
    assert await _listed(seat) == "Nothing yet. /stats schedule add has a chart posted."


async def test_only_who_manages_the_channel_meant_or_the_server_schedules_and_twenty_are_enough(seat: Seat) -> None:
    general = seat.playground.channel("general")
    sentence = "Only someone with the permission Manage Channels or Manage Server can have me post by the clock."
    assert await _add(seat.kira, seat.channel, chart="digest", every="day") == sentence
    # Who manages one channel cannot post in another.
    seat.playground.world.overwrite(seat.channel, seat.kira.id, 1, 1 << 4, 0)
    assert await _add(seat.kira, seat.channel, chart="digest", every="day", channel=general) == sentence
    assert "one campaign you are in" in await _add(seat.kira, seat.channel, chart="digest", every="day")
    assert (await _add(seat.ada, seat.channel, chart="digest", every="day")).startswith("Schedule 1:")
    seat.playground.world.overwrite(seat.channel, seat.kira.id, 1, 0, 0)
    for what in ("pause", "resume", "remove", "run"):
        assert await _use(seat.kira, seat.channel, what, "1") == sentence
    for number in range(2, 21):
        added = await _add(seat.ada, seat.channel, chart="digest", every="month", days=7)
        assert added.startswith(f"Schedule {number}:")
    assert (await _add(seat.ada, seat.channel, chart="digest", every="day")).startswith("This server has 20 schedules")
    for wrong in ("21", "0", "-1", "٣", "1; DROP TABLE schedules", "9" * 400):
        assert "There is no such schedule" in await _use(seat.ada, seat.channel, "run", wrong)


async def test_a_channel_or_a_right_that_is_gone_pauses_and_tells_its_owner(seat: Seat) -> None:
    general, hall = seat.playground.channel("general"), seat.playground.channel("dice")
    for place in (general, hall):
        assert "first <t:" in await _add(seat.ada, seat.channel, chart="digest", every="day", channel=place)
    seat.playground.deny(general, "send_messages")
    seat.playground.world.delete_channel(hall)
    await _owed(seat, hours=1)
    await _owed(seat, hours=1)
    direct = await seat.playground.wait_for(lambda: seat.playground.direct(seat.ada).messages, what="a word to Ada")
    first, second = (message.content for message in direct)
    assert f"Your schedule 1 for <#{general.id}> is paused. I may not write in #general." in first
    assert f"Your schedule 2 for <#{hall.id}> is paused. Its channel is gone, or I cannot see it any more." in second
    listed = await _listed(seat)
    assert listed.count("· paused") == 2
    assert "-# I may not write in #general." in listed
    assert (await _use(seat.ada, seat.channel, "resume", "2")).startswith("Its channel is gone")
    assert (await _use(seat.ada, seat.channel, "run", "2")).startswith("Its channel is gone")
    assert (await _add(seat.ada, seat.channel, chart="digest", every="day", channel=general)).startswith("I cannot do")

    async def wrong() -> list[str]:
        async with _services(seat).comparing.schedules._stores.database.autocommit() as connection:
            found = await connection.execute(select(incidents.c.subject).where(incidents.c.ended_at.is_(None)))
            return sorted(found.scalars())

    assert await wrong() == ["1", "2"]
    seat.playground.allow(general, "send_messages")
    assert "goes on" in await _use(seat.ada, seat.channel, "resume", "1")
    await _use(seat.ada, seat.channel, "remove", "2")
    assert await wrong() == []


async def test_what_can_be_chosen_is_offered(seat: Seat) -> None:
    await seat.create_campaign()

    async def offered(option: str, typed: str) -> list[str]:
        return [one["value"] for one in await seat.ada.autocomplete(seat.channel, ADD, option, typed)]

    assert await offered("zone", "new york") == ["America/New_York"]
    assert (await offered("zone", ""))[0] == "UTC"
    assert len(await offered("zone", "e")) == 25
    assert "digest" in await offered("chart", "")
    assert await offered("at", "18") == ["18:00"]
    assert await offered("cron", "1-5") == ["0 9 * * 1-5"]
    assert await offered("language", "fran") == ["fr"]
    assert await offered("campaign", "bell") == ["1"]
    told = await _add(seat.ada, seat.channel, chart="digest", cron="0 */6 * * *", campaign="1", language="fr")
    assert told.startswith("Schedule 1:")
    await _owed(seat, minutes=1)
    await seat.settled()
    assert len(_posts(seat, seat.channel)) == 2


async def test_charts_are_posted_with_words_for_those_who_cannot_see_them(seat: Seat) -> None:
    await a_month(seat)
    general = seat.playground.channel("general")
    assert "This chart is of one campaign" in await _add(seat.ada, seat.channel, chart="campaign", every="day")
    for given in (
        {"chart": "first-word"},
        {"chart": "campaign", "campaign": "1"},
        {"chart": "trend"},
        {"chart": "digest"},
    ):
        told = await _add(seat.ada, seat.channel, every="month", channel=general, **given)
        assert told.startswith("Schedule"), told
    for number in range(1, 5):
        assert "stands in" in await _use(seat.ada, seat.channel, "run", str(number))
    waits, story, missing, digest = _posts(seat, general)
    assert waits.content == "**Wait to the first word**"
    (picture,) = waits.attachments
    assert picture.filename == "first-word.png"
    assert seat.playground.world.files[picture.id].startswith(b"\x89PNG")
    assert "n = 93 turns" in (picture.description or "")
    assert [one.filename for one in story.attachments] == ["campaign.png"]
    # Too few data are a sentence, and neither an empty picture nor silence.
    assert missing.content.startswith("-# There is too little for this chart yet")
    assert missing.attachments == []
    assert "\n- Turns told: 93, after 0 the week before; most of them by openai/gpt-4o (80)." in digest.content
    assert "comes nearest with 80 and 0." in digest.content
    assert digest.content.endswith("the prices of 12 calls are unknown and not in it.")

    # Without the right to attach files, pictures are not posted, and what needs none is. A slot counts whole hours, so
    # that at least twenty of these turns are older.
    seat.playground.deny(general, "attach_files")
    await _owed(seat)
    assert (await _listed(seat)).count("Someone who manages it can give me: Attach Files.") == 2
    assert len(_posts(seat, general)) == 6


async def test_a_post_whose_answer_was_lost_on_its_way_stands_there_once(seat: Seat) -> None:
    general = seat.playground.channel("general")
    await _add(seat.ada, seat.channel, chart="digest", every="day", channel=general)
    # discord.py asks again a few times by itself before it gives up.
    seat.playground.faults.hang_up("POST", f"/channels/{general.id}/messages", times=5, after=True)
    await _owed(seat)
    seat.playground.faults.clear()
    async with _services(seat)._database.begin() as connection:
        began_at = datetime.now(UTC) - timedelta(minutes=5)
        await connection.execute(update(job_runs).values(began_at=began_at))
    await _look(seat)
    assert len(_posts(seat, general)) == 1
    async with _services(seat)._database.autocommit() as connection:
        (run,) = (await connection.execute(select(job_runs))).all()
    assert (run.outcome, run.message_id) == ("posted", _posts(seat, general)[0].id)
