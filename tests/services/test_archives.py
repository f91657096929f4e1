"""A campaign is taken along whole and goes on elsewhere; what is no campaign is refused and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from benchmarks import kept
from benchmarks.campaign import PLAYERS, LongCampaign
from benchmarks.model_server import ModelServer
from benchmarks.parlour import Parlour
from benchmarks.seat import CHANNEL, opened, seated, settled
from benchmarks.seat import settings as settings_of
from bot.bootstrap import Services
from bot.domain.archive import intact, sealed, written
from bot.domain.archive import opened as read_archive
from bot.domain.chronicle import html, markdown
from bot.domain.values import NotAValue
from bot.errors import SkaldError
from bot.services.archives import ArchiveChanged, ArchiveTooNew, FileTooLarge, NotAnArchive
from bot.services.people import Person
from bot.services.utterance import Utterance
from bot.storage.tables import ledger, metadata, turns

ELSEWHERE = 78
TURNS = 44
ZOE = Person(9001, "Zoë", steward=True)


@dataclass(frozen=True)
class Exported:
    """A campaign in the three forms, as it is written down."""

    markdown: str
    html: str
    json: bytes

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.json)


async def export(folder: Path, turns: int = TURNS) -> Exported:
    """Play a campaign with fights, undone and retold turns, changes by hand and facts, and write it down."""
    async with ModelServer().running() as model, seated(folder, model, PLAYERS) as (services, parlour, table):
        await LongCampaign(services, parlour, table, model, turns).play()
        owner = PLAYERS[0]
        await kept.rearrange(services, table, owner, 1)
        now = datetime.now(UTC)
        await services.retelling.ask(Utterance(owner, CHANNEL, parlour.next_id(), "retell", "openai/gpt-4o", now))
        await services.play.go_on(CHANNEL)
        await settled(table)
        await kept.rearrange(services, table, owner, 2)
        await services.memory.note(CHANNEL, owner, "The bell", "rings under water at <b>dusk</b>")
        documents = [await services.archives.export(CHANNEL, owner, form) for form in ("markdown", "html", "json")]
        assert [one.name for one in documents] == [
            "the-drowned-bell.md",
            "the-drowned-bell.html",
            "the-drowned-bell.skald.json",
        ]
        return Exported(documents[0].content.decode(), documents[1].content.decode(), documents[2].content)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("exported")
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(export(folder))).result()


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A story of few turns, so that many changes of it can be tried."""
    folder = tmp_path_factory.mktemp("short")
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(export(folder, 12))).result()


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer().running() as server:
        yield server


@pytest.fixture
async def elsewhere(tmp_path: Path, model: ModelServer) -> AsyncIterator[Services]:
    """Skald with an empty database."""
    async with opened(settings_of(tmp_path, model), Parlour()) as services:
        yield services


async def bring(services: Services, data: bytes, channel_id: int = ELSEWHERE) -> None:
    await services.archives.bring(channel_id, ZOE, data, guild_id=8, guild_name="Elsewhere")


async def rows(services: Services) -> dict[str, int]:
    """Count what is kept of campaigns; accounts and servers are nobody's story."""
    async with services._database.autocommit() as connection:
        counted: dict[str, int] = {}
        for name, table in metadata.tables.items():
            if name not in ("accounts", "account_identities", "guilds"):
                counted[name] = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        return counted


def resealed(content: dict[str, Any]) -> bytes:
    """Write content that was changed by somebody who knows how seals are made; raises NotAValue where it cannot be."""
    return written(sealed(read_archive(json.dumps(content).encode())))


def compared(content: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is another in another place: when it was written, ids, and the secrets of dice to come."""
    again = json.loads(json.dumps(content))
    for name in ("exported_at", "created_at", "commitment", "seal", "players", "start", "state"):
        del again[name]
    for turn in again["turns"]:
        for name in ("secret", "take"):
            del turn[name]
        for action in turn["actions"]:
            del action["player"]
        for entry in turn["ledger"]:
            for name in ("detail", "changes", "player"):
                del entry[name]
    for entry in again["by_hand"]:
        for name in ("detail", "changes", "player"):
            del entry[name]
    for chapter in again["chapters"]:
        del chapter["made_at"]
    return again


def sheets(state: dict[str, Any]) -> list[dict[str, Any]]:
    left_out = ("id", "campaign_id", "account_id")
    return [{name: part for name, part in sheet.items() if name not in left_out} for sheet in state["party"].values()]


def test_the_whole_story_can_be_read(exported: Exported) -> None:
    content = exported.content
    assert len(content["turns"]) == TURNS
    assert content["facts"]
    assert content["by_hand"]
    for turn in content["turns"]:
        for message in turn["messages"][turn["number"] == 1 :]:
            first = message["content"].split(".")[0][:40]
            assert first.split("(#")[0].strip() in exported.markdown.replace("\\", "")
    assert "<b>dusk</b>" not in exported.html
    assert "Ada" in exported.html


def test_it_is_sealed_and_holds_no_secret_of_dice_that_nobody_opened(exported: Exported) -> None:
    archive = read_archive(exported.json)
    assert intact(archive)
    assert {turn.secret for turn in archive.turns} == {""}
    assert b'"campaign_secret"' not in exported.json


async def test_brought_elsewhere_it_is_the_same_story(exported: Exported, elsewhere: Services) -> None:
    await bring(elsewhere, exported.json)
    again = json.loads((await elsewhere.archives.export(ELSEWHERE, ZOE, "json")).content)
    before = exported.content
    assert compared(again) == compared(before)
    for name in ("start", "state"):
        assert sheets(again[name]) == sheets(before[name])
        assert again[name]["turn"] == before[name]["turn"]
        assert again[name]["scene"] == before[name]["scene"]
    table = await elsewhere.campaigns.changeable(ELSEWHERE, ZOE)
    assert await kept.wrong_states(elsewhere, table) == []


async def test_what_was_brought_is_brought_on_from_there(
    exported: Exported, elsewhere: Services, model: ModelServer, tmp_path: Path
) -> None:
    await bring(elsewhere, gzip.compress(exported.json))
    second = (await elsewhere.archives.export(ELSEWHERE, ZOE, "json")).content
    folder = tmp_path / "third"
    folder.mkdir()
    async with opened(settings_of(folder, model), Parlour()) as third:
        await bring(third, second)
        last = json.loads((await third.archives.export(ELSEWHERE, ZOE, "json")).content)
    assert compared(last) == compared(exported.content)


async def test_beside_the_campaign_it_was_made_of_it_is_another(exported: Exported, elsewhere: Services) -> None:
    await bring(elsewhere, exported.json)
    await bring(elsewhere, exported.json, ELSEWHERE + 1)
    one, other = [json.loads((await elsewhere.archives.export(where, ZOE, "json")).content) for where in (78, 79)]
    assert compared(one) == compared(other)
    assert one["commitment"] != other["commitment"]
    with pytest.raises(SkaldError):
        await bring(elsewhere, exported.json)


async def test_the_story_goes_on_and_is_taken_back_as_if_it_had_always_been_here(
    exported: Exported, elsewhere: Services
) -> None:
    await bring(elsewhere, exported.json)
    table = await elsewhere.campaigns.changeable(ELSEWHERE, ZOE)
    before = await kept.document(elsewhere, table)
    now = datetime.now(UTC)
    # The character's player is the one it always was.
    await elsewhere.play.submit(Utterance(PLAYERS[1], ELSEWHERE, 2_000_000_000, "message", "I look around.", now))
    await settled(table)
    assert table.state.turn == TURNS + 1
    assert [one.author for one in table.transcript if one.turn == TURNS + 1] == ["Kira", None]
    await elsewhere.undoing.undo(ELSEWHERE, ZOE)
    assert await kept.document(elsewhere, table) == before
    await elsewhere.undoing.undo(ELSEWHERE, ZOE, 10)
    assert table.state.turn == TURNS - 10
    assert await kept.wrong_states(elsewhere, table) == []
    fact = next(one for one in exported.content["facts"] if one["turn"] and one["turn"] < TURNS - 10)
    found = await elsewhere.memory.recall(ELSEWHERE, ZOE, fact["subject"])
    assert any(fact["text"] in passage.text for passage in found.passages)


def with_one_number_changed(content: dict[str, Any]) -> bytes:
    sheet = next(iter(content["state"]["party"].values()))
    sheet["experience"] += 1
    return json.dumps(content).encode()


def packed(data: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        file.writestr("story.json", data)
    return into.getvalue()


def bomb() -> bytes:
    into = io.BytesIO()
    with gzip.GzipFile(fileobj=into, mode="wb", compresslevel=9) as file:
        for _ in range(130):
            file.write(b" " * 1_000_000)
    return into.getvalue()


def damaged(content: dict[str, Any]) -> dict[str, tuple[bytes, type[SkaldError]]]:
    """Return files that are no campaign, or not the one that was written, and what is said of each."""
    swollen = json.loads(json.dumps(content))
    next(iter(swollen["state"]["party"].values()))["hit_points"] = 10**6
    deep: Any = 1
    for _ in range(700):
        deep = {"a": deep}
    nested = json.loads(json.dumps(content))
    nested["turns"][1]["ledger"] = [
        {"kind": "x", "actor": "", "summary": "", "detail": deep, "changes": [], "player": None, "after_turn": None}
    ]
    newer = {"skald": 2, "name": "From tomorrow", "worlds": []}
    return {
        "one number changed": (with_one_number_changed(json.loads(json.dumps(content))), ArchiveChanged),
        "a number changed and sealed again": (resealed(swollen), ArchiveChanged),
        "newer": (json.dumps(newer).encode(), ArchiveTooNew),
        "newer, compact": (json.dumps(newer, separators=(",", ":")).encode(), ArchiveTooNew),
        "50 MB": (b" " * 50_000_000, FileTooLarge),
        "a bomb": (bomb(), FileTooLarge),
        "a zip": (packed(json.dumps(content).encode()), NotAnArchive),
        "garbage": (bytes(range(256)) * 40, NotAnArchive),
        "garbage that seems packed": (b"\x1f\x8b" + bytes(range(256)), NotAnArchive),
        "nothing": (b"", NotAnArchive),
        "deep": (b"[" * 100_000, NotAnArchive),
        "deep inside": (json.dumps(nested).encode(), NotAnArchive),
        "a list": (b"[]", NotAnArchive),
        "a number": (b"1e999", NotAnArchive),
        "empty": (b"{}", NotAnArchive),
    }


async def test_what_is_no_campaign_is_refused_with_a_sentence_and_leaves_nothing_behind(
    exported: Exported, elsewhere: Services
) -> None:
    before = await rows(elsewhere)
    for what, (data, error) in damaged(exported.content).items():
        with pytest.raises(SkaldError) as refused:
            await bring(elsewhere, data)
        assert type(refused.value) is error, what
        assert "{" not in refused.value.say("fr"), what
    assert await rows(elsewhere) == before
    await bring(elsewhere, exported.json)


async def test_only_who_manages_the_channel_brings_a_campaign(exported: Exported, elsewhere: Services) -> None:
    with pytest.raises(SkaldError, match="Manage Channels"):
        await elsewhere.archives.bring(
            ELSEWHERE, replace(ZOE, steward=False), exported.json, guild_id=8, guild_name="Elsewhere"
        )


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=12),
    st.sampled_from(
        ["", "\x00", "\ud800", "pc:1", "party", "2026-01-01", "2026-01-01T00:00:00", "x" * 5000, "-1", "٣"]
    ),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just({"": None}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place in JSON, by the way to it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, part in inner for place in places(part, (*path, name)))][: 10**6]


def mutate(
    content: dict[str, Any], draw: Callable[[st.SearchStrategy[Any]], Any], everywhere: list[tuple[Any, ...]]
) -> dict[str, Any]:
    again = json.loads(json.dumps(content))
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(everywhere[1:]))
        holder: Any = again
        try:
            for name in way[:-1]:
                holder = holder[name]
            holder[way[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
        if draw(st.integers(0, 5)) == 0:
            del holder[way[-1]]
        else:
            holder[way[-1]] = draw(ODD)
    return again


async def test_whatever_is_changed_in_a_file_it_is_taken_as_it_was_or_refused(
    short: Exported, elsewhere: Services
) -> None:
    content = short.content
    # By kind of place, so that a story's words do not hide the rest.
    everywhere = places(content)
    kinds: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for place in everywhere:
        kinds.setdefault(tuple("#" if isinstance(name, int) else name for name in place), place)
    chosen = list(kinds.values())
    before, loop = await rows(elsewhere), asyncio.get_running_loop()
    tried: list[tuple[bytes, bool]] = []

    @settings(
        max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.data())
    def change(data: st.DataObject) -> None:
        changed = mutate(content, data.draw, chosen)
        tried.append((json.dumps(changed).encode(), changed == content))
        try:
            tried.append((resealed(changed), changed == content))
        except (ValueError, RecursionError):
            return

    await loop.run_in_executor(None, change)
    for data, same in tried:
        try:
            campaign = await elsewhere.archives.bring(ELSEWHERE, ZOE, data, guild_id=8, guild_name="Elsewhere")
        except SkaldError:
            assert await rows(elsewhere) == before
            continue
        # What was sealed again is as whole as it was; the rest is taken only as it was written.
        assert same or intact(read_archive(data))
        table = await elsewhere.campaigns.changeable(ELSEWHERE, ZOE)
        assert await kept.wrong_states(elsewhere, table) == []
        await elsewhere.archives.export(ELSEWHERE, ZOE, "json")
        await elsewhere.archives.export(ELSEWHERE, ZOE, "html")
        await elsewhere.play.lose_channel(ELSEWHERE)
        await archives_store(elsewhere).remove(campaign.id)
        elsewhere.campaigns._tables._tables.clear()
    assert len(tried) > 60
    assert await rows(elsewhere) == before


def archives_store(services: Services) -> Any:
    return services.archives._stores.campaigns


async def test_the_channel_is_bound_when_the_campaign_is_whole_and_to_one_of_two(
    short: Exported, elsewhere: Services
) -> None:
    both = [asyncio.create_task(bring(elsewhere, short.json)) for _ in range(2)]
    while (begun := await rows(elsewhere))["turns"] == 0:
        assert begun["campaign_channels"] == 0, "a stop would leave half a campaign in this channel"
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["ChannelTaken", "NoneType"]
    after = await rows(elsewhere)
    assert (after["campaigns"], after["campaign_channels"]) == (1, 1)


async def test_a_large_state_in_very_many_turns_is_refused(short: Exported, elsewhere: Services) -> None:
    content = json.loads(short.json)
    plain = content["turns"][-1] | {"actions": [], "messages": [], "ledger": []}
    content["turns"] = [plain | {"number": number} for number in range(1, 3001)]
    content["by_hand"] = []
    content["start"]["scene"]["people"] = ["x" * 100_000]
    content["state"] = content["start"] | {"turn": 3000}
    before = await rows(elsewhere)
    with pytest.raises(FileTooLarge):
        await bring(elsewhere, resealed(content))
    assert await rows(elsewhere) == before


def test_an_id_that_is_longer_than_any_is_nobodys(short: Exported) -> None:
    content = json.loads(short.json)
    content["players"][0]["discord_id"] = "00000000000000000001" + "9" * 30
    with pytest.raises(NotAValue):
        resealed(content)


@pytest.mark.parametrize("before", [6, 99])
async def test_a_story_that_began_before_whole_states_were_kept_is_taken_along_as_well(
    short: Exported, elsewhere: Services, before: int
) -> None:
    await bring(elsewhere, short.json)
    old = select(turns.c.id).where(turns.c.number < before).scalar_subquery()
    async with elsewhere._database.begin() as connection:
        await connection.execute(update(ledger).where(ledger.c.turn_id.in_(old)).values(changes=()))
        await connection.execute(update(turns).where(turns.c.number < before).values(state_before='{"format":1}'))
    again = (await elsewhere.archives.export(ELSEWHERE, ZOE, "json")).content
    await bring(elsewhere, again, ELSEWHERE + 1)
    content = json.loads(again)
    assert len(content["turns"]) == 12
    assert content["start"]["turn"] == 0
    assert content["state"] == json.loads((await elsewhere.archives.export(ELSEWHERE, ZOE, "json")).content)["state"]


def test_no_page_or_script_comes_of_what_was_written(short: Exported) -> None:
    archive = read_archive(short.json)
    evil = "![x](https://spy.example/a.png) <script>alert(1)</script> <img src=x onerror=y>"
    turn = archive.turns[1]
    said = tuple(replace(message, content=evil, author=message.author and evil) for message in turn.messages)
    known = replace(archive.facts[0], kind="fact", character=None, subject=evil, text=evil)
    odd = replace(archive, name=evil, themes=(evil,), turns=(replace(turn, messages=said),), facts=(known,))
    assert "![x]" not in markdown(odd, "en")
    for page in (markdown(odd, "en"), html(odd, "en")):
        assert "<script" not in page
        assert "<img" not in page
