"""All the characters of a person: where they play, where they rest, and how they come from one place to the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.character import Character
from bot.domain.plaintext import fold, shown
from bot.domain.rules.changing import DeadStays, change_over
from bot.domain.rules.departing import at_rest, depart
from bot.domain.rules.describing import describe, described
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.sheets import called
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.admission import admit
from bot.services.altering import Alterations
from bot.services.between_turns import between_turns, look_again
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.characters import KeptCharacter, Move
from bot.storage.errors import CharacterElsewhere, CharacterExists


class NoneOfYours(SkaldError):
    sentence = N_("You have no character called “{asked}”. /character list shows those you have.")


class SeveralOfYours(SkaldError):
    sentence = N_("Several of your characters are called “{asked}”. Pick one of those that are offered while you type.")


class PlaysHere(SkaldError):
    sentence = N_("{name} plays here already.")


class RestsAlready(SkaldError):
    sentence = N_("{name} rests already. /character use brings them into play, here or elsewhere.")


class HasRetired(SkaldError):
    sentence = N_("{name} has retired. /character return brings them back.")


class NotRetired(SkaldError):
    sentence = N_("{name} has not retired.")


@dataclass(frozen=True, slots=True)
class Stabled:
    """A character of a person; `campaign` is the name of where it plays, or played last, "" for none."""

    id: int
    name: str
    race: str
    class_: str
    level: int
    campaign: str
    plays: bool
    here: bool
    dead: bool
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    """A character by its name; the level of one that plays is that of when it came."""

    id: int
    name: str
    class_: str
    level: int
    plays: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class Used:
    """Who came into play, and who went to rest for it."""

    character: Character
    instead_of: str = ""


class StableService:
    """Let people look after all their characters."""

    def __init__(
        self, stores: Stores, people: PeopleService, tables: Tables, play: PlayService, alterations: Alterations
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._alterations = alterations

    async def all(self, channel_id: int, person: Person) -> list[Stabled]:
        """List a person's characters, in the order they were made."""
        here = self._play.bindings.get(channel_id)
        found: list[Stabled] = []
        for kept in await self._kept(person):
            sheet, name = kept.sheet, ""
            if kept.campaign_id is not None and sheet is None:
                state = (await self._tables.get(kept.campaign_id)).state
                sheet, name = _in(state, kept.id), state.campaign.name
            elif kept.campaign_id is not None:
                name = (await self._stores.campaigns.get(kept.campaign_id)).name
            found.append(
                Stabled(
                    id=kept.id,
                    name=kept.name if sheet is None else sheet.name,
                    race=kept.race,
                    class_=kept.class_,
                    level=kept.level if sheet is None else sheet.level,
                    campaign=name,
                    plays=kept.sheet is None,
                    here=kept.sheet is None and kept.campaign_id == here,
                    dead=sheet is not None and sheet.dead,
                    retired_at=kept.retired_at,
                )
            )
        return found

    async def names(self, person: Person) -> list[Named]:
        """List a person's characters for whoever only wants their names."""
        return [
            Named(one.id, one.name, one.class_, one.level, one.sheet is None, one.retired_at is not None)
            for one in await self._kept(person)
        ]

    async def _own(self, person: Person, which: str) -> KeptCharacter:
        """Return the character of a person that is meant by id or name; raises `NoneOfYours`, `SeveralOfYours`."""
        found = await self._kept(person)
        if by_id := [one for one in found if which.isascii() and str(one.id) == which.strip()]:
            return by_id[0]
        alike = [one for one in found if fold(one.name) == fold(which[:200]) and fold(which[:200])]
        if len(alike) == 1:
            return alike[0]
        raise (SeveralOfYours if alike else NoneOfYours)(asked=shown(which))

    async def sheet_of(self, person: Person, which: str) -> Character:
        """Return the sheet of a person's character as it stands, wherever that is."""
        kept = await self._own(person, which)
        if kept.sheet is not None:
            return kept.sheet
        if kept.campaign_id is None:
            raise CharacterElsewhere
        sheet = _in((await self._tables.get(kept.campaign_id)).state, kept.id)
        if sheet is None:
            raise CharacterElsewhere
        return sheet

    async def use(self, channel_id: int, person: Person, which: str) -> Used:
        """Bring a person's character into play in the campaign of a channel; whoever they played there goes to rest.

        One that plays elsewhere goes to rest there first. Raises a sentence where either campaign does not allow it.
        """
        table = await self._tables.get(self._play.campaign_in(channel_id))
        account_id = await self._people.account_of(person)
        admit(table, account_id)
        kept = await self._own(person, which)
        name = shown(kept.name)
        if kept.retired_at is not None:
            raise HasRetired(name=name)
        if kept.sheet is None and kept.campaign_id == table.campaign_id:
            raise PlaysHere(name=name)
        guest = kept.campaign_id != table.campaign_id
        # What would be refused here takes nobody out of another game.
        change_over(table.state, _of(await self.sheet_of(person, str(kept.id)), table, account_id), guest=guest)
        sheet = kept.sheet or await self._to_rest(kept, account_id, alive=True)
        return await self._bring(table, _of(sheet, table, account_id), sheet, guest=guest)

    async def transfer(self, person: Person, which: str) -> Character:
        """Take a person's character out of where it plays, so that it can be used elsewhere."""
        kept = await self._own(person, which)
        if kept.sheet is not None:
            raise RestsAlready(name=shown(kept.name))
        return await self._to_rest(kept, await self._people.account_of(person), alive=True)

    async def edit(self, person: Person, which: str, name: str, description: str, history: str) -> Character:
        """Put other words on the sheet of a person's character, in play or at rest."""
        kept = await self._own(person, which)
        known = await self._kept(person)
        if any(one.id != kept.id and one.retired_at is None and fold(one.name) == fold(name) for one in known):
            raise CharacterExists(name=shown(name))
        if kept.sheet is not None:
            after = described(kept.sheet, name, description, history)
            await self._stores.characters.keep_sheet(after, was=None if kept.retired_at else kept.sheet)
            return after
        table = await self._tables.get(kept.campaign_id or 0)
        account_id = await self._people.account_of(person)
        key = f"pc:{kept.id}"
        async with between_turns(table):
            state = await self._alterations.make(
                table, account_id, lambda state: describe(state, key, name, description, history)
            )
        after = next(one for one in state.party if one.id == kept.id)
        await self._stores.characters.rename(after.id, after.name)
        return after

    async def retire(self, person: Person, which: str) -> str:
        """Let a person's character retire, out of play where it plays; return its name."""
        kept = await self._own(person, which)
        if kept.retired_at is not None:
            raise HasRetired(name=shown(kept.name))
        if kept.sheet is None:
            await self._to_rest(kept, await self._people.account_of(person))
        await self._stores.characters.retire(kept.id, datetime.now(UTC))
        return kept.name

    async def come_back(self, person: Person, which: str) -> str:
        """Let a person's character come back from retirement, to rest; return its name."""
        kept = await self._own(person, which)
        if kept.retired_at is None:
            raise NotRetired(name=shown(kept.name))
        await self._stores.characters.retire(kept.id, None)
        return kept.name

    async def delete(self, person: Person, which: str) -> str:
        """Remove a person's character for good, out of play where it plays; return its name."""
        kept = await self._own(person, which)
        if kept.sheet is None:
            await self._to_rest(kept, await self._people.account_of(person))
        if not await self._stores.characters.remove(kept.id):
            raise CharacterElsewhere
        return kept.name

    async def _kept(self, person: Person) -> list[KeptCharacter]:
        return await self._stores.characters.of_account(await self._people.account_of(person))

    async def _bring(self, table: Table, coming: Character, rested: Character, *, guest: bool) -> Used:
        account_id, played = coming.account_id, ""

        def moves(before: GameState, after: GameState) -> tuple[Move, ...]:
            nonlocal played
            comes = Move(coming.id, table.campaign_id, None, was=rested)
            current = before.character_of(account_id)
            if current is None:
                return (comes,)
            played = current.name
            return Move(current.id, table.campaign_id, at_rest(current)), comes

        if table.members.get(account_id, "invited") == "invited":
            await self._stores.campaigns.set_role(table.campaign_id, account_id, "player")
            table.members[account_id] = "player"
        async with between_turns(table):
            await self._alterations.make(
                table, account_id, lambda state: change_over(state, coming, guest=guest), moves
            )
        await look_again(self._play, self._channel_of(table))
        return Used(coming, played)

    async def _to_rest(self, kept: KeptCharacter, account_id: int, *, alive: bool = False) -> Character:
        """Take a character out of the game it plays in, and return the sheet it rests with."""
        if kept.campaign_id is None:
            raise CharacterElsewhere
        table = await self._tables.get(kept.campaign_id)

        def leave(state: GameState) -> Ruled:
            leaving = _in(state, kept.id)
            if leaving is None:
                raise CharacterElsewhere
            if alive and leaving.dead:
                raise DeadStays(name=called(leaving))
            return depart(state, leaving)

        def moves(before: GameState, after: GameState) -> tuple[Move, ...]:
            leaving = _in(before, kept.id)
            return () if leaving is None else (Move(kept.id, table.campaign_id, at_rest(leaving)),)

        async with between_turns(table):
            await self._alterations.make(table, account_id, leave, moves)
        await look_again(self._play, self._channel_of(table))
        rests = await self._stores.characters.get(kept.id)
        if rests is None or rests.sheet is None:
            raise CharacterElsewhere
        return rests.sheet

    def _channel_of(self, table: Table) -> int | None:
        return next((place for place, told in self._play.bindings.items() if told == table.campaign_id), None)


def _in(state: GameState, character_id: int) -> Character | None:
    return next((one for one in state.party if one.id == character_id), None)


def _of(sheet: Character, table: Table, account_id: int) -> Character:
    return replace(sheet, campaign_id=table.campaign_id, account_id=account_id)
