"""Show the sheets of a campaign's characters, as pictures of what stands in the state at that moment."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.character import Character
from bot.domain.plaintext import shown
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.characters import NoCharacter
from bot.services.gallery import Gallery
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.stable import NoneOfYours, StableService
from bot.services.studio import Studio, StudioBusy
from bot.services.table import Table
from bot.services.tables import Tables


class NobodyCalledSo(SkaldError):
    sentence = N_("Nobody in this party is called “{asked}”. Pick one of those that are offered while you type.")


class PlaysNobody(SkaldError):
    sentence = N_("{name} plays nobody in this campaign.")


class SheetGone(SkaldError):
    sentence = N_("This character plays here no more. /character show shows who does.")


class NotYourSheet(SkaldError):
    sentence = N_("That sheet is another player’s, and theirs to share.")


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """A character and the picture of their sheet; None where too many pictures wait.

    `own` says that whoever asked plays them here, and may share the sheet.
    """

    character: Character
    picture: bytes | None
    own: bool = False


class SheetService:
    """Find a character of a campaign, and have the sheet drawn with their portrait or arms."""

    def __init__(
        self,
        people: PeopleService,
        tables: Tables,
        play: PlayService,
        stable: StableService,
        gallery: Gallery,
        studio: Studio,
    ) -> None:
        self._people = people
        self._tables = tables
        self._play = play
        self._stable = stable
        self._gallery = gallery
        self._studio = studio

    async def of(self, channel_id: int, person: Person, who: str, language: str) -> DrawnSheet:
        """Show the character a person plays here; or by id or name another of the party, or their own at rest."""
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        character = table.state.character_of(account_id)
        if who.strip():
            character = next((one for one in table.state.party if str(one.id) == who.strip()), None)
            character = character or table.state.named(who[:200])
            if character is None:
                return await self._at_rest(person, who, language)
        if character is None:
            raise NoCharacter
        return await self.draw(character, language, own=character.account_id == account_id)

    async def of_player(self, channel_id: int, person: Person, player: Person, language: str) -> DrawnSheet:
        """Show the character that a Discord user plays in the campaign of a channel."""
        table = await self._table(channel_id)
        own = person.discord_id == player.discord_id
        account_id = await self._people.met(player.discord_id)
        character = None if account_id is None else table.state.character_of(account_id)
        if character is None:
            raise NoCharacter if own else PlaysNobody(name=shown(player.name))
        return await self.draw(character, language, own=own)

    async def shared(self, channel_id: int, person: Person, character_id: int, language: str) -> DrawnSheet:
        """Draw a character as they are now for everybody, when the person who asks is their player."""
        table = await self._table(channel_id)
        character = next((one for one in table.state.party if one.id == character_id), None)
        if character is None:
            raise SheetGone
        if character.account_id != await self._people.account_of(person):
            raise NotYourSheet
        return await self.draw(character, language, own=True)

    async def known(self, channel_id: int, person: Person) -> tuple[tuple[str, str], ...]:
        """List as (id, name) who plays in the campaign of a channel, and the person's own; none without a campaign."""
        if channel_id not in self._play.bindings:
            return ()
        party = {str(one.id): one.name for one in (await self._table(channel_id)).state.party}
        own = {str(one.id): one.name for one in await self._stable.names(person)}
        return tuple((party | own).items())

    async def draw(
        self, character: Character, language: str, *, own: bool = False, retired: bool = False
    ) -> DrawnSheet:
        """Draw a character's sheet; where too many pictures wait, its words have to be enough."""
        portrait = await self._gallery.portrait_of(character.id)
        try:
            picture = await self._studio.sheet(character, language, portrait, retired=retired)
        except StudioBusy:
            picture = None
        return DrawnSheet(character, picture, own)

    async def _at_rest(self, person: Person, who: str, language: str) -> DrawnSheet:
        try:
            character = await self._stable.sheet_of(person, who)
        except NoneOfYours:
            raise NobodyCalledSo(asked=shown(who)) from None
        retired = any(one.retired for one in await self._stable.names(person) if one.id == character.id)
        return await self.draw(character, language, retired=retired)

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))
