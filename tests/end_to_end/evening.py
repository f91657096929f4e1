"""A short evening at the page, in two languages of the story."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import expect

from bot.i18n import translate
from tests.end_to_end.conftest import Seat
from tests.page.driver import Seat as PageSeat

JOINS = "**{name}** joins the party."


@dataclass(frozen=True, slots=True)
class Evening:
    """What is typed; races and classes are picked from what the bot completes."""

    language_name: str
    campaign: str
    themes: str
    race: str
    classes: tuple[str, str]
    joins: str
    deeds: tuple[str, str, str]


ENGLISH = Evening(
    language_name="English",
    campaign="The Drowned Bell",
    themes="a tavern by the sea, fog, smugglers",
    race="Elf",
    classes=("Rogue", "Fighter"),
    joins=translate(JOINS, "en"),
    deeds=(
        "I listen at the cellar door.",
        "I climb down the old well behind the house.",
        "I try to persuade the innkeeper to tell us about the bell.",
    ),
)
FRENCH = Evening(
    language_name="Français",
    campaign="La Cloche engloutie",
    themes="une taverne au bord de la mer, la brume, des contrebandiers",
    race="Elfe",
    classes=("Roublard", "Guerrier"),
    joins=translate(JOINS, "fr"),
    deeds=(
        "J'écoute à la porte de la cave.",
        "Je descends dans le vieux puits derrière la maison.",
        "J'essaie de convaincre l'aubergiste de nous parler de la cloche.",
    ),
)


async def play(page: PageSeat, table: Seat, evening: Evening) -> None:
    """Start a campaign as the admin, make two characters and play three turns, all of it at the page."""
    await page.become("ada")
    await page.send_slash(
        "campaign create", {"name": evening.campaign, "themes": evening.themes, "language": evening.language_name}
    )
    await _read(page, table, 1)
    for person, calling in zip(("kira", "bruno"), evening.classes, strict=True):
        await page.become(person)
        name = person.title()
        await page.send_slash("character create", {"name": name, "race": evening.race, "class": calling})
        await expect(page.message(evening.joins.format(name=name).replace("*", ""))).to_be_visible()
    for number, deed in enumerate(evening.deeds):
        await page.become("bruno" if number == 1 else "kira")
        await page.say(deed)
        await _read(page, table, number + 2)


async def _read(page: PageSeat, table: Seat, count: int) -> None:
    """Wait until the page shows a reply to its end."""
    story = await table.told(count, timeout=30)
    ending = story.content.split("\n-# ")[0].replace("*", "")[-30:].strip()
    await expect(page.last).to_contain_text(ending)
