"""The check against Discord's document finds what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.conformance import AMENDMENTS, DEVIATIONS, UNLISTED, Conformance
from playground.recorder import Exchange

SENT = Exchange(
    method="POST",
    template="/channels/{channel_id}/messages",
    path="/channels/1/messages",
    query={},
    content_type="application/json",
    request={"content": "hello"},
    files=(),
    status=200,
    response={"id": "1"},
    at=0.0,
)


@pytest.fixture
def document(conformance: Conformance | None) -> Conformance:
    if conformance is None:
        pytest.skip("Discord's OpenAPI document does not lie at ../shared/discord/openapi.json")
    return conformance


def test_a_response_that_lacks_fields_is_named(document: Conformance) -> None:
    found = document.check([SENT])
    assert any('"author" is a required property' in sentence for sentence in found)
    assert all(sentence.startswith("POST /channels/{channel_id}/messages → 200") for sentence in found)


def test_a_request_of_the_wrong_shape_is_named(document: Conformance) -> None:
    found = document.check([replace(SENT, request={"content": 7}, response=None)])
    assert len(found) == 1
    assert found[0].startswith("POST /channels/{channel_id}/messages: the request at content: 7 is not of types")


def test_a_field_discord_does_not_have_is_named(document: Conformance) -> None:
    found = document.check([replace(SENT, request={"content": "x", "loud": True}, response=None)])
    assert found == [
        "POST /channels/{channel_id}/messages: the request at (body): "
        "Additional properties are not allowed ('loud' was unexpected)"
    ]


def test_a_route_discord_does_not_have_is_named(document: Conformance) -> None:
    assert document.check([replace(SENT, template="/tavern")]) == ["POST /tavern is not in Discord's document."]


def test_what_a_fault_answered_is_not_looked_at(document: Conformance) -> None:
    assert document.check([replace(SENT, injected=True)]) == []


def test_every_exception_gives_its_reason() -> None:
    assert all(item.reason.endswith(".") for item in (*AMENDMENTS, *UNLISTED, *DEVIATIONS))
