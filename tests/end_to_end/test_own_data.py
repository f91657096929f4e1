"""People take their data along, or have it removed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from bot.domain.plaintext import fold
from playground.people import Person
from tests.end_to_end.conftest import Seat, buttons

SECRET = "I whisper to the well of Ossuary Lane."


async def played(seat: Seat) -> None:
    await seat.create_campaign()
    sheet = {"name": "Zephyrine", "race": "elf", "class": "wizard"}
    await (await seat.kira.slash(seat.channel, "character create", **sheet)).reply()
    await seat.kira.say(seat.channel, SECRET)
    await seat.told(2)
    await seat.bruno.say(seat.channel, "I am none of her business.")
    await seat.told(3)


def letters(seat: Seat, who: Person) -> list[Any]:
    """List what the bot wrote to somebody directly."""
    place = seat.playground.world.direct(who.user)
    return [one for one in place.messages if one.author is seat.playground.world.application.bot]


async def test_a_person_gets_everything_that_is_kept_of_them_and_nothing_of_others(seat: Seat) -> None:
    await played(seat)
    reply = await (await seat.kira.slash(seat.channel, "account export")).reply()
    assert "direct message" in reply.text
    (letter,) = letters(seat, seat.kira)
    packed = zipfile.ZipFile(io.BytesIO(seat.playground.world.files[letter.attachments[0].id]))
    assert packed.testzip() is None
    data = json.loads(packed.read("data.json"))
    assert [row["text"] for row in data["actions"]] == [SECRET]
    assert data["characters"][0]["sheet"]["name"] == "Zephyrine"
    assert data["discord_users"][0]["identity"] == str(seat.kira.id)
    assert "Ossuary Lane" in packed.read("read-me.md").decode()
    assert "none of her business" not in packed.read("data.json").decode()


async def test_an_export_asked_twenty_times_comes_once(seat: Seat) -> None:
    await played(seat)
    calls = [await seat.kira.slash(seat.channel, "account export") for _ in range(20)]
    replies = [(await call.reply()).text for call in calls]
    assert len(letters(seat, seat.kira)) == 1
    assert sum("<t:" in text for text in replies) == 19


async def test_deletion_is_asked_twice_told_and_can_be_undone(seat: Seat) -> None:
    await played(seat)
    asked = await (await seat.kira.slash(seat.channel, "account delete")).reply()
    assert buttons(asked) == ["skald:data:delete"]
    form = await seat.kira.click(asked, "skald:data:delete")
    wrong = await (await seat.kira.submit(form, {"word": "yes"})).reply()
    assert "Nothing is deleted" in wrong.text
    form = await seat.kira.click(asked, "skald:data:delete")
    await seat.restart()
    sure = await (await seat.kira.submit(form, {"word": "skald"})).reply()
    assert "<t:" in sure.text
    assert len(letters(seat, seat.kira)) == 1

    await seat.restart()
    again = await (await seat.kira.slash(seat.channel, "account delete")).reply()
    assert buttons(again) == ["skald:data:keep"]
    await seat.kira.click(again, "skald:data:keep")
    kept = await (await seat.kira.slash(seat.channel, "account delete")).reply()
    assert buttons(kept) == ["skald:data:delete"]


async def test_whoever_registered_has_to_be_signed_in(seat: Seat) -> None:
    form = await seat.kira.slash(seat.channel, "account register")
    await (
        await seat.kira.submit(form, {"address": "kira@example.org", "password": "Lanterns44", "again": "Lanterns44"})
    ).reply()
    await (await seat.kira.slash(seat.channel, "account logout")).reply()
    for command in ("account export", "account delete"):
        refused = await (await seat.kira.slash(seat.channel, command)).reply()
        assert "login" in fold(refused.text)
    assert letters(seat, seat.kira) == []
