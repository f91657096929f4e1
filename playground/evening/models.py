"""Which models could tell the story here: what Skald itself offers, asked as the visitor would ask."""

from __future__ import annotations

from playground.call import Unanswered
from playground.errors import Json
from playground.evening.table import Table
from playground.refused import Refused

OFFLINE = "offline/"
_MOST = 8


class OfferedModels:
    """The models that `/campaign model` completes, without the narrators that are no AI."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found: list[Json] = []
        self.chosen: str | None = None

    async def look(self) -> bool:
        """Ask which there are; tell whether that is other than before."""
        world, guild = self.table.world, self.table.playground.guild
        place = world.channels.get(self.table.state.place) or next(iter(guild.channels.values()), None)
        if place is None:
            return False
        try:
            choices = await self.table.owner.autocomplete(place, "campaign model", "model", "")
        except (Refused, Unanswered):
            return False  # a bot that is just starting; it is asked again
        before, self.found = self.found, [each for each in choices if not str(each["value"]).startswith(OFFLINE)]
        return before != self.found

    def told(self) -> Json:
        """Return what the page shows: the models, and the one the visitor let tell here."""
        return {"offered": self.found[:_MOST], "chosen": self.chosen}

    async def choose(self, model: str) -> None:
        """Let a model tell the story from the next turn on. Raises Refused for one that is not offered."""
        if all(each["value"] != model for each in self.found):
            raise Refused.of("modelGone")
        answer = await self.table.use(self.table.owner, "campaign model", model=model)
        if answer is not None and answer.seen_by is not None:
            raise Refused(answer.text)
        self.chosen = model
