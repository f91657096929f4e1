"""Write a campaign down as a whole, and bring one back."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal

from bot.domain.archive import Archive, ArchivedEntry, ArchivedPlayer, replayed, sealed, written
from bot.domain.campaign import NAME_LENGTH, Campaign
from bot.domain.character import Character
from bot.domain.chronicle import html, markdown
from bot.domain.dice import commitment, new_secret
from bot.domain.plaintext import clean, fold, shorten
from bot.domain.renumbering import renumbered, renumbered_change, renumbered_state
from bot.domain.state import GameState, content, document, from_content, restore
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.archive_reading import WRONG, FileTooLarge, NotAnArchive, read_archive
from bot.services.campaigns import CampaignService
from bot.services.faces import faces_of
from bot.services.gallery import Gallery
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.errors import ChannelTaken, CharacterExists

Form = Literal["markdown", "html", "json"]

LARGEST_STORY: Final = 250_000_000
"""How many characters the states of all its turns may take; a small file can hold a large state in many turns."""


class NothingToExport(SkaldError):
    sentence = N_("Nothing has been told here yet, so there is nothing to write down.")


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over."""

    name: str
    content: bytes


class ArchiveService:
    """Export and import whole campaigns."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        campaigns: CampaignService,
        tables: Tables,
        play: PlayService,
        gallery: Gallery,
    ) -> None:
        self._stores = stores
        self._people = people
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._gallery = gallery

    async def export(self, channel_id: int, person: Person, form: Form) -> Document:
        """Write the campaign of a channel down; JSON, which holds the game master's secrets, only for its owner."""
        table = await self._tables.get(self._play.campaign_in(channel_id))
        if form == "json":
            await self._campaigns.changeable(channel_id, person)
        async with table.pen:
            archive = await self._archive(table.state)
            if table.state.campaign.chair != (account_id := await self._people.account_of(person)):
                archive = _without_whispers(archive, table.state.character_of(account_id))
        name = "-".join(fold(archive.name).split()) or "campaign"
        if form == "json":
            return Document(f"{name}.skald.json", await asyncio.to_thread(lambda: written(sealed(archive))))
        if form == "markdown":
            text = await asyncio.to_thread(markdown, archive, archive.language)
        else:
            text = await asyncio.to_thread(html, archive, archive.language, await faces_of(self._gallery, table.state))
        return Document(f"{name}.{'md' if form == 'markdown' else 'html'}", text.encode())

    async def bring(self, channel_id: int, person: Person, data: bytes, *, guild_id: int, guild_name: str) -> Campaign:
        """Play a campaign that was exported in a channel from now on; raises a sentence for a file that is none."""
        await self._campaigns.check_creator(person, guild_id)
        if (told := self._play.bindings.get(channel_id)) is not None:
            raise ChannelTaken(campaign=(await self._tables.get(told)).state.campaign.name)
        archive = await asyncio.to_thread(read_archive, data)
        archive = _offered(archive, {card.name for card in await self._campaigns.offered_models(guild_id)})
        secret, owner_id = new_secret(), await self._people.account_of(person)
        campaign = await self._stores.campaigns.create(
            guild_id=guild_id,
            guild_name=guild_name,
            # Bound when it is whole: whatever stops this in between, the channel is free.
            channel_id=None,
            owner_id=owner_id,
            name=archive.name,
            themes=archive.themes,
            language=archive.language,
            model=archive.model,
            secret=secret,
            commitment=commitment(secret),
            rules=archive.rules,
            fallbacks=archive.fallbacks,
            theme=archive.theme,
        )
        try:
            await self._fill(campaign, archive)
            await self._stores.channels.bind(campaign.id, channel_id)
        except BaseException as error:
            # Half a campaign is none.
            await self._stores.campaigns.remove(campaign.id)
            if isinstance(error, (*WRONG, CharacterExists)):
                # Somebody sealed it who is not Skald.
                raise NotAnArchive from error
            raise
        self._play.bind(channel_id, campaign.id)
        return campaign

    async def _archive(self, state: GameState) -> Archive:
        campaign = state.campaign
        store = self._stores.archives
        turns, began = await store.turns(campaign.id, campaign.secret, await self._stores.ledger.revealed(campaign.id))
        if not turns:
            raise NothingToExport
        first, start = (turns[-1].number + 1, state) if began is None else (began[0], restore(began[1], campaign))
        known, chapters = await store.memory(campaign.id)
        by_hand = await store.by_hand(campaign.id)
        members = await self._stores.campaigns.members(campaign.id)
        return Archive(
            skald=1,
            exported_at=datetime.now(UTC).isoformat(),
            name=campaign.name,
            themes=campaign.themes,
            language=campaign.language,
            model=campaign.model,
            fallbacks=campaign.fallbacks,
            over_budget=campaign.over_budget,
            rules=campaign.rules,
            commitment=campaign.commitment,
            created_at=(await store.created_at(campaign.id)).isoformat(),
            players=tuple(
                ArchivedPlayer(one.account_id, one.name, str(one.discord_ids[0]), one.role)
                for one in members
                if one.discord_ids
            ),
            theme=campaign.theme,
            status=campaign.status,
            start=content(replace(start, turn=turns[0].number - 1)),
            turns=turns,
            # What was changed before the first turn whose state is known is part of that state.
            by_hand=tuple(entry for entry in by_hand if (entry.after_turn or 0) >= first),
            facts=known,
            chapters=chapters,
            state=content(state),
        )

    async def _fill(self, campaign: Campaign, archive: Archive) -> None:
        """Write an archive into a campaign that was made for it, with ids that are free here."""
        accounts = {player.id: await self._account(player) for player in archive.players}
        for turn in archive.turns:
            for action in turn.actions:
                accounts.setdefault(action.player, campaign.owner_id)
        ids: dict[int, int] = {}
        for character in from_content(archive.state, campaign).party:
            owner = accounts.get(character.account_id, campaign.owner_id)
            mine = replace(character, id=0, campaign_id=campaign.id, account_id=owner)
            ids[character.id] = (await self._stores.characters.create(mine, playing=True)).id
            await self._stores.campaigns.ensure_member(campaign.id, owner)
        await self._seat(campaign, archive, accounts)
        archive, documents, ended = await asyncio.to_thread(_settled, archive, campaign, ids, accounts)
        await self._stores.campaigns.set_over_budget(campaign.id, archive.over_budget)
        if archive.status == "paused":
            await self._stores.campaigns.set_status(campaign.id, "paused")
        await self._stores.archives.fill(campaign.id, archive, documents, ended, accounts, ids)

    async def _seat(self, campaign: Campaign, archive: Archive, accounts: Mapping[int, int]) -> None:
        """Give everybody their place at the table; the right to run it is given here, and never by a file."""
        for player in archive.players:
            if accounts[player.id] != campaign.owner_id:
                role = "player" if player.role in ("owner", "gm") else player.role
                await self._stores.campaigns.set_role(campaign.id, accounts[player.id], role)

    async def _account(self, player: ArchivedPlayer) -> int:
        return await self._stores.accounts.ensure(int(player.discord_id), shorten(clean(player.name), NAME_LENGTH))


def _without_whispers(archive: Archive, reader: Character | None) -> Archive:
    """Leave out what one player alone knows, as from a whisper, unless that player is the reader."""
    mine = (None, reader.id if reader else None)
    facts = tuple(fact for fact in archive.facts if fact.character in mine)
    return replace(archive, facts=facts)


def _offered(archive: Archive, names: Collection[str]) -> Archive:
    """Leave out the models that are not offered here, so that the campaign can be played at once."""
    fallbacks = tuple(name for name in archive.fallbacks or () if name in names)
    return replace(archive, model=archive.model if archive.model in names else None, fallbacks=fallbacks or None)


def _settled(
    archive: Archive, campaign: Campaign, ids: Mapping[int, int], accounts: Mapping[int, int]
) -> tuple[Archive, list[tuple[str, str]], str]:
    """Return an archive with ids of this place, the documents of its turns' states, and that of how it stands."""
    archive = _renumbered(archive, ids, accounts, campaign.id)
    states, ended = replayed(archive, from_content(archive.start, campaign))
    documents: list[tuple[str, str]] = []
    room = LARGEST_STORY
    for before, after in states:
        pair = document(before), document(after)
        room -= len(pair[0]) + len(pair[1])
        if room < 0:
            raise FileTooLarge(megabytes=LARGEST_STORY // 1_000_000)
        documents.append(pair)
    return archive, documents, document(ended)


def _renumbered(archive: Archive, ids: Mapping[int, int], accounts: Mapping[int, int], campaign: int) -> Archive:
    def entry(one: ArchivedEntry) -> ArchivedEntry:
        made = (tuple(renumbered_change(change, ids, accounts, campaign)) for change in one.changes)
        return replace(one, detail=renumbered(one.detail, ids), changes=tuple(made))

    return replace(
        archive,
        turns=tuple(replace(turn, ledger=tuple(map(entry, turn.ledger))) for turn in archive.turns),
        by_hand=tuple(map(entry, archive.by_hand)),
        start=renumbered_state(archive.start, ids, accounts, campaign),
        state=renumbered_state(archive.state, ids, accounts, campaign),
    )
