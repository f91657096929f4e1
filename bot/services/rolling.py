"""Let players throw their own dice: a telling waits at a button until they did."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.plaintext import clean, escape, shorten
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.admission import admit
from bot.services.people import PeopleService, Person
from bot.services.ports import Reply
from bot.services.tables import Tables

MOST_WAIT: Final = 900.0
"""Seconds after which the game throws dice that nobody threw, so that no table stands still for good."""

THROW = N_("{name}, throw the dice: {what}.")
_WHAT_SHOWN = 80


class NothingToThrow(SkaldError):
    sentence = N_("These dice are thrown already.")


class NotYourDice(SkaldError):
    sentence = N_("These are the dice of {name}. Anyone may throw them {seconds} seconds after they were asked for.")


@dataclass(slots=True)
class _Asked:
    """Dice that wait to be thrown."""

    character: Character
    seconds: int
    teller: asyncio.Task[object] | None
    open_to_all: bool = False
    thrown: asyncio.Event = field(default_factory=asyncio.Event)


class RollDesk:
    """The dice that players are asked to throw, one throw at a time in each campaign."""

    def __init__(
        self,
        people: PeopleService,
        tables: Tables,
        wait: Callable[[Awaitable[bool], float], Awaitable[bool]] | None = None,
    ):
        self._people = people
        self._tables = tables
        self._wait: Callable[[Awaitable[bool], float], Awaitable[bool]] = wait or asyncio.wait_for
        self._asked: dict[int, _Asked] = {}

    async def throw(self, reply: Reply, campaign: Campaign, character: Character, shown: str, what: str) -> None:
        """Wait under a reply, which shows `shown`, until the player threw; anyone may after the table's wait."""
        asked = self._asked[campaign.id] = _Asked(character, campaign.rules.roll_wait, asyncio.current_task())
        sentence = translate(THROW, campaign.language).format(
            name=escape(shorten(clean(character.name), 40)), what=escape(shorten(clean(what), _WHAT_SHOWN))
        )
        reply.ask("\n".join(part for part in (shown, f"-# 🎲 {sentence}") if part), campaign.id, campaign.language)
        try:
            for seconds in (float(campaign.rules.roll_wait), MOST_WAIT):
                try:
                    await self._wait(asked.thrown.wait(), seconds)
                except TimeoutError:
                    asked.open_to_all = True
                else:
                    return
        finally:
            self._asked.pop(campaign.id, None)

    def let_go(self, campaign_id: int) -> None:
        """Let a telling wait no more for dice: somebody wants to hear no more of it."""
        if asked := self._asked.get(campaign_id):
            asked.thrown.set()

    def close(self) -> None:
        """Let no telling wait any more; the next start tells those turns, and asks for their dice again."""
        for asked in self._asked.values():
            if asked.teller is not None:
                asked.teller.cancel()

    async def press(self, campaign_id: int, person: Person) -> None:
        """Throw the dice a campaign waits for; raises a sentence where there are none or they are another's.

        Who is not heard at the table throws for nobody, however long the dice wait.
        """
        asked = self._asked.get(campaign_id)
        if asked is None:
            raise NothingToThrow
        account_id = await self._people.account_of(person)
        if asked.character.account_id != account_id:
            admit(await self._tables.get(campaign_id), account_id)
            if not asked.open_to_all:
                raise NotYourDice(name=escape(asked.character.name), seconds=asked.seconds)
        asked.thrown.set()
