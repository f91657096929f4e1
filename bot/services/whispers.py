"""What passes between the game master and one player alone."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Final, Literal

import structlog

from bot.domain.character import Character
from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH, Fact
from bot.domain.plaintext import blank, clean, escape, shorten, shown
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.prompts.whisper import WHISPER_VERSION, whisper_prompt
from bot.services.admission import admit
from bot.services.attendance import NoSuchCharacter
from bot.services.chair import ChairService, member_of
from bot.services.characters import NoCharacter
from bot.services.errands import Errand, Errands
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.ports import Replies
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

WHISPER_LENGTH: Final = 300
"""The longest whisper, which is kept as one fact."""
TELLING_LENGTH: Final = 1_500

# How facts of whispers read, without the words of the whisper.
_WHISPERED = N_("whispers to the game master: “{text}”")
_LEARNT = N_("was told by the game master, alone: “{text}”")
_FRAME: Final = 60
_MESSAGE_LENGTH: Final = 2_000
_MOST_PIECES: Final = 6

TO_THE_CHAIR = N_("**{name}** whispers to you in “{campaign}”:\n> {text}\nAnswer there with /gm whisper.")
TO_THE_PLAYER = N_("The game master of “{campaign}” whispers to **{name}**:\n> {text}")

Answerer = Literal["model", "chair", "nobody"]
"""Who answers a whisper: a model did, a person in the chair will, or the offline narrator cannot."""


class NothingWhispered(SkaldError):
    sentence = N_("That was empty. Write what only the game master may hear, in at most {limit} characters.")


class NothingToWhisper(SkaldError):
    sentence = N_("That was empty. Write what only this player may learn.")


class ToYourself(SkaldError):
    sentence = N_("You are the game master yourself. Whisper to a player with /gm whisper.")


class PlayerUnknown(SkaldError):
    sentence = N_("Nobody plays {name} who could be told.")


@dataclass(frozen=True, slots=True)
class Whispered:
    """What came of a whisper, which is kept in any case.

    The `text` is the answer of the model with that label; `arrived` says that the person in the chair got a message,
    `error` why no model answered; `cut` and `warnings` are as in a recap.
    """

    answerer: Answerer
    text: str = ""
    model: str = ""
    arrived: bool = False
    cut: bool = False
    error: SkaldError | None = None
    warnings: tuple[SkaldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldAlone:
    """Whose player was told something, and whether the message reached them."""

    name: str
    arrived: bool


class WhisperService:
    """Carry whispers, and keep them as secrets that belong to one character."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        play: PlayService,
        chair: ChairService,
        errands: Errands,
        replies: Replies,
        *,
        prompt_chars: int,
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._chair = chair
        self._errands = errands
        self._replies = replies
        self._prompt_chars = prompt_chars

    async def whisper(self, channel_id: int, person: Person, text: str) -> Whispered:
        """Let the game master alone hear something, and answer it to this person alone.

        Raises a sentence where nothing was said, or by somebody who is not heard or has no character.
        """
        table = await self._tables.get(self._play.campaign_in(channel_id))
        account_id = await self._people.account_of(person)
        campaign = table.state.campaign
        if campaign.chair == account_id:
            raise ToYourself
        admit(table, account_id)
        character = table.state.character_of(account_id)
        if character is None:
            raise NoCharacter
        said = clean(text)
        if blank(said) or len(said) > WHISPER_LENGTH:
            raise NothingWhispered(limit=WHISPER_LENGTH)
        known = table.memory
        # Before anybody is asked: whatever happens then, nothing is lost.
        await self._keep(table, account_id, character, _WHISPERED, said)
        if campaign.chair is not None:
            return await self._to_the_chair(table, campaign.chair, character, escape(said))
        prompt = whisper_prompt(
            table.state,
            character,
            known,
            table.transcript,
            said,
            limit=self._prompt_chars,
            restricted=self._replies.restricted(channel_id),
        )
        name = f"whisper:{campaign.id}"
        try:
            done = await self._errands.run(Errand(campaign, account_id, prompt, "advise", WHISPER_VERSION, name))
        except SkaldError as error:
            log.info("a whisper was not answered", campaign=campaign.id, reason=str(error))
            return Whispered("nobody", error=error)
        if done.answer is None:
            return Whispered("nobody", warnings=done.warnings)
        answer = done.answer.text
        await self._keep(table, None, character, _LEARNT, answer)
        return Whispered("model", answer, done.speaker.card.label, cut=done.answer.cut, warnings=done.warnings)

    async def tell(self, channel_id: int, person: Person, name: str, text: str) -> ToldAlone:
        """Let a character's player alone learn something from the person in the chair."""
        table = await self._chair.held(channel_id, person)
        account_id = await self._people.account_of(person)
        character = table.state.named(name)
        if character is None:
            raise NoSuchCharacter(name=escape(name[:80]))
        said = text.replace("\x00", "").strip()
        if blank(said) or len(said) > TELLING_LENGTH:
            raise NothingToWhisper
        player = await member_of(self._stores, table.campaign_id, character.account_id)
        if player is None or not player.discord_ids:
            raise PlayerUnknown(name=escape(character.name))
        await self._keep(table, account_id, character, _LEARNT, said)
        arrived = await self._send(table, player.discord_ids, TO_THE_PLAYER, character, said)
        return ToldAlone(escape(character.name), arrived)

    async def _to_the_chair(self, table: Table, chair: int, character: Character, said: str) -> Whispered:
        holder = await member_of(self._stores, table.campaign_id, chair)
        ids = holder.discord_ids if holder else ()
        return Whispered("chair", arrived=await self._send(table, ids, TO_THE_CHAIR, character, said))

    async def _send(self, table: Table, ids: tuple[int, ...], sentence: str, character: Character, said: str) -> bool:
        campaign = table.state.campaign
        told = translate(sentence, campaign.language).format(
            name=shown(character.name, 80),
            campaign=shown(campaign.name, 80),
            text=said.replace("\n", "\n> "),
        )
        arrived = [await self._replies.tell_person(discord_id, shorten(told, _MESSAGE_LENGTH)) for discord_id in ids]
        return any(arrived)

    async def _keep(self, table: Table, account_id: int | None, character: Character, frame: str, said: str) -> None:
        """Keep what passed as secrets of a character, in as many facts as it takes."""
        sentence = translate(frame, table.state.campaign.language)
        subject = shorten(clean(character.name), SUBJECT_LENGTH)
        async with table.pen:
            for piece in textwrap.wrap(clean(said), FACT_LENGTH - _FRAME)[:_MOST_PIECES]:
                fact = Fact(0, "secret", subject, sentence.format(text=piece), character_id=character.id)
                await self._stores.memory.add_fact(table.campaign_id, account_id, fact)
            facts = await self._stores.memory.facts(table.campaign_id)
            table.memory = replace(table.memory, facts=facts)
