"""What one press does for the visitor, through the same commands that they would use themselves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from playground.evening.script import SHEETS, Script, script_of
from playground.evening.table import Table
from playground.model import Message
from playground.refused import Refused

# So many turns may pass before a story that goes its own way comes to blows.
_ROUNDS = 3
Deed = Callable[[], Coroutine[Any, Any, None]]
FIRST, SECOND = "offline/narrator", "offline/chronicler"


class Samples:
    """One method for each step; `month` fills in the sample figures and is the program's to do."""

    def __init__(self, table: Table, month: Deed) -> None:
        self.table = table
        self.by_step: dict[str, Deed] = {
            "character": self.character,
            "turn": self.turn,
            "fight": self.fight,
            "portrait": self.portrait,
            "duel": self.duel,
            "month": month,
            "chart": self.chart,
        }

    async def character(self) -> None:
        """Give the visitor a character."""
        visitor = self.table.visitor
        sheet = SHEETS.get(visitor.name, SHEETS["visitor"])
        options = {"name": visitor.user.display_name, "race": sheet.race, "class": sheet.calling}
        _check(await self.table.use(visitor, "character create", **options))

    async def turn(self) -> None:
        """Say what the visitor does, and have it told."""
        await self._with_character()
        await self.table.tell(self._script.deed)

    async def fight(self) -> None:
        """Go where the trouble is, and strike until there is a fight."""
        await self._with_character()
        for _ in range(_ROUNDS):
            for text in (self._script.onward, self._script.attack):
                if not self.table.state.fighting:
                    await self.table.tell(text)

    async def portrait(self) -> None:
        """Have a portrait drawn; where a model makes pictures, its form opens instead."""
        await self._with_character()
        _check(await self.table.use(self.table.visitor, "character portrait"))

    async def duel(self) -> None:
        """Let the two offline narrators tell the next turn; the companions vote, and the visitor is asked to."""
        await self._with_character()
        _check(await self.table.use(self.table.visitor, "duel", first=FIRST, second=SECOND))
        script = self._script
        await self.table.tell(script.attack if self.table.state.fighting else script.duelled)

    async def chart(self) -> None:
        """Draw a chart of what was measured, for everybody to see; one evening alone is too little for any."""
        if "month" not in self.table.state.done:
            await self.by_step["month"]()
        visitor = self.table.visitor
        _check(await self.table.use(visitor, "stats chart", kind="first-word", post=True))

    @property
    def _script(self) -> Script:
        return script_of(self.table.state.locale)

    async def _with_character(self) -> None:
        if self.table.visitor.name not in self.table.state.made:
            await self.character()


def _check(answer: Message | None) -> None:
    """Pass on what Skald says to the visitor alone, which is why it did not do what was asked."""
    if answer is not None and answer.seen_by is not None:
        raise Refused(answer.text)
