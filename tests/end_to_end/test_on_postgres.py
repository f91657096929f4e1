"""Whole evenings of commands with PostgreSQL behind them: people, campaigns, characters, pictures."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services.accounts.service import AccountService
from bot.storage.engine import Database
from bot.storage.tables import accounts, campaigns, characters, facts, images, login_attempts, sessions
from bot.storage.tables.people import credentials
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_accounts import ADDRESS, OTHER, SECRET, code_in, filled, login, register
from tests.end_to_end.test_stable import asked, experienced, made, party, ruled

DAY = timedelta(days=1)
FORM = {"name": "La Cloche noyée", "theme": "surprise", "manner": "en:", "where": "here"}


@pytest.fixture
async def seat(sit: Sitting, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """Skald with PostgreSQL, the offline narrator, and hashes of a millisecond."""
    was = AccountService.__init__
    monkeypatch.setattr(AccountService, "__init__", lambda self, *given, **named: was(self, *given, **named, rounds=4))
    return await sit(database_url=postgres_url, playground={"rate_limits": False})


async def said(person: Person, place: Channel, command: str, **options: Any) -> Message:
    return await (await person.slash(place, command, **options)).reply()


async def text(person: Person, place: Channel, command: str, **options: Any) -> str:
    answer = await said(person, place, command, **options)
    return answer.content + str(answer.embeds)


async def count(seat: Seat, table: Any) -> int:
    """Count the rows of a table while Skald runs."""
    database = await Database.open(seat.settings.database)
    try:
        async with database.autocommit() as connection:
            return len((await connection.execute(table.select())).all())
    finally:
        await database.close()


async def test_an_account_is_made_locked_linked_parted_taken_along_and_kept_after_all(seat: Seat) -> None:
    kira, bruno, place = seat.kira, seat.bruno, seat.channel
    code = code_in(await register(kira, place))
    form = await kira.slash(place, "account register")
    assert form.message is not None
    assert "registered already" in form.message.content
    await seat.create_campaign()
    await made(seat, bruno, "Tam \U0001f9d9 O’Brien", "wizard")
    await bruno.say(place, "I look\x00 around; DROP TABLE accounts;--")
    await seat.told(2)
    await seat.settled()
    assert "do not belong together" in (await login(bruno, place, password=OTHER)).content
    assert "another account" in (await login(bruno, place)).content
    assert "belongs to your account now" in await text(bruno, place, "account link")
    assert "Tam" in await text(kira, place, "character show")
    new = {"old": SECRET, "new": OTHER, "again": OTHER, "address": "kira@example.org"}
    assert "It is changed" in (await filled(kira, place, "account password", **new)).content
    for guess in range(5):
        wrong = await login(seat.ada, place, "Kira@example.org", f"Guess{guess}Horse")
        assert "do not belong" in wrong.content
    await seat.restart()
    assert "Too many attempts" in (await login(seat.ada, place, "kira@EXAMPLE.org", OTHER)).content
    history = await text(kira, place, "account history")
    assert history.count("wrong password") == 6
    assert f"<@{seat.ada.id}>" in history
    assert "begins anew" in await text(kira, place, "account unlink", user=str(bruno.id))
    assert "direct message" in await text(kira, place, "account export")
    direct = seat.playground.world.direct(kira.user)
    (letter,) = [one for one in direct.messages if one.attachments]
    packed = zipfile.ZipFile(io.BytesIO(seat.playground.world.files[letter.attachments[0].id]))
    data = json.loads(packed.read("data.json"))
    assert [one["sheet"]["name"] for one in data["characters"]] == ["Tam \U0001f9d9 O’Brien"]
    leaving = await said(kira, place, "account delete")
    sure = await (await kira.submit(await kira.click(leaving, "skald:data:delete"), {"word": "skald"})).reply()
    assert "<t:" in sure.content
    again = await said(kira, place, "account delete")
    assert buttons(again) == ["skald:data:keep"]
    await kira.click(again, "skald:data:keep")
    assert buttons(await said(kira, place, "account delete")) == ["skald:data:delete"]
    assert await count(seat, credentials) == 1
    tried, kept, people = await seat.kept(login_attempts, sessions, accounts)
    assert ADDRESS.casefold() not in repr(tried).casefold()
    assert code not in repr(tried)
    assert [row.discord_id for row in kept if row.ended_at is None] == [kira.id]
    assert {row.delete_after for row in people} == {None}


async def test_a_server_is_set_up_and_its_characters_are_kept_in_every_way(seat: Seat) -> None:
    place, kira = seat.channel, seat.kira
    shown = await said(seat.ada, place, "setup")
    await seat.ada.select(shown, "skald:setup:notices", [place])
    await seat.ada.submit(await seat.ada.click(shown, "skald:setup:budget"), {"amount": "2,50"})
    await seat.playground.wait_for(lambda: "$2.50" in str(shown.embeds), what="the budget")
    start = await seat.ada.click(shown, "skald:setup:start")
    assert f"<#{place.id}>" in (await (await seat.ada.submit(start, FORM)).reply()).content
    assert "sent already" in (await (await seat.ada.submit(start, FORM)).reply()).content
    await seat.told(1)
    await seat.settled()
    elsewhere = seat.playground.add_channel("elsewhere")
    await seat.create_campaign(elsewhere, name="The Salt Road")
    await made(seat, kira, "Brom")
    assert "Brom rests now" in (await asked(seat, kira, "transfer", character="Brom")).content.replace("*", "")
    await made(seat, kira, "Zoé", "wizard")
    await ruled(seat, levels="players")
    await experienced(seat, 300)
    level = await asked(seat, kira, "levelup")
    me = buttons(level)[0].rsplit(":", 1)[1]
    await (await kira.click(level, f"skald:level:roll:{me}")).answered()
    await (await kira.select(level, f"skald:level:spells:{me}", ["identify", "grease"])).answered()
    await seat.restart()
    await (await kira.click(level, f"skald:level:confirm:{me}")).answered()
    assert level.embeds[0]["title"] == "Zoé"
    assert "goes to rest" in (await asked(seat, kira, "use", character="Brom")).content
    await ruled(seat, 2, guests="any")
    assert "comes into play" in (await asked(seat, kira, "use", elsewhere, character="Zoé")).content
    assert (await party(seat), await party(seat, 2)) == (["Brom"], ["Zoé"])
    file = (await asked(seat, kira, "export", character="Brom")).attachments[0]
    content = seat.playground.world.files[file.id]
    assert "is here and rests" in (await asked(seat, seat.bruno, "import", file=(file.filename, content))).content
    edit = await kira.slash(place, "character edit", character="Brom")
    assert "Bróm" in (await (await kira.submit(edit, {"name": "Bróm", "history": "A smith.\x00"})).reply()).content
    assert "retires" in (await asked(seat, kira, "retire", character="Bróm")).content
    assert "is back" in (await asked(seat, kira, "return", character="Bróm")).content
    sure = await asked(seat, kira, "delete", character="Bróm")
    assert "Bróm" in (await (await kira.click(sure, buttons(sure)[0])).reply()).content
    await seat.settled()
    (rows,) = await seat.kept(characters)
    assert [(row.name, row.campaign_id, row.sheet is None) for row in rows] == [("Zoé", 2, True), ("Brom", None, False)]


async def test_people_come_and_go_and_a_campaign_is_put_away_brought_back_doubled_and_ended(seat: Seat) -> None:
    place, other, ada, kira = seat.channel, seat.playground.channel("general"), seat.ada, seat.kira
    await seat.create_campaign()
    await seat.settled()
    await text(ada, place, "campaign settings", entry="invited")
    asks = await said(ada, place, "campaign invite", user=kira)
    calls = [kira.start_click(asks, "Join") for _ in range(2)]
    answers = [(await call.reply()).content for call in calls]
    assert sorted("plays along" in answer for answer in answers) == [False, True]
    await said(ada, place, "campaign invite", user=seat.bruno)
    assert "plays along" in await text(seat.bruno, place, "campaign join")
    await made(seat, seat.bruno, "Ulf")
    assert "plays along no more" in await text(ada, place, "campaign remove", user=seat.bruno)
    assert "were taken out" in await text(seat.bruno, place, "campaign join")
    assert "co-game-master" in await text(ada, place, "campaign role", user=kira, role="gm")
    assert "is paused" in await text(kira, place, "campaign pause")
    assert "goes on" in await text(kira, place, "campaign resume")
    hand = await said(ada, place, "campaign handover", user=kira)
    assert (await (await ada.click(hand, "Hand over")).reply()).mentions == [kira.id]
    assert "Owner" in str((await said(ada, place, "campaign show")).embeds)
    assert "is archived" in await text(kira, place, "campaign archive")
    await seat.restart()
    (choice,) = await ada.autocomplete(other, "campaign restore", "campaign", "drowned")
    assert "is back" in await text(ada, other, "campaign restore", campaign=choice["value"])
    cloned = await text(ada, place, "campaign clone", campaign=choice["value"], name="The Second Bell")
    assert "The Second Bell" in cloned
    await seat.told(2)
    await seat.settled()
    doomed = await said(ada, other, "campaign delete")
    assert "<t:" in (await (await ada.click(doomed, "Delete")).reply()).content
    assert seat.bot is not None
    lifecycle, now = seat.bot.services.lifecycle, datetime.now(UTC)
    assert [await lifecycle.purge(when) for when in (now, now + DAY, now + DAY)] == [0, 1, 0]
    assert "Drowned" not in str((await said(ada, place, "campaign list")).embeds)
    left, stays = await seat.kept(campaigns, characters)
    assert [(row.name, row.status) for row in left] == [("The Second Bell", "open")]
    assert [(row.name, row.campaign_id, row.sheet is None) for row in stays] == [("Ulf", None, False)]


async def test_pictures_are_drawn_and_swept_a_message_is_pinned_and_everybody_is_answered_in_their_language(
    seat: Seat,
) -> None:
    place, kira = seat.channel, seat.kira
    first = await seat.create_campaign()
    await made(seat, kira, "Mira", "wizard")
    await kira.say(place, "I light the lamp.")
    await seat.told(2)
    await seat.settled()
    for person, command in ((kira, "character portrait"), (seat.ada, "campaign portrait"), (kira, "scene picture")):
        call = await person.slash(place, command)
        shown = await seat.playground.wait_for(lambda call=call: call.message and call.message.attachments, what="it")
        assert shown[0].filename.endswith(".png"), command
    shown_face = (await said(kira, place, "campaign show")).embeds[0]["thumbnail"]["url"]
    assert shown_face.partition("?")[0].endswith("/face.png")
    receipt = await (await seat.bruno.context_menu(place, "Receipt", first)).reply()
    assert receipt.embeds[0]["title"] == "🧾 Turn 1"
    pinned = await (await kira.context_menu(place, "Pin as fact", first)).reply()
    assert "keeps this in mind" in pinned.content
    general = seat.playground.channel("general")
    assert "français" in (await text(kira, general, "language", language="fr")).casefold()
    await seat.restart()
    assert "Aucune campagne" in await text(kira, general, "receipt")
    sure = await asked(seat, kira, "delete", character="Mira")
    await (await kira.click(sure, buttons(sure)[0])).reply()
    assert seat.bot is not None
    gallery = seat.bot.services.gallery
    assert await gallery.sweep() == 0
    gallery._now = lambda: time.time() + 7200
    assert await gallery.sweep() == 1
    told = await seat.kept(images, facts)
    assert [row.kind for row in told[0]] == ["campaign", "scene"]
    assert [row.subject for row in told[1] if row.pinned] == ["The story"]
