"""Kira and Bruno: scripts that sit at the table as long as nobody else takes their seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.evening.script import SHEETS, script_of
from playground.evening.state import COMPANIONS
from playground.model import Message
from playground.refused import Refused

if TYPE_CHECKING:
    from playground.evening.table import Table

# How long somebody thinks, and how long they type, in seconds.
THINKS, TYPES = 1.5, 2.0
# In peace a companion follows every so many deeds of the visitor; in a fight each of them.
PATIENCE = 2
# The spells of a cleric of level 1.
HEALER, CURES = "bruno", 2
BALLOTS = {"kira": "a", "bruno": "b"}


class Companions:
    """Those who play because a script does; they write only after the visitor did."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._voted: set[int] = set()

    def present(self) -> list[str]:
        """Name those who are at the table: not sent away, and their seats taken by nobody."""
        return [name for name in COMPANIONS if self._here(name)]

    def _here(self, name: str) -> bool:
        person = self.table.person(name)
        if person is None or name in self.table.state.away:
            return False
        return not self.table.feed.seated(person.id)

    def show(self) -> None:
        """Let the pages show them online while the evening lasts."""
        names = [name for name in COMPANIONS if self.table.state.begun and name not in self.table.state.away]
        people = [person for name in names if (person := self.table.person(name)) is not None]
        self.table.feed.keep_online({person.id for person in people})

    async def make_characters(self) -> None:
        """Make the characters that are still missing, one after the other."""
        for name in COMPANIONS:
            person = self.table.person(name)
            if person is None or name in self.table.state.made or not self._here(name):
                continue
            await self.table.pause(TYPES / 2)
            sheet = SHEETS[name]
            options = {"name": person.user.display_name, "race": sheet.race, "class": sheet.calling}
            await self.table.use(person, "character create", **options)

    async def follow(self) -> None:
        """Let one of them act after the visitor did: in a fight at once, in peace now and then."""
        state = self.table.state
        if not state.fighting and state.turns % PATIENCE:
            return
        able = [name for name in self.present() if name in state.made and not self._fell(name)]
        if not able:
            return
        wounded = self._wounded()
        heals = state.fighting and bool(wounded) and HEALER in able and state.cures < CURES
        name = HEALER if heals else min(able, key=lambda each: state.lines.get(each, 0))
        person = self.table.person(name)
        await self.table.pause(THINKS)
        if person is None or not self._here(name):
            return
        await person.type(self.table.place)
        await self.table.pause(TYPES)
        if self._here(name):
            await person.say(self.table.place, self._cure(wounded[0]) if heals else self._line(name))

    def _fell(self, name: str) -> bool:
        person = self.table.person(name)
        return person is not None and person.user.display_name in self.table.state.fallen

    def _wounded(self) -> list[str]:
        """Name those of the party who lie on the ground, the visitor first."""
        people = [self.table.visitor, *(self.table.person(name) for name in COMPANIONS)]
        names = [person.user.display_name for person in people if person is not None]
        return [name for name in names if name in self.table.state.fallen]

    def _cure(self, name: str) -> str:
        self.table.state.cures += 1
        return script_of(self.table.state.locale).healing.format(name=name)

    def _line(self, name: str) -> str:
        state, script = self.table.state, script_of(self.table.state.locale)
        number = state.lines.get(name, 0)
        state.lines[name] = number + 1
        lines = (script.blows if state.fighting else script.peace)[name]
        return lines[number % len(lines)]

    async def vote(self, ballot: Message) -> None:
        """Vote in a duel, each once; whoever plays at a companion's seat votes themselves."""
        if ballot.id in self._voted:
            return
        self._voted.add(ballot.id)
        # A window that was left open at a seat is nobody who would vote, and the table would wait for them.
        for name in COMPANIONS:
            person = self.table.person(name)
            choice = next((each for each in self._ballots(ballot) if each.endswith(f":{BALLOTS[name]}")), None)
            if person is None or choice is None or name not in self._voters():
                continue
            await self.table.pause(THINKS)
            try:
                await person.click(ballot, choice)
            except Refused:
                return  # the vote closed meanwhile

    def _voters(self) -> list[str]:
        """Name those for whom the script votes: nobody else does anything at their seat."""
        state, visitor, feed = self.table.state, self.table.visitor.name, self.table.feed
        people = [self.table.person(name) for name in state.made if name not in (*state.away, visitor)]
        return [person.name for person in people if person is not None and not feed.active(person.id)]

    def _ballots(self, ballot: Message) -> list[str]:
        rows = [item for row in ballot.components for item in row.get("components", ())]
        return [str(item["custom_id"]) for item in rows if str(item.get("custom_id", "")).startswith("skald:duel:")]

    def send(self, name: str, away: bool) -> None:
        """Send a companion away, or call them back. Raises Refused for anybody else."""
        if name not in COMPANIONS:
            raise Refused.of("notScripted")
        kept = [each for each in self.table.state.away if each != name]
        self.table.state.away = [*kept, name] if away else kept
        self.show()
