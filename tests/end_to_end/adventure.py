"""A short adventure of three people: a plea, a fight with a fall, a rest, a level; what is written, and by whom.

Nobody's state is touched by hand: people write, use commands, and read what they are shown. Only the campaign's secret
is chosen beforehand, so that the dice of the evening are the same every time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from bot.domain.campaign import TurnMode
from bot.domain.character import Character
from bot.domain.state import GameState
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat

MOST_TURNS = 60
CURES = 2
"""The spell slots of a cleric of level 1."""
PLAYERS = ("ada", "kira", "bruno")
SECRETS: dict[TurnMode, int] = {"free": 44, "rounds": 2, "initiative": 2}
"""Whose dice let somebody fall and make death saves. When rules or words change what is thrown, another number may."""


def secret(number: int) -> bytes:
    """Return a campaign's secret that is the same every time."""
    return sha256(b"%d" % number).digest()


async def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is written at a table; each of a fight's lines serves again when the fight is longer."""

    language: str
    language_name: str
    campaign: str
    themes: str
    modes: Mapping[str, str]
    """The turn modes as a person picks them."""
    commands: Mapping[str, str]
    """What the commands are called at a page in this language, where that differs."""
    sheets: Mapping[str, tuple[str, str]]
    """Race and class, as the bot completes them."""
    plea: tuple[tuple[str, str], ...]
    way: tuple[tuple[str, str], ...]
    lair: tuple[tuple[str, str], ...]
    won: tuple[tuple[str, str], ...]
    night: tuple[tuple[str, str], ...]
    dawn: tuple[tuple[str, str], ...]
    blows: Mapping[str, tuple[str, ...]]
    healing: str


ENGLISH = Script(
    language="en",
    language_name="English",
    campaign="The Ninth Milestone",
    themes="an old road, a bridge, a toll",
    modes={
        "free": "free: whatever came in is answered together",
        "rounds": "rounds: everybody present acts, then it is told",
        "initiative": "initiative: in a fight, one after the other",
    },
    commands={},
    sheets={"ada": ("Human", "Cleric"), "kira": ("Elf", "Rogue"), "bruno": ("Dwarf", "Fighter")},
    plea=(
        ("ada", "I ask the pedlar what he wants of us."),
        ("kira", "I examine the bundle without touching it."),
        ("bruno", "I keep watch on the road."),
    ),
    way=(
        ("kira", "I listen to what the dark has to say."),
        ("ada", "I promise the pedlar that we will help."),
        ("bruno", "I go to the bridge."),
    ),
    lair=(
        ("kira", "I look at the chain and at those behind it."),
        ("ada", "I say a prayer under my breath."),
        ("bruno", "I charge at the nearest goblin!"),
    ),
    won=(
        ("kira", "I search the toll box."),
        ("ada", "I look after our wounds."),
        ("bruno", "I go back to the pedlar."),
    ),
    night=(
        ("bruno", "I tell the village how it was."),
        ("kira", "I ask the pedlar what the sword is called."),
        ("ada", "I rest until morning."),
    ),
    dawn=(("kira", "I thank the pedlar and look down the road."),),
    blows={
        "ada": ("I strike at the goblin with my mace.", "I attack again.", "I step in front of the others and strike."),
        "kira": ("I attack with my rapier.", "I stab at the goblin from the side.", "I lunge at the goblin."),
        "bruno": ("I attack the goblin.", "I strike once more.", "I hit the goblin as hard as I can."),
    },
    healing="I cast cure wounds on {name}.",
)
FRENCH = Script(
    language="fr",
    language_name="Français",
    campaign="La Neuvième Borne",
    themes="une vieille route, un pont, un péage",
    modes={
        "free": "libre : tout ce qui est arrivé reçoit une seule réponse",
        "rounds": "tours de table : tous les présents agissent, puis c’est raconté",
        "initiative": "initiative : en combat, chacun à son tour",
    },
    commands={
        "campaign create": "campagne créer",
        "campaign settings": "campagne réglages",
        "character create": "personnage créer",
        "pass": "passer",
        "fight": "combat",
    },
    sheets={"ada": ("Humain", "Clerc"), "kira": ("Elfe", "Roublard"), "bruno": ("Nain", "Guerrier")},
    plea=(
        ("ada", "Je demande au colporteur ce qu'il attend de nous."),
        ("kira", "J'examine le ballot sans y toucher."),
        ("bruno", "Je surveille la route."),
    ),
    way=(
        ("kira", "J'écoute ce que raconte la nuit."),
        ("ada", "Je promets au colporteur que nous l'aiderons."),
        ("bruno", "Je vais au pont."),
    ),
    lair=(
        ("kira", "J'observe la chaîne et ceux qui se tiennent derrière."),
        ("ada", "Je murmure une prière."),
        ("bruno", "Je charge le gobelin le plus proche !"),
    ),
    won=(
        ("kira", "Je fouille le coffre du péage."),
        ("ada", "Je m'occupe de nos blessures."),
        ("bruno", "Je retourne auprès du colporteur."),
    ),
    night=(
        ("bruno", "Je raconte au village comment c'était."),
        ("kira", "Je demande au colporteur le nom de l'épée."),
        ("ada", "Je me repose jusqu'au matin."),
    ),
    dawn=(("kira", "Je remercie le colporteur et je regarde la route."),),
    blows={
        "ada": (
            "Je frappe le gobelin de ma masse.",
            "J'attaque encore.",
            "Je me place devant les autres et frappe.",
        ),
        "kira": ("J'attaque avec ma rapière.", "Je frappe le gobelin de côté.", "J'attaque le gobelin par-derrière."),
        "bruno": ("J'attaque le gobelin.", "Je frappe encore une fois.", "Je frappe le gobelin de toutes mes forces."),
    },
    healing="Je lance soin des blessures sur {name}.",
)


class Hands(Protocol):
    """What writes for a person: the page, or the wire alone."""

    async def say(self, person: str, text: str) -> None:
        """Write a message."""
        ...

    async def command(self, person: str, name: str, options: Mapping[str, str]) -> None:
        """Use a slash command and see its answer; options are values as a person picks them."""
        ...

    async def read(self, count: int) -> None:
        """Wait until so many replies are told to their end."""
        ...


@dataclass
class WireHands:
    """People who write over the wire, without a page."""

    seat: Seat
    answers: list[Message] = field(default_factory=list[Message])

    async def say(self, person: str, text: str) -> None:
        await self._person(person).say(self.seat.channel, text)

    async def command(self, person: str, name: str, options: Mapping[str, str]) -> None:
        call = await self._person(person).slash(self.seat.channel, name, **options)
        self.answers.append(await call.reply())

    async def read(self, count: int) -> None:
        await self.seat.told(count)

    def _person(self, name: str) -> Person:
        return self.seat.playground.person(name)


@dataclass
class Adventure:
    """An evening at a table in one of the turn modes."""

    seat: Seat
    hands: Hands
    script: Script
    mode: TurnMode
    fallen: Callable[[], Awaitable[None]] = nothing
    """What is done when somebody has fallen for the first time."""
    turns: int = 0
    written: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _seen: bool = False
    _blows: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def state(self) -> GameState:
        """What everybody at the table may read on the page: the sheets, and who is next."""
        assert self.seat.bot is not None
        play: Any = self.seat.bot.services.play
        return play._tables._tables[play.campaign_in(self.seat.channel.id)].state

    async def gather(self) -> None:
        """Start the campaign, agree on the turn mode and make three characters."""
        script = self.script
        opening = {"name": script.campaign, "themes": script.themes, "language": script.language}
        await self.hands.command("ada", "campaign create", opening)
        await self._told(())
        # At a new table, players take their levels themselves; this company has them come by themselves.
        await self.hands.command("ada", "campaign settings", {"mode": self.mode, "levels": "automatic"})
        for person, (race, class_) in script.sheets.items():
            sheet = {"name": person.title(), "race": race, "class": class_}
            await self.hands.command(person, "character create", sheet)

    async def play(self) -> None:
        """Play to the end."""
        script = self.script
        for scene in (script.plea, script.way, script.lair):
            if self.state.combat is None:
                await self._say_all(scene)
        await self.fight()
        for scene in (script.won, script.night, script.dawn):
            await self._say_all(scene)

    async def fight(self) -> None:
        """Write until the fight is over: each in their turn, or everybody who stands in a round."""
        while (combat := self.state.combat) is not None:
            assert self.turns < MOST_TURNS
            able = [name for name in PLAYERS if self._sheet(name).hit_points > 0]
            if self.mode == "initiative":
                able = [name for name in able if self._sheet(name).key == combat.now.key]
            if self.mode == "free":
                # Whoever has not written for longest writes next.
                able = [min(able, key=lambda name: self._blows.get(name, 0))]
            await self._say_all([(name, self._blow(name)) for name in able])
            if not self._seen and any(one.hit_points == 0 for one in self.state.party):
                self._seen = True
                await self.fallen()

    def _blow(self, name: str) -> str:
        fallen = next((one for one in self.state.party if one.hit_points == 0 and not one.dead), None)
        waited = fallen is not None and fallen.death_successes + fallen.death_failures > 0
        if name == "ada" and fallen and waited and self._sheet("ada").slots_spent[0] < CURES:
            return self.script.healing.format(name=fallen.name)
        number = self._blows.get(name, 0)
        self._blows[name] = number + 1
        return self.script.blows[name][number % len(self.script.blows[name])]

    def _sheet(self, name: str) -> Character:
        sheet = self.state.named(name.title())
        assert sheet is not None
        return sheet

    async def _say_all(self, deeds: Any) -> None:
        """Let people write: in free play one after the other, in rounds all of them before the answer."""
        if self.mode == "rounds":
            said = dict(deeds)
            await self._told([(name, said.get(name, "")) for name in PLAYERS if self._sheet(name).hit_points > 0])
            return
        peaceful = self.state.combat is None
        for deed in deeds:
            # Once a fight has begun, nobody has a mind for what they meant to do in peace.
            if not peaceful or self.state.combat is None:
                await self._told([deed])

    async def _told(self, deeds: Any) -> None:
        for person, text in deeds:
            if text:
                self.written.append((person, text))
                await self.hands.say(person, text)
            else:
                await self.hands.command(person, "pass", {})
        self.turns += 1
        await self.hands.read(self.turns)
        await self.seat.settled()
