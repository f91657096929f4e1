"""What is no campaign is refused with a sentence and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from benchmarks import kept
from bot.bootstrap import Services
from bot.domain.archive import intact
from bot.domain.archive import opened as read_archive
from bot.domain.chronicle import html, markdown
from bot.domain.values import NotAValue
from bot.errors import SkaldError
from bot.services.archive_reading import ArchiveChanged, ArchiveTooNew, FileTooLarge, NotAnArchive
from bot.storage.tables import ledger, turns
from tests.services.archived import ELSEWHERE, ZOE, Exported, bring, resealed, rows


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


def test_a_page_shows_the_emphasis_of_the_story_and_none_of_its_escapes(short: Exported) -> None:
    archive = read_archive(short.json)
    turn, written = archive.turns[1], r"**dusk** and *a lamp*, `/roll`, ~~2~~, 3 \* 4 \<b\> \_x\_"
    said = tuple(replace(message, content=written) for message in turn.messages if message.role == "assistant")
    page = html(replace(archive, turns=(replace(turn, messages=said),)), "en")
    shown = "<strong>dusk</strong> and <em>a lamp</em>, <code>/roll</code>, <s>2</s>, 3 * 4 &lt;b&gt; _x_"
    assert shown in page
