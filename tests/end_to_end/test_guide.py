"""The guide of the first evening, with Skald at the table."""

from __future__ import annotations

import aiohttp
import pytest
from pydantic import SecretStr

from playground import Refused
from playground.evening.guide import Guide
from playground.evening.state import EveningState
from playground.model import Overwrite, walk
from playground.permissions import BITS
from playground.web.keys import HEADER
from tests.end_to_end.conftest import Seat, Sitting


def guide_of(seat: Seat) -> Guide:
    guide = seat.playground.page.evening.guide
    guide.table.pace = 0
    return guide


async def begun(seat: Seat, locale: str = "en-US") -> Guide:
    guide = guide_of(seat)
    guide.begin(locale)
    await idle(seat, guide)
    await seat.playground.wait_for(lambda: guide.table.state.told, 30, "the first scene")
    return guide


async def idle(seat: Seat, guide: Guide) -> None:
    await seat.playground.wait_for(lambda: guide.busy is None, 60, "the guide to be done")
    assert guide.problem is None, guide.problem


async def sampled(seat: Seat, guide: Guide, *steps: str) -> None:
    for step in steps:
        guide.do(step)
        await idle(seat, guide)


def written_by(guide: Guide, name: str) -> list[str]:
    return [item.content for item in guide.table.place.messages if item.author.name == name]


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_every_step_is_ticked_off_by_what_happened(seat: Seat, locale: str) -> None:
    guide = await begun(seat, locale)
    state = guide.table.state
    assert state.made == ["kira", "bruno"]
    assert guide.table.place.name == "campaign"
    await sampled(seat, guide, "turn", "fight", "portrait")
    assert state.done == ["character", "turn", "fight", "portrait"]
    # A companion strikes as soon as the visitor did.
    await seat.playground.wait_for(lambda: written_by(guide, "kira") or written_by(guide, "bruno"), 30, "a companion")
    # A window that was left open at a companion's seat is not waited for.
    guide.table.feed.listen(seat.kira, lambda: None)
    await sampled(seat, guide, "duel")
    ballot = await seat.playground.wait_for(
        lambda: next((one for one in guide.table.place.messages if "skald:duel:" in str(one.components)), None),
        30,
        "the vote",
    )
    assert state.voting
    assert "duel" not in state.done
    ids = [str(one.get("custom_id")) for one in walk(ballot.components)]
    await guide.table.visitor.click(ballot, next(one for one in ids if one.startswith("skald:duel:")))
    await seat.playground.wait_for(lambda: "duel" in state.done, 30, "the end of the vote")
    assert not state.voting
    # All of it is read from the world again, whatever was kept of it.
    state.done.clear()
    guide.resume()
    assert set(state.done) == {"character", "turn", "fight", "portrait", "duel"}
    assert EveningState.restore(state.dump()) == state


async def test_what_the_visitor_does_alone_counts_as_well(seat: Seat) -> None:
    guide = await begun(seat)
    visitor, place = guide.table.visitor, guide.table.place
    await (await visitor.slash(place, "character create", name="Mira", race="elf", **{"class": "wizard"})).reply()
    await visitor.say(place, "I look around.")
    await seat.playground.wait_for(lambda: "turn" in guide.table.state.done, 30, "the turn")
    assert guide.table.state.done == ["character", "turn"]


async def test_nobody_plays_for_whoever_sits_down_or_was_sent_away(seat: Seat) -> None:
    guide = await begun(seat)
    guide.companions.send("kira", away=True)
    assert guide.companions.present() == ["bruno"]
    assert seat.playground.person("kira").id not in guide.table.feed.companions
    guide.companions.send("kira", away=False)
    assert guide.companions.present() == ["kira", "bruno"]
    with pytest.raises(Refused, match="script"):
        guide.companions.send("ada", away=True)


async def test_a_sample_acts_as_whoever_sits_there_where_they_may(seat: Seat) -> None:
    guide = await begun(seat)
    zoe, place = seat.playground.add_person("zoe"), guide.table.place
    guide.do("turn", zoe)
    await idle(seat, guide)
    assert len(written_by(guide, "zoe")) == 1
    assert guide.table.state.made == ["kira", "bruno", "zoe"]
    assert guide.table.state.done == ["character", "turn"]
    async with aiohttp.ClientSession(headers={HEADER: seat.playground.keys.host}) as session:

        async def acts_as() -> str | None:
            async with session.get(f"{seat.playground.url}/page/evening", params={"person": "zoe"}) as answer:
                return (await answer.json())["acts_as"]

        assert await acts_as() is None
        place.overwrites[zoe.id] = Overwrite(zoe.id, 1, deny=BITS["send_messages"])
        assert await acts_as() == "Ada"
    guide.do("turn", zoe)
    await idle(seat, guide)
    assert (len(written_by(guide, "zoe")), len(written_by(guide, "ada"))) == (1, 1)
    # At a seat that nobody sits at any more a script plays, and the evening is the owner's again.
    guide.table.state.visitor = seat.kira.id
    assert guide.table.visitor.id == seat.ada.id
    queue = guide.table.feed.listen(seat.kira, lambda: None)
    assert guide.table.visitor.id == seat.kira.id
    guide.table.feed.leave(queue)


async def test_an_evening_goes_on_where_it_was_left(seat: Seat) -> None:
    guide = guide_of(seat)
    guide.begin("en-US")
    await seat.playground.wait_for(lambda: guide.table.state.founded, 30, "the campaign")
    await guide.close()
    # Killed before the answer was kept, the campaign is there and its answer is not.
    guide.table.state.founded = False
    guide.resume()
    await idle(seat, guide)
    assert guide.table.state.made == ["kira", "bruno"]
    assert len([one for one in seat.stories() if one.content.startswith("**The Crooked Lantern**")]) == 1


async def test_what_cannot_be_done_now_is_a_sentence(seat: Seat) -> None:
    guide = guide_of(seat)
    with pytest.raises(Refused, match="not begun"):
        guide.do("turn")
    await begun(seat)
    guide.do("month")
    await seat.playground.wait_for(lambda: guide.busy is None, 30, "the refusal")
    assert guide.problem is not None
    assert "Sample figures" in guide.problem["error"]
    with pytest.raises(Refused, match="no such step"):
        guide.do("dance")
    await guide.table.place.vanish()
    with pytest.raises(Refused, match="gone"):
        _ = guide.table.place


async def test_a_model_that_can_be_had_is_offered_and_tells_when_wanted(sit: Sitting) -> None:
    seat = await sit(openai_api_key=SecretStr("sk-nobody-calls-this"))
    guide = guide_of(seat)
    guide.resume()
    # Before anything is begun the page can say so; what costs money tells only when it is let.
    offered = await seat.playground.wait_for(lambda: guide.told()["models"]["offered"], 30, "the models")
    assert not any(each["value"].startswith("offline/") for each in offered)
    await begun(seat)
    card = await (await guide.table.visitor.slash(guide.table.place, "campaign show")).reply()
    assert "Offline narrator" in card.text
    guide.choose_model(offered[0]["value"])
    await idle(seat, guide)
    assert guide.told()["models"]["chosen"] == offered[0]["value"]
    guide.choose_model("nobody/nothing")
    await seat.playground.wait_for(lambda: guide.busy is None, 30, "the refusal")
    assert guide.problem == {"at": "model", **Refused.of("modelGone").told()}
