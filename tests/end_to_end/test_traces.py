"""Traces of turns: what a model was sent and answered, for whoever runs Skald and asked for it."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, cast

import aiohttp

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot import prompts
from bot.services.trace_shelf import TraceShelf
from bot.services.tracing import TracedChat
from playground.web.keys import HEADER
from playground.web.page import FILES
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_chapters import a_long_story, chronicled, go_back
from tests.end_to_end.test_duelling import asked, at_the_table, side_of, wish
from tests.end_to_end.test_fallbacks import FIRST, KEY, OTHER, SECOND, WORKING, say, served_by
from tests.llm.image_server import ImageServer


def traces(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


async def test_a_turn_leaves_what_its_model_was_sent_and_answered(sit: Sitting, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    seat = await sit(traces=folder)
    await seat.create_campaign()
    said = await seat.kira.say(seat.channel, "I climb the wall. My key is sk-abcdefghijklmnop1234")
    story = await seat.told(2)
    await seat.settled()
    await seat.stop()

    kept = traces(folder)
    assert len(kept) == 2
    told = kept[-1]
    assert told["status"] == "told"
    assert told["about"][:2] == [str(story.id), str(said.id)]
    assert [one["text"] for one in told["actions"]] == ["I climb the wall. My key is [redacted]"]
    assert told["received"] <= told["started"] <= told["first_word"] <= told["ended"]
    call = told["calls"][-1]
    assert call["model"] == "offline/narrator"
    assert 0 <= call["first"] <= call["text"] <= call["ended"]
    assert call["answer"]["text"].strip()[:40] in story.content
    sent = [told["messages"][place] for place in call["sent"]["messages"]]
    assert any("climb the wall" in message["content"] for message in sent)
    assert told["texts"][call["sent"]["system"]]
    assert [told["tools"][place]["name"] for place in call["sent"]["tools"]]

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert "sk-abcdefghijklmnop1234" not in "".join(path.read_text("utf-8") for path in folder.iterdir())


async def test_fallbacks_failures_and_retellings_each_leave_theirs(sit: Sitting, tmp_path: Path) -> None:
    roll = ToolUse("roll_dice", '{"dice":"1d1000","reason":"luck"}')
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(traces=tmp_path / "traces", **served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await say(seat, "campaign fallback", first=SECOND)
        openai.script.append(Reply(tokens=("Half ", "a ", "tale "), rate=20, fault="drop", after=2))
        anthropic.script.append(Reply(tokens=(), tools=(roll,)))
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        openai.default = anthropic.default = Reply(fault="truncate")
        await seat.kira.say(seat.channel, "I go on.")
        failure = await seat.told(3)
        await seat.settled()
        openai.default, anthropic.default = WORKING, OTHER
        await seat.bruno.click(failure, "Try again")
        await seat.playground.wait_for(lambda: failure.content.startswith("The fog lifts."), what="the story")
        await seat.settled()
        await (await seat.kira.slash(seat.channel, "retell", model=SECOND)).reply()
        await seat.told(4)
        await seat.settled()
        await seat.stop()
    _, handed_on, failed, mended, again = traces(tmp_path / "traces")

    first, rolled, told = handed_on["calls"]
    assert (first["model"], first["withdrawn"], first["error"]) == (FIRST, True, "Interrupted")
    assert first["answer"]["text"].startswith("Half a")
    assert (rolled["route"], rolled["answer"]["calls"][0]["name"]) == (1, "roll_dice")
    results = [handed_on["messages"][place] for place in told["sent"]["messages"]]
    assert results[-1]["answers"] == rolled["answer"]["calls"][0]["id"]
    assert "total" in results[-1]["content"]
    assert [entry["kind"] for entry in handed_on["entries"]]

    assert (failed["status"], failed["actions"][0]["text"]) == ("failed", "I go on.")
    assert failed["error"]
    assert {call["error"] for call in failed["calls"]} == {"Interrupted"}
    assert mended["status"] == "told"
    assert str(failure.id) in failed["about"]
    assert str(failure.id) in mended["about"]
    assert (again["take"], again["model"], again["calls"][-1]["answer"]["text"]) == (2, SECOND, "A lamp burns.")


async def test_who_told_what_in_a_duel_is_written_once_the_vote_is_over(sit: Sitting, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    async with at_the_table(sit, traces=folder) as (seat, _, _):
        await wish(seat)
        await seat.kira.say(seat.channel, "I trust my luck.")
        card = await asked(seat)
        assert seat.bot is not None
        await seat.bot.services._story.traces.close()  # pyright: ignore[reportPrivateUsage, reportOptionalMemberAccess]
        assert len(traces(folder)) == 2
        side = side_of(card, "lamp")
        for person in (seat.kira, seat.bruno):
            await (await person.click(card, f"skald:duel:1:{side}")).reply()
        story = await seat.told(4)
        await seat.settled()
        await seat.stop()
    told = traces(folder)[-1]
    assert (str(story.id), str(card.id)) == tuple(told["about"][:2])
    assert told["duel"]["told"] == side
    assert told["duel"][side] == told["model"] == SECOND
    both = [call for call in told["calls"] if call["duel"]]
    assert {call["model"]: call["answer"]["text"] for call in both} == {
        FIRST: "The fog lifts.",
        SECOND: "A lamp burns.",
    }


async def test_a_folder_that_cannot_be_written_harms_no_turn(sit: Sitting, tmp_path: Path, logged: io.StringIO) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    seat = await sit(traces=in_the_way)
    await seat.create_campaign()
    # Below a file, where nobody may make a folder, and where no folder can be.
    for told, folder in enumerate((in_the_way / "below", Path("/proc/1/traces"), Path("/dev/full")), 2):
        await seat.restart(traces=folder)
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(told)
        await seat.settled()
    await seat.stop()
    assert in_the_way.read_text() == "not a folder"
    assert logged.getvalue().count("a turn's trace is not kept") == 4


async def test_the_newest_two_hundred_are_kept(sit: Sitting, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    folder.mkdir()
    for number in range(230):
        (folder / f"20200101T000000{number:06}-1-{number}-1-1.json").write_text("{}")
    (folder / "mine.txt").write_text("somebody's own")
    seat = await sit(traces=folder)
    await seat.create_campaign()
    await seat.stop()
    left = sorted(path.name for path in folder.glob("*.json"))
    assert len(left) == 200
    assert not left[-1].startswith("2020")
    assert left[0] == "20200101T000000000031-1-31-1-1.json"
    assert (folder / "mine.txt").exists()


async def test_traces_of_whoever_is_called_by_one_letter_go_and_one_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"actions": [{"author": "龍"}]}', "utf-8")
    (tmp_path / "b.json").write_text('{"text": "昇龍 knocks, L. waits"}', "utf-8")
    # As one that made room for a newer one after the folder was looked through.
    (tmp_path / "c.json").symlink_to(tmp_path / "gone")
    (tmp_path / "d.json").write_text('{"text": "K: I knock"}', "utf-8")
    shelf = TraceShelf(tmp_path, cast(Any, None))
    await shelf.forget(["龍", "k", " ", ""], [])
    assert [name for name in "abd" if (tmp_path / f"{name}.json").exists()] == ["b"]
    await shelf.forget([], [])
    assert (tmp_path / "b.json").exists()


async def test_where_nobody_asked_for_traces_no_turn_passes_anything_of_them(seat: Seat, tmp_path: Path) -> None:
    await seat.create_campaign()
    assert seat.bot is not None
    story: Any = seat.bot.services._story  # pyright: ignore[reportPrivateUsage]
    models = story.models
    assert story.traces is None
    assert not isinstance(models.speaker(await models.at_table(None)).chat, TracedChat)
    await seat.stop()
    assert not traces(tmp_path)
    assert not traces(tmp_path / "traces")


async def test_what_is_asked_beside_the_turns_is_found_by_the_message_that_shows_it(
    sit: Sitting, tmp_path: Path
) -> None:
    folder = tmp_path / "traces"
    keyed = {"openai_api_key": KEY, "image_api_key": KEY}
    async with ModelServer(WORKING).running() as vendor, ImageServer().running() as painter:
        seat = await sit(traces=folder, openai_base_url=vendor.url, image_base_url=painter.url, **keyed)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        opened = await (await seat.kira.slash(seat.channel, "character create", name="Mira")).reply()
        form = await seat.kira.click(opened, "In my own words…")
        await seat.kira.submit(form, {"words": "a halfling who heals"})
        await seat.playground.wait_for(lambda: "⏳" not in opened.content, what="the sheet")
        mira = {"name": "Mira", "race": "elf", "class": "bard"}
        await (await seat.kira.slash(seat.channel, "character create", **mira)).reply()
        heard = await (await seat.kira.slash(seat.channel, "whisper", text="Who hides here?")).reply()
        summed = await (await seat.kira.slash(seat.channel, "recap")).reply()
        tried = await (await seat.ada.slash(seat.channel, "models test", model=FIRST)).reply()
        form = await seat.kira.slash(seat.channel, "character portrait")
        painted = await seat.kira.submit(form, {"words": "Grey eyes, a scar"})
        picture = await seat.playground.wait_for(
            lambda: painted.message if painted.message and painted.message.attachments else None, what="the picture"
        )
        shown = {"sheet": opened, "whisper": heard, "recap": summed, "audition": tried, "portrait": picture}
        async with aiohttp.ClientSession(headers={HEADER: seat.playground.keys.host}) as session:
            for kind, message in shown.items():
                person = seat.ada if kind == "audition" else seat.kira
                await seat.playground.wait_for(lambda kind=kind: any(folder.glob(f"*-{kind}.json")), what=kind)
                asked = {"person": person.name, "message": str(message.id)}
                seat.playground.traces = folder
                async with session.get(f"{seat.playground.url}/page/trace", params=asked) as answer:
                    (found,) = (await answer.json())["traces"]
                assert (found["kind"], found["by"], found["status"]) == (kind, str(person.id), "told")
                (call,) = found["calls"]
                assert call["measured"]["prompt_version"].startswith(kind)
                assert found["messages"][call["sent"]["messages"][-1]]["content"]
                assert call["answer"]["text"] == ("" if kind == "portrait" else "The fog lifts.")
        await seat.stop()
    whisper = next(one for one in traces(folder) if one.get("kind") == "whisper")
    assert "Who hides here?" in json.dumps(whisper["messages"])
    assert "Grey eyes, a scar" in json.dumps(next(one for one in traces(folder) if one.get("kind") == "portrait"))
    assert len(traces(folder)) == 6


def test_whatever_is_asked_beside_the_turns_has_words_in_the_drawer() -> None:
    rooms = [import_module(found.name) for found in iter_modules(prompts.__path__, f"{prompts.__name__}.")]
    versions = [str(value) for room in rooms for name, value in vars(room).items() if name.endswith("_VERSION")]
    # A turn's version is a number alone.
    kinds = {version.rpartition("-")[0] for version in versions if "-" in version}
    called = re.findall(r"^  lookAside_(\w+): ", (FILES / "words" / "drawer.js").read_text(), re.MULTILINE)
    assert Counter(called) == dict.fromkeys(kinds, 2), "each once in English, once in French"


async def test_what_a_turn_brings_about_is_found_where_the_turn_is(sit: Sitting, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    async with ModelServer(WORKING).running() as vendor:
        seat = await a_long_story(sit, vendor, 60)
        vendor.script.append(Reply(tokens=("They ", "crossed ", "the ", "sea.")))
        await go_back(seat, 8)
        await seat.start(traces=folder)
        await seat.kira.say(seat.channel, "I am back.")
        story = await seat.told(2)
        await chronicled(seat)
        await seat.stop()
        (recap,) = [one for one in seat.channel.messages if "Previously" in one.content]
    told, chapter = sorted(traces(folder), key=lambda one: "kind" in one)
    assert {str(story.id), str(recap.id)} <= {*told["about"]}
    summed, narrated = told["calls"]
    assert (summed["purpose"], summed["answer"]["text"]) == ("summarise", "They crossed the sea.")
    assert narrated["purpose"] == "adjudicate"
    assert (chapter["kind"], chapter["by"]) == ("chapter", None)
    assert str(story.id) in chapter["about"]
