"""What Discord refuses in a body, asked over plain HTTP where discord.py would refuse it first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from playground import Person, Playground
from playground.model import Channel

V2 = 1 << 15


class Rest:
    """A client that sends what it is told."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground, self.session = playground, session

    async def send(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.playground.token}"}
        url = self.playground.api_url + path
        if body is not None:
            more["json"] = body
        async with self.session.request(method, url, headers=headers, **more) as answer:
            return answer.status, orjson.loads(await answer.read() or b"null")


@pytest.fixture
async def rest(playground: Playground) -> AsyncIterator[Rest]:
    async with aiohttp.ClientSession() as session:
        yield Rest(playground, session)


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": f"b{number}", **more}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}], **more}


def options(count: int) -> list[dict[str, str]]:
    return [{"label": f"o{number}", "value": str(number)} for number in range(count)]


MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({"content": "x", "nonce": "n" * 26}, "BASE_TYPE_MAX_LENGTH"),
    ({"content": ["x"]}, "STRING_TYPE_CONVERT"),
    ({"embeds": [{"title": "x"}] * 11}, "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": {"title": "x"}}, "LIST_TYPE_CONVERT"),
    ({"embeds": [{"title": "x", "fields": [{"name": "n", "value": "v"}] * 26}]}, "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "x", "url": "javascript:alert(1)"}]}, "URL_TYPE_INVALID_SCHEME"),
    ({"embeds": [{"title": "x", "color": 1 << 24}]}, "NUMBER_TYPE_MAX"),
    ({"content": "x", "components": [row(button(n)) for n in range(6)]}, "BASE_TYPE_MAX_LENGTH"),
    ({"content": "x", "components": [row()]}, "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": [button()]}, "BASE_TYPE_CHOICES"),
    ({"content": "x", "components": [row(button(custom_id="c" * 101))]}, "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": [row(button(label="l" * 81))]}, "BASE_TYPE_MAX_LENGTH"),
    ({"content": "x", "components": [row(button(style=5))]}, "BASE_TYPE_REQUIRED"),
    (
        {"content": "x", "components": [row({"type": 2, "style": 1, "custom_id": "x"})]},
        "BUTTON_COMPONENT_INVALID_EMPTY",
    ),
    ({"content": "x", "components": [row(select(options=options(26)))]}, "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "components": [row(select(options=options(1) * 2))]}, "OPTION_VALUE_DUPLICATED"),
    ({"content": "x", "components": [row(select(placeholder="p" * 151))]}, "BASE_TYPE_MAX_LENGTH"),
    ({"content": "x", "components": [row(select(), button())]}, "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    ({"flags": V2, "components": [{"type": 10, "content": "x"}] * 41}, "BASE_TYPE_MAX_LENGTH"),
    (
        {"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2},
        "TOTAL_TEXT_LENGTH_EXCEEDED",
    ),
    ({"flags": V2, "embeds": [{"title": "x"}], "components": [{"type": 10, "content": "x"}]}, "LEGACY_FIELDS"),
    ({"content": "x", "components": [{"type": 10, "content": "x"}]}, "BASE_TYPE_CHOICES"),
    ({"flags": V2, "components": [{"type": 12, "items": []}]}, "BASE_TYPE_BAD_LENGTH"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "PARSE_EXCLUSIVE"),
    ({"content": "x", "allowed_mentions": {"parse": ["nobody"]}}, "BASE_TYPE_CHOICES"),
    ({"content": "x", "message_reference": {"message_id": "abc"}}, "NUMBER_TYPE_COERCE"),
    ({"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}] * 11}}, "BASE_TYPE_BAD_LENGTH"),
]


@pytest.mark.parametrize(("body", "code"), MESSAGES)
async def test_a_message_out_of_bounds_is_refused_with_50035(
    rest: Rest, place: Channel, body: dict[str, Any], code: str
) -> None:
    status, answer = await rest.send("POST", f"/channels/{place.id}/messages", body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    assert code in str(answer["errors"])
    assert place.messages == []


async def test_what_is_just_within_bounds_is_taken(rest: Rest, place: Channel) -> None:
    for body in (
        {"content": "x" * 2000},
        {"embeds": [{"description": "x" * 4096, "footer": {"text": "x" * 1904}}]},
        {"content": "x", "components": [row(*(button(n * 5 + m) for m in range(5))) for n in range(5)]},
        {"content": "x", "components": [row(select(options=options(25), max_values=25))]},
        {"flags": V2, "components": [{"type": 10, "content": "x" * 100}] * 40},
    ):
        status, answer = await rest.send("POST", f"/channels/{place.id}/messages", body)
        assert status == 200, answer


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x", "components": [row(select(min_values="many"))]},
        {"embeds": [{"title": "x", "fields": 7}], "flags": "loud"},
        {"embeds": [{"title": "x", "footer": []}, {"author": "me"}]},
        {"content": "x", "components": [row(button(custom_id=["a"]))]},
        {"content": "x", "nonce": 10**30},
        {"content": "x", "message_reference": {"message_id": [1]}},
    ],
)
async def test_a_body_of_the_wrong_types_is_refused_with_50035(
    rest: Rest, place: Channel, body: dict[str, Any]
) -> None:
    status, answer = await rest.send("POST", f"/channels/{place.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert place.messages == []


async def test_an_edit_that_empties_a_message_is_refused(rest: Rest, place: Channel) -> None:
    _, sent = await rest.send("POST", f"/channels/{place.id}/messages", {"content": "x"})
    status, answer = await rest.send("PATCH", f"/channels/{place.id}/messages/{sent['id']}", {"content": ""})
    assert (status, answer["code"]) == (400, 50006)
    assert place.messages[0].content == "x"


async def test_eleven_files_are_refused(rest: Rest, place: Channel) -> None:
    form = aiohttp.FormData(quote_fields=False)
    for number in range(11):
        form.add_field(f"files[{number}]", b"x", filename=f"{number}.txt")
    status, answer = await rest.send("POST", f"/channels/{place.id}/messages", data=form)
    assert (status, answer["code"]) == (400, 50035)


async def call(playground: Playground, person: Person, place: Channel, **command: Any) -> Any:
    """Use a command of a bot that is not connected, and return its interaction."""
    item = {"id": "1", "type": 1, "name": "go", "description": "Go", **command}
    playground.world.application.commands[1] = item
    return person.start_slash(place, "go", {}).interaction


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": 7, "data": {"content": "x"}}, "BASE_TYPE_CHOICES"),
        ({"type": 6}, "BASE_TYPE_CHOICES"),
        ({"type": 12}, "BASE_TYPE_CHOICES"),
        ({"type": 8, "data": {"choices": []}}, "BASE_TYPE_CHOICES"),
        ({"type": 4, "data": {"content": "x" * 2001}}, "BASE_TYPE_MAX_LENGTH"),
        ({"type": 9, "data": {"custom_id": "m", "title": "t" * 46, "components": []}}, "BASE_TYPE_BAD_LENGTH"),
        (
            {
                "type": 9,
                "data": {
                    "custom_id": "m",
                    "title": "t",
                    "components": [row({"type": 4, "custom_id": "t", "label": "l" * 46, "style": 1})],
                },
            },
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"type": 9, "data": {"custom_id": "m", "title": "t", "components": [row(button())]}}, "BASE_TYPE_CHOICES"),
    ],
)
async def test_a_callback_out_of_bounds_is_refused_and_may_be_tried_again(
    rest: Rest, playground: Playground, kira: Person, place: Channel, body: dict[str, Any], code: str
) -> None:
    interaction = await call(playground, kira, place)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, answer = await rest.send("POST", path, body)
    assert (status, answer["code"]) == (400, 50035)
    assert code in str(answer["errors"])
    assert await rest.send("POST", path, {"type": 4, "data": {"content": "well"}}) == (204, None)


async def test_an_empty_answer_is_refused_with_50006(
    rest: Rest, playground: Playground, kira: Person, place: Channel
) -> None:
    interaction = await call(playground, kira, place)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await rest.send("POST", path, {"type": 4, "data": {}}))[1]["code"] == 50006


async def test_a_follow_up_before_the_answer_is_an_unknown_webhook(
    rest: Rest, playground: Playground, kira: Person, place: Channel
) -> None:
    interaction = await call(playground, kira, place)
    base = f"/webhooks/{playground.world.application.id}/{interaction.token}"
    assert (await rest.send("POST", base, {"content": "early"}))[1]["code"] == 10015
    await rest.send("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", {"type": 5})
    assert interaction.original.loading
    status, filled = await rest.send("POST", base, {"content": "now"})
    assert (status, filled["id"]) == (200, str(interaction.original.id))
    assert (await rest.send("GET", f"{base}/messages/@original"))[1]["content"] == "now"
    assert (await rest.send("DELETE", f"{base}/messages/@original"))[0] == 204
    assert (await rest.send("GET", f"{base}/messages/@original"))[1]["code"] == 10008


async def test_a_wrong_interaction_token_is_unknown(
    rest: Rest, playground: Playground, kira: Person, place: Channel
) -> None:
    interaction = await call(playground, kira, place)
    status, answer = await rest.send("POST", f"/interactions/{interaction.id}/wrong/callback", {"type": 5})
    assert (status, answer["code"]) == (404, 10062)


async def test_two_answers_at_once_leave_one(rest: Rest, playground: Playground, kira: Person, place: Channel) -> None:
    interaction = await call(playground, kira, place)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    body = {"type": 4, "data": {"content": "me"}}
    answers = await asyncio.gather(*(rest.send("POST", path, body) for _ in range(2)))
    assert sorted(status for status, _ in answers) == [204, 400]
    assert len(place.messages) == 1
