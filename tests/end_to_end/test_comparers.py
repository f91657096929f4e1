"""People who compare models look at a month of play from every side, over the wire; `make screenshots` pictures it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

from PIL import Image

from playground.model import Message
from tests.end_to_end.comparers import KINDS, Evening, WireHands, made_up
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.month import AMBER, BASALT, CEDAR, MODELS
from tests.end_to_end.test_models import fields, text
from tests.end_to_end.test_newcomer import english

TOO_LITTLE = {
    "first-word": "it takes 10 turns of one model, and 9 are missing",
    "speed-cost": "it takes 10 turns of one model whose price is known, and 9 are missing",
    "outcomes": "it takes 10 calls of one model, and 9 are missing",
    "trend": "it takes 2 days with ten turns of one model, and 2 are missing",
    "ratings": "it takes 30 duels of each model, and 30 are missing",
    "wins": "it takes 10 decided duels, and 10 are missing",
    "scorecard": "it takes 10",
    "system": "it takes 10 samples, one a minute, and 10 are missing",
}


async def test_people_who_compare_models_see_what_a_month_of_play_carries_and_no_more(
    sit: Sitting, tmp_path: Path
) -> None:
    async with made_up(tmp_path) as served:
        seat = await sit(**served)
        hands = WireHands(seat)
        evening = Evening(seat, hands)
        await evening.lay_the_table()
        await nothing_is_claimed_yet(evening, hands)
        await evening.play_on()
        seen = hands.seen
        figures_are_told(seen)
        for kind in (*KINDS, "campaign"):
            the_chart_is_read_and_seen(seat, seen[f"chart-{kind}-dark"], (0x1E, 0x1F, 0x24))
            the_chart_is_read_and_seen(seat, seen[f"chart-{kind}-light"], (255, 255, 255))
        assert "**basalt-mini** · p50" in text(seen["table"])
        assert "won, a draw is half: " in (seen["chart-wins-dark"].attachments[0].description or "")
        board_says_what_it_may(seen["leaderboard"])
        clock_and_duel_are_seen(seen)
        asked_again(seat, seen)


async def test_in_french_every_word_of_it_and_every_number_is_french(sit: Sitting, tmp_path: Path) -> None:
    async with made_up(tmp_path) as served:
        seat = await sit(**served)
        hands = WireHands(seat)
        evening = Evening(seat, hands, "fr")
        await evening.lay_the_table()
        await evening.remember_a_month()
        await evening.read_the_figures()
        await evening.see_the_charts("dark")
        told = set[str]()
        for message in hands.seen.values():
            read = (
                message.content,
                text(message) if message.embeds else "",
                *(file.description or "" for file in message.attachments),
            )
            told |= {part.strip() for part in re.split(r"\n|[:,.] | · ", "\n".join(read)) if part.strip()}
    assert english().found_in(told - {"points"}) == {}
    checks = hands.seen["chart-scorecard-dark"].attachments[0].description or ""
    assert re.search(r"\d,\d+\N{NO-BREAK SPACE}%", checks)
    assert not re.search(r"\d\N{NARROW NO-BREAK SPACE}\d+\N{NO-BREAK SPACE}%", checks)


async def nothing_is_claimed_yet(evening: Evening, hands: WireHands) -> None:
    """After a single turn each question gets a sentence, with how much is missing."""
    ada = evening.seat.ada
    for kind, missing in TOO_LITTLE.items():
        told = await hands.command(ada, "stats chart", kind=kind)
        assert missing in told.content, kind
        assert not told.attachments
    assert "Nobody voted in a duel yet" in text(await hands.command(ada, "stats leaderboard"))
    alone = fields(await hands.command(ada, "stats models"))[AMBER.name]
    assert "(n = 1)" in alone
    assert "p95" not in alone


def figures_are_told(seen: dict[str, Message]) -> None:
    compared = fields(seen["models"])
    assert set(compared) == {one.name for one in MODELS}
    assert "$0 a turn" in compared[CEDAR.name]
    assert all("p95" in figures and "(n = 3" in figures for figures in compared.values())
    assert "cut at its length limit" in compared[AMBER.name].splitlines()[-2]
    assert int(fields(seen["campaign-figures"])["Turns told"]) > 500
    assert "samples, the last day" in text(seen["system"])
    assert "By player" in fields(seen["cost"])
    assert "What players said is wrong" in fields(seen["scorecard-figures"])
    assert seen["alerts"].content.startswith("✅")


def the_chart_is_read_and_seen(seat: Seat, message: Message, ground: tuple[int, int, int]) -> None:
    (file,) = message.attachments
    assert "n = " in (file.description or "")
    picture = Image.open(io.BytesIO(seat.playground.world.files[file.id])).convert("RGB")
    assert picture.width == 1000
    assert picture.getpixel((0, 0)) == ground


def board_says_what_it_may(board: Message) -> None:
    found = fields(board)
    assert list(found) == [f"1. {AMBER.name}", f"2. {BASALT.name}", CEDAR.name]
    assert f"Better than: {BASALT.name}" in found[f"1. {AMBER.name}"]
    assert "Better than none" in found[f"2. {BASALT.name}"]
    assert "points (" not in found[CEDAR.name]
    assert "a rating takes 30 duels, 6 more than there are" in found[CEDAR.name]


def clock_and_duel_are_seen(seen: dict[str, Message]) -> None:
    assert "The week in three sentences" in text(seen["schedules"])
    assert seen["posted-chart"].attachments[0].filename == "trend.png"
    title, *sentences = seen["digest"].content.splitlines()
    assert title.startswith("**The week in figures**")
    assert len(sentences) == 3
    # The week in which Basalt takes half as long again is the one that is told of.
    assert f"Half of the turns of {BASALT.name}" in sentences[1]
    assert "cost up to $" in seen["duel-asked"].content
    assert all("You can change it until the vote closes." in seen[f"vote-{ballot}"].content for ballot in (1, 2, 3))
    assert "It was the last one" in seen["vote-4"].content
    revealed = text(seen["reveal"])
    assert AMBER.label in revealed
    assert BASALT.label in revealed
    assert "3 of 3 voted · equal: 1 · both bad: 0" in revealed
    assert "/stats scorecard" in seen["wrong"].content


def asked_again(seat: Seat, seen: dict[str, Message]) -> None:
    for what in ("replay", "audition"):
        report = seen[f"{what}-report"]
        assert "takes 10 turns that both told" in report.content
        assert "first word at most" in report.content
        page = seat.playground.world.files[report.attachments[0].id].decode()
        assert AMBER.label in page
        assert "<script" not in page
    packed = io.BytesIO(seat.playground.world.files[seen["export"].attachments[0].id])
    with zipfile.ZipFile(packed) as archive:
        assert any(name.endswith(".csv") for name in archive.namelist())
        assert all(json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json"))
