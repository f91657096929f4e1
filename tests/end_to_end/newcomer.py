"""A newcomer's evening at the page, from setting a server up to taking one's data home.

Everything is done as a person does it: commands are typed and picked, buttons pressed, lists opened, forms filled in.
What stands on a button is read from the catalogue of the language that is played in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from playwright.async_api import Locator, expect

from bot.i18n import translate
from playground.model import Channel
from playground.world import World
from tests.end_to_end.conftest import Seat
from tests.page.driver import Seat as PageSeat
from tests.page.hands import fill_in, label, pick, press, send, use_menu

Look = Callable[[str], Awaitable[None]]
PASSWORD = "Lantern-and-Fog-7"


def _answer(world: World, before: int, what: str) -> int | None:
    """Find the answer to a command that was used after a message."""
    later = (one for one in world.messages.values() if one.id > before)
    return next((one.id for one in later if (one.interaction or {}).get("name") == what), None)


@dataclass(frozen=True, slots=True)
class Script:
    """What people type themselves, and the names of languages, peoples and places as they read them."""

    language: str
    locale: str
    spoken: str
    campaign: str
    about: str
    own_words: str
    name: str
    deeds: tuple[str, str]


ENGLISH = Script(
    language="en",
    locale="en-US",
    spoken="English",
    campaign="The Lantern Isles",
    about="fishermen who vanish, lights under the sea\nthe harbour at low tide",
    own_words="An elf wizard who mended maps and asks too many questions",
    name="Mira Vale",
    deeds=("I look for tracks at the water's edge.", "I try to persuade the harbour master to talk."),
)
FRENCH = Script(
    language="fr",
    locale="fr-FR",
    spoken="Français",
    campaign="Les Îles aux lanternes",
    about="des pêcheurs disparus, des lueurs sous la mer\nle port à marée basse",
    own_words="Une elfe magicienne qui réparait des cartes et pose trop de questions",
    name="Mira Valombre",
    deeds=("Je cherche des traces au bord de l’eau.", "J’essaie de convaincre le maître du port de parler."),
)


@dataclass
class Evening:
    """One window that people sit down at in turn; `look` is told what there is to see, after each step."""

    page: PageSeat
    table: Seat
    script: Script
    look: Look
    ending: str = ""
    _place: int = 0

    def t(self, sentence: str, **values: Any) -> str:
        """Say a sentence of the catalogue as the player reads it."""
        return translate(sentence, self.script.language).format(**values)

    @property
    def interactions(self) -> int:
        """Count what was asked of Skald so far, but for what was typed into options."""
        return sum(one.kind != 4 for one in self.table.playground.world.interactions.values())

    def label(self, command: str) -> str:
        """Name a command as the page's language does."""
        return label(self.table.playground.world, command, self.script.language)

    async def command(self, name: str, **options: str) -> Locator:
        """Use a command, and return the message that answers it once it says something."""
        label = self.label(name)
        return await self._answered(name, f"/{label}", self.page.send_slash(label, options))

    async def _answered(self, what: str, used: str, deed: Awaitable[None]) -> Locator:
        """Use a command or a menu, and return the message above which stands that it was used."""
        world = self.table.playground.world
        before = max(world.messages, default=0)
        await deed
        find = partial(_answer, world, before, what)
        answer = self.page.page.locator(f'li.message[data-id="{await self.table.playground.wait_for(find, 30, used)}"]')
        await expect(answer.locator(".context .mention")).to_have_text(used)
        await expect(answer.locator(".thinking")).to_have_count(0)
        return answer

    async def form(self, name: str) -> None:
        """Use a command that answers with a form."""
        await self.page.send_slash(self.label(name))
        await expect(self.page.modal).to_be_visible()

    @property
    def place(self) -> Channel:
        """The channel the story is told in."""
        return next(one for one in self.table.playground.guild.places() if one.id == self._place)

    async def set_up(self) -> int:
        """As the admin: choose for the server, start the first campaign in a new channel; return the steps it took."""
        before = self.interactions
        card = await self.command("setup")
        await pick(self.page, card, self.t("The language of this server"), self.script.spoken)
        await expect(card.locator(".embed-fields")).to_contain_text(self.script.spoken)
        await press(self.page, card, f"💰 {self.t('Budget…')}")
        await fill_in(self.page, {"amount": "5"})
        await self.look("budget")
        await send(self.page)
        await expect(card.locator(".embed-fields")).to_contain_text("5,00" if self.script.language == "fr" else "$5.00")
        await self.look("setup")
        known = {place.id for place in self.table.playground.guild.places()}
        await press(self.page, card, f"🎲 {self.t('Start a campaign')}")
        await fill_in(
            self.page,
            {"name": self.script.campaign, "words": self.script.about},
            {self.t("Theme"): self.t("My own words"), self.t("Where it is played"): self.t("a new thread, here")},
        )
        await self.look("founding")
        await send(self.page)
        begun = self.t("“{name}” begins in {channel}.", name=self.script.campaign, channel="")[:12]
        await expect(self.page.message(begun)).to_be_visible()
        (self._place,) = {place.id for place in self.table.playground.guild.places()} - known
        await self.page.page.locator(f'[data-channel="{self._place}"]').click()
        # The welcome to a campaign stands there before its first scene.
        await self.read(2)
        steps = self.interactions - before
        await self.look("campaign")
        return steps

    async def read(self, count: int) -> None:
        """Wait until the page shows as many replies of the game master, the last of them to its end."""
        story = await self.table.told(count, self.place, timeout=30)
        self.ending = story.content.split("\n-# ")[0].replace("*", "").replace("`", "")[-30:].strip()
        await expect(self.page.message(self.ending).last).to_be_visible()

    async def make_characters(self) -> tuple[int, int]:
        """One player says who it is in their own words, another lets the dice fall; return the steps each took."""
        before = self.interactions
        await self.page.become("kira")
        workshop = await self.command("character create")
        await press(self.page, workshop, f"💬 {self.t('In my own words…')}")
        await fill_in(self.page, {"words": self.script.own_words})
        await self.look("own_words")
        await send(self.page)
        await expect(workshop.locator(".embed")).to_contain_text(self.script.own_words)
        await self.look("workshop")
        await press(self.page, workshop, f"✅ {self.t('Finish')}")
        await fill_in(self.page, {"name": self.script.name})
        await send(self.page)
        await self._joins(self.script.name)
        steps = self.interactions - before
        await self.page.become("bruno")
        workshop = await self.command("character create")
        await press(self.page, workshop, f"🎲 {self.t('Roll me one')}")
        title = workshop.locator(".embed-title")
        await expect(title).not_to_have_text(self.t("Nobody yet"))
        name = await title.inner_text()
        await press(self.page, workshop, f"✅ {self.t('Finish')}")
        await self._joins(name)
        await self.look("party")
        return steps, self.interactions - before - steps

    async def _joins(self, name: str) -> None:
        joins = self.t("**{name}** joins the party.", name=name).replace("*", "")
        await expect(self.page.message(joins)).to_be_visible()

    async def see_the_sheet(self) -> None:
        """See the sheet as a picture, and share it; without a key a portrait is drawn, and said to be."""
        await self.page.become("kira")
        await self._pictured(await self.command("character show"))
        await self.look("sheet")
        await self._pictured(await self.command("character portrait"))
        await self.look("portrait")

    async def _pictured(self, message: Locator) -> None:
        """Wait until the picture of a message is there."""
        picture = message.locator("img")
        await picture.scroll_into_view_if_needed()
        await picture.evaluate("(one) => one.decode()")

    async def play(self) -> None:
        for person, deed in zip(("kira", "bruno"), self.script.deeds, strict=True):
            before = len(self.table.stories(self.place))
            await self.page.become(person)
            await self.page.say(deed)
            await self.read(before + 1)
        await self.look("play")

    async def gain_a_level(self) -> None:
        """The owner gives experience, the player takes the level step by step."""
        await self.page.become("ada")
        await self.command("campaign settings", levels=self.t("players: each chooses"))
        await self.command("gm take")
        await self.command("gm set", what=self.t("experience points"), value="300", who=self.script.name)
        await self.command("gm back")
        await self.page.become("kira")
        card = await self.command("character levelup")
        await self.look("level")
        await press(self.page, card, self.t("Roll {dice}", dice="d6+2"))
        await expect(card.get_by_role("button", name=self.t("Take the level"))).to_be_enabled()
        await self.look("levelup")
        await press(self.page, card, self.t("Take the level"))
        await expect(card.get_by_role("button", name=self.t("Take the level"))).to_have_count(0)
        await self.look("levelled")

    async def look_around(self) -> None:
        """What there is to know: the campaign, help and its buttons, the menus of messages and of people."""
        await self.command("campaign show")
        await self.look("campaign_show")
        card = await self.command("help")
        await self.look("help")
        await press(self.page, card, f"🎒 {self.t('My belongings')}")
        await self.look("belongings")
        await self._menu(self.page.message(self.ending).last, "Receipt")
        await self.look("receipt")
        member = self.page.page.locator(".member").filter(has_text="Bruno")
        await self._pictured(await self._menu(member, "Character sheet"))
        await self.look("menu_sheet")

    async def _menu(self, on: Locator, entry: str) -> Locator:
        """Use an entry of a menu, and return the message that answers it."""
        name = self.t(entry)
        return await self._answered(entry, name, use_menu(self.page, on, name))

    async def take_everything_home(self) -> None:
        """Make the account one's own, and have everything in it sent."""
        await self.form("account register")
        await fill_in(self.page, {"address": "kira@example.org", "password": PASSWORD, "again": PASSWORD})
        await self.look("register")
        await send(self.page)
        await expect(self.page.message(self.t("✅ Your account is registered, and you are signed in."))).to_be_visible()
        await self.look("registered")
        answer = await self.command("account export")
        await expect(answer).to_contain_text(self.t("I sent you everything in a direct message."))
        await self.page.whisper()
        await expect(self.page.last).to_contain_text("skald-data.zip")
        await self.look("export")
