"""Know what is to be pictured, in which words, and who may have it pictured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.plaintext import clean, shorten
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.prompts.portrait import face_wish, keeper_wish, scene_wish
from bot.services.admission import admit
from bot.services.campaigns import CampaignService
from bot.services.characters import NoCharacter
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage.images import PictureKind

ALT_LENGTH: Final = 1024

_ALTS: Final[Mapping[PictureKind, str]] = {
    "portrait": N_("Portrait of {name}. {wish}"),
    "campaign": N_("The game master of {name}. {wish}"),
    "scene": N_("A scene of {name}. {wish}"),
}
_DRAWN_ALTS: Final[Mapping[PictureKind, str]] = {
    "portrait": N_("The coat of arms of {name}."),
    "campaign": N_("The emblem of the game master of {name}."),
    "scene": N_("The emblem of a scene of {name}."),
}


class OnlyPlayers(SkaldError):
    sentence = N_("Only those who play in this campaign have pictures of its scenes made.")


@dataclass(frozen=True, slots=True)
class Sitter:
    """What is pictured, for whom; `character` is whose face it is, None for anything else."""

    kind: PictureKind
    table: Table
    account_id: int
    character: Character | None = None

    @property
    def campaign(self) -> Campaign:
        return self.table.state.campaign

    def wish(self, language: str) -> str:
        """Write what a picture of it could show, from the sheet or the story."""
        if self.character is not None:
            return face_wish(self.character, language)
        if self.kind == "campaign":
            return keeper_wish(self.campaign, language)
        told = (message.content for message in reversed(self.table.transcript) if message.role == "assistant")
        return scene_wish(self.table.state, next(told, ""), language)

    def alt(self, wish: str, language: str) -> str:
        """Say what a picture of it shows to whoever does not see it; a drawn one shows no wish."""
        name = clean(self.character.name if self.character else self.campaign.name)
        sentence = translate((_ALTS if wish else _DRAWN_ALTS)[self.kind], language)
        return shorten(sentence.format(name=name, wish=clean(wish)), ALT_LENGTH)

    @property
    def seed(self) -> str:
        """Name what an emblem is drawn from: it is the same for the same campaign, and for the same place."""
        place = f":{self.table.state.scene.place}" if self.kind == "scene" else ""
        return f"{self.kind}:{self.campaign.id}{place}"


class Sitters:
    """Find what somebody wants pictured."""

    def __init__(self, people: PeopleService, campaigns: CampaignService, tables: Tables, play: PlayService) -> None:
        self._people = people
        self._campaigns = campaigns
        self._tables = tables
        self._play = play

    async def find(self, channel_id: int, person: Person, kind: PictureKind) -> Sitter:
        """Return it to somebody who may have it pictured; raises a sentence for anybody else.

        A portrait is of the person's own character, a scene is for whoever plays, and a campaign's game master for
        whoever runs it.
        """
        account_id = await self._people.account_of(person)
        if kind == "campaign":
            return Sitter(kind, await self._campaigns.changeable(channel_id, person), account_id)
        table = await self._tables.get(self._play.campaign_in(channel_id))
        admit(table, account_id)
        character = table.state.character_of(account_id)
        if kind == "portrait":
            if character is None:
                raise NoCharacter
            return Sitter(kind, table, account_id, character)
        if character is None and table.members.get(account_id) not in ("owner", "gm", "player"):
            raise OnlyPlayers
        return Sitter(kind, table, account_id)
