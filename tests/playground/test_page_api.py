"""What the page asks and is pushed."""

from __future__ import annotations

import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import orjson
import pytest
from discord import ui

from playground import Person, Playground
from playground.events import Notice
from playground.model import Channel
from playground.web.feed import MOST_WAITING
from playground.web.guard import NotAllowed
from playground.web.keys import HEADER
from tests.playground.client import Bot


class Page:
    """One person's browser tab, without the browser."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession, person: str) -> None:
        self.playground, self.session, self.person = playground, session, person

    async def get(self, what: str, **query: object) -> Any:
        params = {
            "key": self.playground.keys.host,
            "person": self.person,
            **{key: str(value) for key, value in query.items()},
        }
        async with self.session.get(f"{self.playground.url}/page/{what}", params=params) as answer:
            return await answer.json()

    async def post(self, what: str, headers: dict[str, str] | None = None, **body: object) -> Any:
        url = f"{self.playground.url}/page/{what}"
        headers = {HEADER: self.playground.keys.host, **(headers or {})}
        async with self.session.post(url, json={"person": self.person, **body}, headers=headers) as answer:
            return await answer.json()

    async def listen(self) -> aiohttp.ClientWebSocketResponse:
        query = f"person={self.person}&key={self.playground.keys.host}"
        return await self.session.ws_connect(f"{self.playground.url}/page/ws?{query}")


async def pushed(socket: aiohttp.ClientWebSocketResponse, kind: str) -> Any:
    while True:
        told = await socket.receive_json(timeout=5)
        if told["type"] == kind:
            return told["data"]


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session:
        yield Page(playground, session, "kira")


class Buttons(ui.View):
    @ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.edit_message(content="pressed")


class Form(ui.Modal, title="Name"):
    name = ui.TextInput[ui.Modal](label="Name", custom_id="name")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"I am {self.name.value}")


@pytest.fixture
async def commands(bot: Bot) -> None:
    @bot.tree.command(description="Say")
    async def say(interaction: discord.Interaction, what: str) -> None:
        await interaction.response.send_message(f"{interaction.locale} {what}", view=Buttons(), ephemeral=True)

    @say.autocomplete("what")
    async def complete(interaction: discord.Interaction, current: str) -> list[Any]:
        return [discord.app_commands.Choice(name=current.upper(), value=current)]

    @bot.tree.command(description="Form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    await bot.tree.sync()


async def test_the_state_names_the_table(page: Page, playground: Playground) -> None:
    state = await page.get("state")
    (guild,) = state["guilds"]
    assert guild["name"] == "The Tavern"
    assert [(item["name"], item["admin"]) for item in guild["members"] if not item["bot"]] == [
        ("ada", True),
        ("kira", False),
        ("bruno", False),
    ]
    assert [item["name"] for item in guild["channels"]] == ["general", "campaign", "dice"]
    assert state["bot"]["online"] is False


async def test_what_is_said_is_pushed_heard_and_listed(page: Page, bot: Bot, place: Channel) -> None:
    socket = await page.listen()
    waiting = bot.wait_for("message", timeout=5)
    said = await page.post("say", channel=str(place.id), content="I open the door")
    assert (await pushed(socket, "message"))["content"] == "I open the door"
    heard = await waiting
    async with heard.channel.typing():
        assert (await pushed(socket, "typing"))["channel"] == str(place.id)
    answer = await heard.reply("It")
    assert (await pushed(socket, "message"))["referenced_message"]["id"] == said["id"]
    await answer.edit(content="It opens")
    assert (await pushed(socket, "edit"))["content"] == "It opens"
    await page.post("react", message=str(answer.id), emoji="🎲")
    assert (await pushed(socket, "reaction"))["reactions"][0]["count"] == 1
    await answer.delete()
    assert (await pushed(socket, "delete"))["id"] == str(answer.id)
    assert [item["content"] for item in await page.get("messages", channel=place.id)] == ["I open the door"]
    await socket.close()


async def test_a_command_is_listed_completed_sent_and_answered_for_one_person(
    page: Page, playground: Playground, commands: None, place: Channel
) -> None:
    other = await Page(playground, page.session, "bruno").listen()
    socket = await page.listen()
    assert {item["name"] for item in await page.get("commands")} == {"say", "form"}
    about: dict[str, Any] = {"channel": str(place.id), "command": "say"}
    offered = await page.post("autocomplete", **about, option="what", value="hey", filled={})
    assert offered == {"choices": [{"name": "HEY", "value": "hey"}]}
    sent = await page.post("slash", **about, options={"what": "hey"}, locale="fr")
    states = [await pushed(socket, "call")]
    while states[-1]["state"] != "done" or states[-1]["id"] != sent["call"]:
        states.append(await pushed(socket, "call"))
    listed = await page.get("messages", channel=place.id)
    assert [(item["content"], item["ephemeral"]) for item in listed] == [("fr hey", True)]
    await page.post("click", message=listed[0]["id"], custom_id="again")
    assert (await pushed(socket, "edit"))["content"] == "pressed"
    await playground.person("bruno").say(place, "hi")
    assert (await pushed(other, "message"))["content"] == "hi"
    await socket.close()
    await other.close()


async def test_a_form_is_pushed_and_submitted(page: Page, commands: None, place: Channel) -> None:
    socket = await page.listen()
    await page.post("slash", channel=str(place.id), command="form", options={})
    shown = await pushed(socket, "modal")
    assert shown["title"] == "Name"
    await page.post("submit", call=shown["call"], values={"name": "Mira"})
    assert (await pushed(socket, "message"))["content"] == "I am Mira"
    await socket.close()


async def test_files_go_up_with_a_form(page: Page, bot: Bot, place: Channel) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", f'{{"person": "kira", "channel": "{place.id}", "content": "a map"}}')
    form.add_field("files[0]", b"\x89PNG", filename="map.png", content_type="image/png")
    headers = {HEADER: page.playground.keys.host}
    async with page.session.post(f"{page.playground.url}/page/say", data=form, headers=headers) as answer:
        message = await answer.json()
    async with page.session.get(message["attachments"][0]["url"]) as answer:
        assert (await answer.read(), answer.content_type) == (b"\x89PNG", "image/png")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_name_of_a_file_that_is_no_text_leaves_the_channel_readable(page: Page, place: Channel) -> None:
    told = f'{{"person": "kira", "channel": "{place.id}"}}'.encode()
    parts = (b'name="payload_json"\r\n\r\n' + told, b'name="files[0]"; filename="\xff.bin"\r\n\r\nx')
    body = b"".join(b"--B\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--B--\r\n"
    headers = {HEADER: page.playground.keys.host, "Content-Type": "multipart/form-data; boundary=B"}
    async with page.session.post(f"{page.playground.url}/page/say", data=body, headers=headers) as answer:
        assert answer.status == 200
    assert [message["attachments"][0]["filename"] for message in await page.get("messages", channel=place.id)] == [
        "?.bin"
    ]


@pytest.mark.parametrize("number", ["1", "²", "9" * 5000, "-1", "x"])
async def test_a_file_that_is_not_there_is_not_found(page: Page, number: str) -> None:
    async with page.session.get(f"{page.playground.url}/attachments/1/{number}/map.png") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("what", "body", "sentence"),
    [
        ("say", {"content": "x" * 4000}, "takes 2000 characters"),
        ("say", {"content": " "}, "needs some text"),
        ("say", {"content": "x", "channel": "1"}, "no such channel"),
        ("say", {"content": "x", "person": "mallory"}, "Nobody of that name"),
        ("slash", {"command": "nothing"}, "registered no command"),
        ("click", {"message": "1", "custom_id": "x"}, "no such message"),
        ("submit", {"call": "1", "values": {}}, "form is not there any more"),
        ("say", {"content": "x", "channel": "abc"}, "cannot be understood"),
    ],
)
async def test_what_cannot_be_done_is_a_sentence(
    page: Page, place: Channel, what: str, body: dict[str, object], sentence: str
) -> None:
    answer = await page.post(what, **{"channel": str(place.id), **body})
    assert sentence in answer["error"]


async def test_another_site_is_refused(page: Page, place: Channel) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        answer = await page.post("say", headers=headers, channel=str(place.id), content="x")
        assert answer == NotAllowed.of("notOurs").told()
    assert place.messages == []


async def test_an_ephemeral_message_of_another_person_cannot_be_touched(
    page: Page, playground: Playground, commands: None, bruno: Person, place: Channel
) -> None:
    message = await (await bruno.slash(place, "say", what="secret")).reply()
    answer = await page.post("click", message=str(message.id), custom_id="again")
    assert "no such message" in answer["error"]


async def test_what_one_person_sees_alone_is_not_shown_to_the_others_along_with_an_answer_to_it(
    page: Page, kira: Person, bruno: Person, place: Channel, bot: Bot, playground: Playground
) -> None:
    @bot.tree.command(description="Whisper")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("the butler", ephemeral=True)

    await bot.tree.sync()
    reply = await (await kira.slash(place, "secret")).reply()
    theirs = Page(playground, page.session, bruno.name)
    await theirs.get("poll", window="w")
    about = {"message": reply.id, "reply_to": reply.id, "channel": place.id, "content": "x", "emoji": "👍", "name": "x"}
    for deed in ("react", "say", "thread"):
        answer = await page.post(deed, **about)
        assert "others do not see it" in answer["error"]
    elsewhere = await kira.say(playground.channel("dice"), "in another channel")
    answer = await page.post("say", channel=place.id, content="x", reply_to=elsewhere.id)
    assert "others do not see it" in answer["error"]
    assert "the butler" not in str(await theirs.get("poll", window="w"))


async def test_a_page_is_held_to_what_a_message_takes(page: Page, kira: Person, place: Channel) -> None:
    said = await kira.say(place, "hello")
    refused = [
        await page.post("edit", message=said.id, content="x" * 2001),
        await page.post("react", message=said.id, emoji="x" * 200),
        await page.post("react", message=said.id, emoji=" "),
        await page.post("thread", message=said.id, channel=place.id, name="x" * 101),
        await page.post("thread", channel=place.id, name=" "),
    ]
    for number in range(20):
        assert await page.post("react", message=said.id, emoji=f"{number}\u20e3") == {}
    refused.append(await page.post("react", message=said.id, emoji="👍"))
    assert all("error" in each for each in refused), refused
    assert (said.content, len(said.reactions), said.thread_id) == ("hello", 20, None)


async def test_what_is_sent_does_not_fill_the_memory(page: Page, playground: Playground, place: Channel) -> None:
    told = orjson.dumps({"person": "kira", "channel": str(place.id), "content": "x"})

    async def form(files: int, megabytes: int) -> AsyncIterator[bytes]:
        yield b'--B\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n' + told + b"\r\n"
        for _ in range(files):
            yield b'--B\r\nContent-Disposition: form-data; name="files[0]"; filename="a.bin"\r\n\r\n'
            for _ in range(megabytes):
                yield bytes(1 << 20)
            yield b"\r\n"
        yield b"--B--\r\n"

    async def anything(megabytes: int) -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield bytes(1 << 20)

    async def post(what: str, kind: str, body: AsyncIterator[bytes]) -> tuple[int, str]:
        headers = {HEADER: playground.keys.host, "Content-Type": kind}
        async with page.session.post(f"{playground.url}/page/{what}", data=body, headers=headers) as answer:
            return answer.status, (await answer.json())["error"]

    tracemalloc.start()
    many = "multipart/form-data; boundary=B"
    assert await post("say", many, form(1, 25)) == (400, "A file may have 10 MB at most.")
    assert await post("say", many, form(12, 0)) == (400, "A message takes 10 files at most.")
    assert await post("say", "application/json", anything(40)) == (400, "What is sent may have 1 MB at most.")
    assert (await post("enter", many, form(4, 9)))[0] == 400
    assert tracemalloc.get_traced_memory()[1] < 30 << 20
    tracemalloc.stop()
    assert playground.world.files == {}


@pytest.mark.parametrize("shape", ["text", 7, [1], {"field": {"x": 1}}, {"field": None}, {"field": [99]}])
async def test_what_is_no_object_is_refused_with_a_sentence(page: Page, place: Channel, bot: Bot, shape: Any) -> None:
    @bot.tree.command(description="Draw")
    async def draw(interaction: discord.Interaction, what: str = "") -> None:
        await interaction.response.send_message("drawn")

    await bot.tree.sync()
    for part in ("files", "options", "values", "filled"):
        asked: dict[str, Any] = {"channel": place.id, "command": "draw", "option": "what", "call": "1", part: shape}
        for deed in ("slash", "autocomplete", "submit"):
            assert isinstance(await page.post(deed, **asked), dict)


@pytest.mark.parametrize("field", ["key", "person", "channel", "content"])
async def test_what_is_nested_deeper_than_anybody_can_read_is_refused_with_a_sentence(
    page: Page, playground: Playground, place: Channel, field: str
) -> None:
    told = {"person": '"ada"', "channel": f'"{place.id}"', field: "[" * 1000 + "]" * 1000}
    body = "{" + ",".join(f'"{name}":{value}' for name, value in told.items()) + "}"
    headers = {HEADER: playground.keys.host}
    what = "enter" if field == "key" else "say"
    async with page.session.post(f"{playground.url}/page/{what}", data=body, headers=headers) as answer:
        assert (answer.status, (await answer.json())["reason"]) == (400, "notUnderstood")


async def test_no_other_page_may_show_this_one_in_a_frame(page: Page, playground: Playground) -> None:
    async with page.session.get(playground.url) as answer:
        assert answer.headers["X-Frame-Options"] == "DENY"


async def test_a_window_that_sleeps_does_not_fill_the_memory_and_sees_everything_anew_when_it_wakes(
    page: Page, playground: Playground, place: Channel
) -> None:
    feed, bruno = playground.page.feed, playground.person("bruno")
    assert (await page.get("poll", window="asleep"))["fresh"]
    asleep = await page.listen()
    await pushed(asleep, "presence")
    for number in range(MOST_WAITING + 1):
        # The socket's writer has no turn between these: nobody reads.
        feed.world.hub.notify(Notice("typing", {"number": number}))
    kira = playground.person(page.person)
    await playground.wait_for(lambda: not feed.seated(kira.id), what="both windows to be let go")
    assert (await page.get("poll", window="asleep"))["fresh"]
    await asleep.close()
    awake = await page.listen()
    await bruno.say(place, "Good morning")
    assert (await pushed(awake, "message"))["content"] == "Good morning"
    await awake.close()


async def test_a_browser_asks_for_the_files_of_the_page_anew_so_that_an_update_is_whole(page: Page) -> None:
    async with page.session.get(f"{page.playground.url}/app.js") as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
        etag = answer.headers["ETag"]
    async with page.session.get(f"{page.playground.url}/app.js", headers={"If-None-Match": etag}) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (304, "no-cache")
