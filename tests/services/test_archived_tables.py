"""What a file may say of who sits at a table, and what files of before say nothing of."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from bot.bootstrap import Services
from bot.domain.values import NotAValue
from bot.errors import SkaldError
from bot.services.archive_reading import NotAnArchive
from bot.services.people import Person
from tests.services.archived import ELSEWHERE, ZOE, Exported, bring, resealed, rows

MALLORY = "4711"


def with_roles(short: Exported, *roles: str) -> dict[str, Any]:
    """Return a campaign in whose file strangers have these roles, the first of them Mallory."""
    content = short.content
    strangers = [
        {"id": 900_000 + index, "name": role, "discord_id": str(int(MALLORY) + index), "role": role}
        for index, role in enumerate(roles)
    ]
    content["players"] = [*content["players"], *strangers]
    return content


async def test_nobody_runs_a_campaign_by_the_word_of_a_file(short: Exported, elsewhere: Services) -> None:
    content = with_roles(short, "owner", "gm", "spectator", "removed", "invited")
    content["status"], content["theme"] = "paused", "heist"
    await bring(elsewhere, resealed(content))
    table = await elsewhere.campaigns.owned(ELSEWHERE, Person(ZOE.discord_id, ZOE.name))
    members = await elsewhere.play._stores.campaigns.members(table.campaign_id)
    roles = {one.discord_ids[0]: one.role for one in members if one.discord_ids}
    assert [roles[int(MALLORY) + index] for index in range(5)] == [
        "player",
        "player",
        "spectator",
        "removed",
        "invited",
    ]
    assert [one for one, role in roles.items() if role == "owner"] == [ZOE.discord_id]
    assert (table.state.campaign.status, table.state.campaign.theme) == ("paused", "heist")


@pytest.mark.parametrize(("name", "value"), [("status", "deleted"), ("status", "nailed"), ("theme", "x" * 5000)])
async def test_a_table_that_cannot_be_is_refused(short: Exported, elsewhere: Services, name: str, value: str) -> None:
    content, before = short.content | {name: value}, await rows(elsewhere)
    with pytest.raises((SkaldError, NotAValue)):
        await bring(elsewhere, resealed(content))
    assert await rows(elsewhere) == before


async def test_a_role_that_is_none_is_refused(short: Exported, elsewhere: Services) -> None:
    with pytest.raises(NotAnArchive):
        await bring(elsewhere, json.dumps(with_roles(short, "emperor")).encode())


async def test_a_file_from_before_there_were_roles_and_histories_is_still_as_it_was_sealed(
    short: Exported, elsewhere: Services
) -> None:
    content = short.content
    for name in ("theme", "status", "seal"):
        del content[name]
    for name in ("entry", "levels", "guests", "story_language"):
        del content["rules"][name]
    for state in (content["start"], content["state"]):
        for sheet in state["party"].values():
            for name in ("background", "history"):
                del sheet[name]
    for turn in content["turns"]:
        assert all("background" not in json.dumps(entry["changes"]) for entry in turn["ledger"])
    plain = json.dumps(content | {"seal": ""}, ensure_ascii=False, sort_keys=True)
    content["seal"] = hashlib.sha256(plain.encode()).hexdigest()
    await bring(elsewhere, json.dumps(content).encode())
