"""A server's admins see what is wrong, hear of it in their channel, and choose when not to."""

from __future__ import annotations

from tests.end_to_end.conftest import Seat


async def test_an_admin_sees_what_is_wrong_and_chooses_when_not_to_hear_of_it(seat: Seat) -> None:
    assert seat.bot is not None
    await seat.create_campaign()
    well = (await (await seat.ada.slash(seat.channel, "alerts show")).reply()).content
    assert well.startswith("✅ Nothing is wrong here that I know of.")
    guild = seat.channel.guild
    assert guild is not None
    services = seat.bot.services
    await services.servers.change(guild.id, guild.name, person_may=True, notices_channel_id=seat.channel.id)
    stores = services.play._stores
    await stores.incidents.begin(guild.id, "schedule", "7", {"schedule": 7}, services.comparing.ballots._now())
    await services.comparing.notices.look_and_tell()
    told = await seat.playground.wait_for(lambda: seat.stories()[-1] if len(seat.stories()) > 1 else None)
    assert told.content.startswith("⚠️ Scheduled post 7 could not be posted")
    shown = (await (await seat.ada.slash(seat.channel, "alerts show")).reply()).content
    assert "Scheduled post 7" in shown
    found = await seat.ada.autocomplete(seat.channel, "alerts quiet", "zone", "paris")
    assert [choice["value"] for choice in found] == ["Europe/Paris"]
    kept = await seat.ada.slash(seat.channel, "alerts quiet", begin=22, end=7, zone="Europe/Paris")
    assert (await kept.reply()).content.startswith("From 22:00 to 7:00 (Europe/Paris) I tell nothing")
    wrong = await seat.ada.slash(seat.channel, "alerts quiet", begin=22, end=7, zone="Mars/Olympus")
    assert (await wrong.reply()).content.startswith("There is no such time zone.")
    half = await seat.ada.slash(seat.channel, "alerts quiet", begin=22)
    assert (await half.reply()).content == "Quiet hours begin and end at two different hours from 0 to 23."
    moved = await seat.ada.slash(seat.channel, "alerts quiet", zone="Europe/Berlin")
    assert "begin and end" in (await moved.reply()).content
    none = await seat.ada.slash(seat.channel, "alerts quiet")
    assert (await none.reply()).content.startswith("There are no quiet hours")
