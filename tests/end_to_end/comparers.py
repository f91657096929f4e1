"""The evening of people who compare models: a month lies behind them, and they look at it from every side.

The same evening is played over the wire and, in a browser, at the page: what differs is whose hands do it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Locator, expect

from benchmarks.model_server import ModelServer, Reply
from bot.i18n import translate
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, buttons
from tests.end_to_end.month import AMBER, BASALT, MODELS, Month, catalogue
from tests.page.driver import Seat as PageSeat
from tests.page.hands import fill_in, label, send

LOCALES = {"en": "en-US", "fr": "fr-FR"}
KINDS = ("first-word", "speed-cost", "cost-days", "outcomes", "trend", "ratings", "wins", "scorecard", "system")
TOLD: Mapping[str, tuple[str, ...]] = {
    AMBER.key: (
        "The rope creaks. Below the quay a lantern burns under the water, steady as an eye, and it is coming closer. ",
        "Somebody has tied a bell to the anchor chain. What do you do?",
    ),
    BASALT.key: ("The water is dark. A light moves in it. ", "You hear a bell. What do you do?"),
}
COMMON = ("The tide turns, and the old bell rings once. ", "What do you do?")


def tell(body: Mapping[str, Any], *, rate: float = 0) -> Reply:
    """Answer as the model that is asked would: each has its own words, so many a second, or all at once."""
    words = TOLD.get(str(body.get("model")), COMMON)
    tokens = tuple(piece + " " for piece in " ".join(words).split())
    return Reply(tokens=tokens, first=0.4 if rate else 0.01, rate=rate)


@asynccontextmanager
async def made_up(folder: Path, rate: float = 0) -> AsyncIterator[dict[str, Any]]:
    """Serve the month's models, and give the settings with which Skald offers them."""
    async with ModelServer(
        teller=partial(tell, rate=rate), models=tuple(one.key for one in MODELS)
    ).running() as vendor:
        own = folder / "made-up-models.toml"
        own.write_text(catalogue(vendor.url), encoding="utf-8")
        yield {"model_catalogue": own}


class Hands(Protocol):
    """Whoever does what people do, and says what they see."""

    async def command(self, person: Person, name: str, /, **options: str) -> Message:
        """Use a command, and return the first answer to it."""
        ...

    async def say(self, person: Person, text: str) -> None:
        """Write in the campaign's channel."""
        ...

    async def press(self, person: Person, message: Message, button: str) -> Message:
        """Press a button, and return what it answers."""
        ...

    async def complain(self, person: Person, message: Message, words: str) -> Message:
        """Press the button that says that a telling is wrong, and say why."""
        ...

    async def look(self, moment: str, person: Person, message: Message) -> None:
        """See a message; what is seen has a name."""
        ...


@dataclass(slots=True)
class WireHands:
    """What people do, without a client between."""

    seat: Seat
    seen: dict[str, Message] = field(default_factory=dict[str, Message])

    async def command(self, person: Person, name: str, /, **options: str) -> Message:
        given: dict[str, Any] = {
            key: value == "true" if key in ("light", "post") else value for key, value in options.items()
        }
        return await (await person.slash(self.seat.channel, name, **given)).reply()

    async def say(self, person: Person, text: str) -> None:
        await person.say(self.seat.channel, text)

    async def press(self, person: Person, message: Message, button: str) -> Message:
        return await (await person.click(message, button)).reply()

    async def complain(self, person: Person, message: Message, words: str) -> Message:
        form = await person.click(message, wrong_button(message))
        return await (await person.submit(form, {"what": "story", "words": words})).reply()

    async def look(self, moment: str, person: Person, message: Message) -> None:
        self.seen[moment] = message


@dataclass(slots=True)
class PageHands:
    """One browser window that everybody sits down at in turn; `picture` is told each moment and where it is shown."""

    page: PageSeat
    seat: Seat
    language: str
    picture: Callable[[str, Locator], Awaitable[None]]

    async def command(self, person: Person, name: str, /, **options: str) -> Message:
        await self.page.become(person.name)
        known = {"true": "True" if self.language == "en" else "Vrai", "day": translate("every day", self.language)}
        typed = {key: known.get(value, value) for key, value in options.items()}
        used = label(self.seat.playground.world, name, self.language)
        return await self._answered(name, self.page.send_slash(used, typed))

    async def say(self, person: Person, text: str) -> None:
        await self.page.become(person.name)
        await self.page.say(text)

    async def press(self, person: Person, message: Message, button: str) -> Message:
        await self.page.become(person.name)
        return await self._answered(None, self._shown(message).locator(f'[data-custom-id="{button}"]').click(), person)

    async def complain(self, person: Person, message: Message, words: str) -> Message:
        await self.page.become(person.name)
        await self._shown(message).locator(f'[data-custom-id="{wrong_button(message)}"]').click()
        await fill_in(self.page, {"words": words})
        return await self._answered(None, send(self.page), person)

    async def look(self, moment: str, person: Person, message: Message) -> None:
        await self.page.become(person.name)
        shown = self._shown(message)
        await expect(shown).to_be_visible()
        for image in await shown.locator("img").all():
            await image.evaluate("(one) => one.decode()")
        await self.picture(moment, shown)

    def _shown(self, message: Message) -> Locator:
        return self.page.page.locator(f'li.message[data-id="{message.id}"]')

    async def _answered(self, name: str | None, deed: Awaitable[None], alone: Person | None = None) -> Message:
        """Do something, and return the bot's first message after it: to a command of this name, or to one person."""
        world = self.seat.playground.world
        before = max(world.messages, default=0)
        await deed

        def answer() -> Message | None:
            later = [one for one in world.messages.values() if one.id > before and not one.loading]
            if alone is not None:
                return next((one for one in later if one.seen_by == alone.id), None)
            return next((one for one in later if (one.interaction or {}).get("name") == name), None)

        return await self.seat.playground.wait_for(answer, 20, f"an answer to {name or 'a button'}")


def wrong_button(message: Message) -> str:
    return next(name for name in buttons(message) if name.startswith("skald:wrong:"))


@dataclass(slots=True)
class Evening:
    """What they do and see, in order; each part can be done alone once the table is laid."""

    seat: Seat
    hands: Hands
    language: str = "en"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def services(self) -> Any:
        assert self.seat.bot is not None
        return self.seat.bot.services

    async def play(self) -> None:
        """The whole of it."""
        await self.lay_the_table()
        await self.play_on()

    async def play_on(self) -> None:
        """All that comes after the table is laid."""
        await self.remember_a_month()
        await self.read_the_figures()
        await self.see_the_charts()
        await self.be_told_by_the_clock()
        await self.duel()
        await self.say_that_it_is_wrong()
        await self.ask_again()

    async def lay_the_table(self) -> None:
        """Begin a campaign that three people play in, and let a month lie behind the server."""
        people = (self.seat.ada, self.seat.kira, self.seat.bruno)
        for person in people:
            person.locale = LOCALES[self.language]
        await self.seat.create_campaign(model=AMBER.name, language=self.language)
        await self.seat.settled()
        for person in people:
            sheet = {"name": person.user.display_name, "race": "human", "class": "fighter"}
            await (await person.slash(self.seat.channel, "character create", **sheet)).reply()

    async def remember_a_month(self) -> Month:
        """Keep the seeded month."""
        guild = self.seat.channel.guild
        assert guild is not None
        stores = self.services.play._stores
        known = {
            person.user.display_name: await stores.accounts.ensure(person.id, person.user.display_name)
            for person in (self.seat.ada, self.seat.kira, self.seat.bruno)
        }
        month = Month(stores.database, guild.id, self.now)
        await month.play(known, self.services.comparing.vitals.process)
        return month

    async def read_the_figures(self) -> None:
        """Everything that is said in words: models, a campaign, oneself, costs, the machine; and take it along."""
        ada = self.seat.ada
        for command in ("models", "player", "cost", "system", "export", "leaderboard"):
            await self.hands.look(command, ada, await self.hands.command(ada, f"stats {command}"))
        (orchard, *_) = await ada.autocomplete(self.seat.channel, "stats campaign", "campaign", "Orchard")
        shown = await self.hands.command(ada, "stats campaign", campaign=str(orchard["value"]))
        await self.hands.look("campaign-figures", ada, shown)
        shown = await self.hands.command(ada, "stats scorecard", model=BASALT.name)
        await self.hands.look("scorecard-figures", ada, shown)
        await self.hands.look("alerts", ada, await self.hands.command(ada, "alerts show"))

    async def see_the_charts(self, *grounds: str) -> None:
        """Every kind of chart, on dark and on light or on one of them, and one as a table."""
        ada = self.seat.ada
        (orchard, *_) = await ada.autocomplete(self.seat.channel, "stats campaign", "campaign", "Orchard")
        for ground in grounds or ("dark", "light"):
            chosen = {"light": "true"} if ground == "light" else {}
            for kind in KINDS:
                shown = await self.hands.command(ada, "stats chart", kind=kind, **chosen)
                await self.hands.look(f"chart-{kind}-{ground}", ada, shown)
            shown = await self.hands.command(
                ada, "stats chart", kind="campaign", campaign=str(orchard["value"]), **chosen
            )
            await self.hands.look(f"chart-campaign-{ground}", ada, shown)
        shown = await self.hands.command(ada, "stats chart", kind="first-word")
        (table,) = buttons(shown)
        await self.hands.look("table", ada, await self.hands.press(ada, shown, table))

    async def be_told_by_the_clock(self) -> None:
        """Have a chart and the digest posted every day; an hour later by the services' clock, both stand there."""
        ada, hour = self.seat.ada, (datetime.now(UTC).hour + 1) % 24
        due_at = 0
        for what in ("digest", "trend"):
            chosen = {"chart": what, "every": "day", "at": f"{hour}:00"}
            added = await self.hands.command(ada, "stats schedule add", **chosen)
            await self.hands.look(f"scheduled-{what}", ada, added)
            due_at = max(due_at, *(int(moment) for moment in re.findall(r"<t:(\d+)", added.content)))
        await self.hands.look("schedules", ada, await self.hands.command(ada, "stats schedule list"))
        # Somebody speaks in between, so that the page shows who posted what comes next.
        asked = "(What did the week come to?"
        await self.hands.say(self.seat.kira, asked)
        await self.seat.playground.wait_for(lambda: self.seat.channel.messages[-1].content == asked or None, 20, asked)
        before = len(self._posts())
        self.services.comparing.schedules._postings._now = lambda: datetime.fromtimestamp(due_at + 20, UTC)
        (job,) = (job for job in self.services.jobs if job.name == "schedules")
        await job.run()
        posts = await self.seat.playground.wait_for(
            lambda: found if len(found := self._posts()[before:]) == 2 else None, 20, "what the clock posts"
        )
        chart, digest = sorted(posts, key=lambda one: not one.attachments)
        await self.hands.look("posted-chart", self.seat.kira, chart)
        await self.hands.look("digest", self.seat.kira, digest)

    async def duel(self) -> None:
        """Three people play a turn that two hidden models tell, vote, and see who it was."""
        ada, kira, bruno = self.seat.ada, self.seat.kira, self.seat.bruno
        # Whoever has just played may vote.
        for person in (ada, bruno):
            before = len(self.seat.stories())
            await self.hands.say(person, "I listen at the quay.")
            await self._told(before)
        asked = await self.hands.command(kira, "duel", first=AMBER.name, second=BASALT.name)
        await self.hands.look("duel-asked", kira, asked)
        before = len(self.seat.stories())
        await self.hands.say(kira, "I lean over the rail and look into the water.")
        card = await self.seat.playground.wait_for(self._card, 20, "the duel's card")
        await self.hands.look("duel", kira, card)
        number = buttons(card)[0].split(":")[2]
        amber = next(one["title"].lower() for one in card.embeds if "rope creaks" in one["description"])
        other = "b" if amber == "a" else "a"
        for ballot, (person, side) in enumerate(((kira, other), (ada, amber), (kira, amber), (bruno, "tie")), 1):
            voted = await self.hands.press(person, card, f"skald:duel:{number}:{side}")
            await self.hands.look(f"vote-{ballot}", person, voted)
        await self._told(before + 1)
        await self.hands.look("reveal", kira, card)

    async def say_that_it_is_wrong(self) -> None:
        """Say of the last telling that it was different before."""
        story = [one for one in self.seat.stories() if any("skald:wrong:" in name for name in buttons(one))][-1]
        heard = await self.hands.complain(self.seat.kira, story, "The bell lies on the sea bed.")
        await self.hands.look("wrong", self.seat.kira, heard)

    async def ask_again(self) -> None:
        """Have the evening's turns told again by two models, then the ready scenes, and read the reports."""
        ada = self.seat.ada
        for what, command in (("replay", "replay start"), ("audition", "models audition")):
            before = len(self._posts())
            begun = await self.hands.command(ada, command, first=AMBER.name, second=BASALT.name)
            await self.hands.look(f"{what}-begun", ada, begun)
            await self.services.comparing.replays.settled()
            report = await self.seat.playground.wait_for(
                lambda before=before: next((one for one in self._posts()[before:] if one.attachments), None), 20, what
            )
            await self.hands.look(f"{what}-report", ada, report)

    def _posts(self) -> list[Message]:
        bot = self.seat.playground.world.application.bot
        return [one for one in self.seat.channel.messages if one.author is bot and one.interaction is None]

    def _card(self) -> Message | None:
        open_ = [one for one in self._posts() if any(name.startswith("skald:duel:") for name in buttons(one))]
        return open_[-1] if open_ and len(open_[-1].embeds) == 2 else None

    async def _told(self, before: int) -> None:
        await self.seat.told(before + 1, timeout=20)
        await self.seat.settled()
