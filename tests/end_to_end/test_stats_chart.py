"""Charts over the wire: drawn, posted, read as a table, and refused with how much is missing."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image

from bot.domain.vitals import Vitals
from bot.services.chart_kinds import COUNTED, KINDS
from playground.model import Message
from tests.end_to_end.conftest import Seat, buttons
from tests.end_to_end.test_models import asked, text
from tests.end_to_end.test_stats import FAST, SLOW, a_month, campaign_of, measured


async def chart(seat: Seat, kind: str, **options: Any) -> Message:
    return await asked(seat.ada, seat.channel, "stats chart", kind=kind, **options)


def picture(seat: Seat, message: Message) -> Image.Image:
    (file,) = message.attachments
    assert file.filename.endswith(".png")
    return Image.open(io.BytesIO(seat.playground.world.files[file.id])).convert("RGB")


async def test_charts_are_drawn_of_what_was_measured_and_read_aloud(seat: Seat) -> None:
    await a_month(seat)
    number = str(await campaign_of(seat))
    shown = await chart(seat, "first-word")
    assert shown.seen_by == seat.ada.id
    dark = picture(seat, shown)
    assert dark.width == 1000
    assert dark.getpixel((0, 0)) == (0x1E, 0x1F, 0x24)
    alt = shown.attachments[0].description or ""
    assert "gpt-4o: p50 1.0\u00a0s, p95 1.1\u00a0s, longest 1.1\u00a0s, n 80." in alt
    assert "n = 93 turns" in alt
    light = await chart(seat, "outcomes", light=True, post=True, campaign=number, model=FAST)
    assert light.seen_by is None
    assert picture(seat, light).getpixel((0, 0)) == (255, 255, 255)
    # 80 told, 4 that failed before: 84 calls.
    assert "gpt-4o: told 80, truncated 0, refused 0, failed 4, retries 0, n 84." in (
        light.attachments[0].description or ""
    )
    for kind in ("speed-cost", "cost-days", "campaign"):
        answer = await chart(seat, kind, campaign=number)
        assert answer.attachments, answer.content
        assert picture(seat, answer).width == 1000
    seat.ada.locale = "fr"
    offered = await seat.ada.autocomplete(seat.channel, "stats chart", "kind", "")
    assert {choice["value"] for choice in offered} == KINDS.keys() == COUNTED.keys()


async def test_a_chart_is_read_as_a_table_also_after_a_restart_by_who_may_see_it(seat: Seat) -> None:
    await a_month(seat)
    shown = await chart(seat, "first-word", post=True, model=FAST)
    await seat.restart()
    (press,) = buttons(shown)
    answer = await (await seat.ada.click(shown, press)).reply()
    assert answer.seen_by == seat.ada.id
    assert "**gpt-4o** · p50 1.0\u00a0s · p95 1.1\u00a0s · longest 1.1\u00a0s · n 80" in text(answer)
    stranger = await (await seat.kira.click(shown, press)).reply()
    assert "it takes 10 turns of one model, and 10 are missing" in stranger.content
    many = await chart(seat, "campaign", campaign=str(await campaign_of(seat)))
    whole = await (await seat.ada.click(many, buttons(many)[0])).reply()
    (file,) = whole.attachments
    assert seat.playground.world.files[file.id].decode("utf-8-sig").count("\n") == 94


async def test_too_few_data_and_what_is_no_chart_get_a_sentence_and_no_empty_axis(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    elsewhere = await seat.bruno.slash(seat.channel, "stats chart", kind="first-word", everywhere=True)
    assert "Only whoever runs Skald" in (await elsewhere.reply()).content
    await measured(seat, SLOW, 7, first_word=900, cost=None)
    refused = {
        "first-word": "it takes 10 turns of one model, and 3 are missing",
        "speed-cost": "it takes 10 turns of one model whose price is known, and 9 are missing",
        "cost-days": "so there is no cost to draw",
        "outcomes": "it takes 10 calls of one model, and 3 are missing",
        "trend": "it takes 2 days with ten turns of one model, and 2 are missing",
        "ratings": "it takes 30 duels of each model, and 30 are missing",
        "wins": "it takes 10 decided duels, and 10 are missing",
        "scorecard": "it takes 10 checked turns of one model",
        # Where a campaign is played, it is the one that is meant.
        "campaign": "it takes 10 told turns, and 2 are missing",
        "system": "it takes 10 samples, one a minute",
    }
    assert refused.keys() == KINDS.keys()
    refused["@everyone" + "\u202e" * 50] = "Pick one from the list"
    for kind, sentence in refused.items():
        answer = await chart(seat, kind)
        assert sentence in answer.content, kind
        assert not answer.attachments
    elsewhere = await asked(seat.ada, seat.playground.channel("general"), "stats chart", kind="campaign")
    assert "This chart is of one campaign: choose which" in elsewhere.content
    assert "Only whoever runs Skald" in (await asked(seat.kira, seat.channel, "stats chart", kind="system")).content
    assert "1 to 400 days" in (await chart(seat, "first-word", days=0)).content
    assert "No model here is called “xxx" in (await chart(seat, "first-word", model="x" * 5_000)).content
    assert "10 are missing" in (await chart(seat, "first-word", model="openai/gpt-4o")).content


async def test_whoever_runs_skald_sees_the_load_drawn(seat: Seat) -> None:
    assert seat.bot is not None
    vitals, now = seat.bot.services.comparing.vitals, datetime.now(UTC)
    for minute in range(1, 31):
        at = now - timedelta(minutes=minute)
        await vitals._stores.vitals.add(Vitals(at, vitals.process, cpu=float(minute), machine_cpu=3.0, waiting=2))
    shown = await chart(seat, "system", days=1)
    assert "n = 30 samples" in (shown.attachments[0].description or "")
    assert picture(seat, shown).width == 1000
