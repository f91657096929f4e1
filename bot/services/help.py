"""Tell where somebody stands, so that they are told what they can do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.rules.turns import turn_of
from bot.errors import SkaldError
from bot.services.passing import check_pass
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.servers import ServerService
from bot.services.table import Table
from bot.services.tables import Tables

Standing = Literal[
    "alone", "idle", "paused", "ended", "spectator", "removed", "uninvited", "invited", "newcomer", "chair", "fight",
    "playing",
]  # fmt: skip
"""Outside of a server, where nothing is played, what keeps somebody from playing, without a character, in the game
master's chair, in a fight, or in play."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What matters of a place and a person for what can be done; `turn` names whose turn it is in a fight."""

    standing: Standing
    admin: bool = False
    creates: bool = False
    """May start a campaign where none is played."""
    runs: bool = False
    """Runs the campaign that is played here."""
    campaign: str = ""
    character: str = ""
    turn: str = ""
    own_turn: bool = False
    passes: bool = False
    """Is waited for, and may let the others act."""


class HelpService:
    """Look at a place with somebody's eyes."""

    def __init__(self, people: PeopleService, tables: Tables, play: PlayService, servers: ServerService) -> None:
        self._people = people
        self._tables = tables
        self._play = play
        self._servers = servers

    async def look(self, channel_id: int, guild_id: int | None, person: Person) -> Situation:
        """Tell how a person stands in a channel."""
        if guild_id is None:
            return Situation("alone")
        campaign_id = self._play.bindings.get(channel_id)
        if campaign_id is None:
            return Situation("idle", person.admin, await self._servers.may_create(person, guild_id))
        table, account_id = await self._tables.get(campaign_id), await self._people.account_of(person)
        state, character = table.state, table.state.character_of(account_id)
        current = turn_of(state)
        return Situation(
            _standing(table, account_id),
            admin=person.admin,
            runs=person.steward or table.members.get(account_id) in ("owner", "gm"),
            campaign=state.campaign.name,
            character=character.name if character else "",
            turn=current.name if current else "",
            own_turn=current is not None and current.account_id == account_id,
            passes=_passes(table, account_id),
        )


def _passes(table: Table, account_id: int) -> bool:
    try:
        check_pass(table, account_id)
    except SkaldError:
        return False
    return True


def _standing(table: Table, account_id: int) -> Standing:
    campaign, role = table.state.campaign, table.members.get(account_id)
    if campaign.status == "paused":
        return "paused"
    if campaign.status != "open":
        return "ended"
    if campaign.chair == account_id:
        return "chair"
    if role == "removed":
        return "removed"
    if role == "spectator":
        return "spectator"
    if role is None and campaign.rules.entry == "invited":
        return "uninvited"
    if table.state.character_of(account_id) is None:
        return "invited" if role == "invited" else "newcomer"
    return "fight" if table.state.combat is not None else "playing"
