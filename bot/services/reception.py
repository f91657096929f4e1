"""Write down what players do, and what they make of it until it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain.turn import Action
from bot.services.admission import admit
from bot.services.insistence import insist
from bot.services.limiter import Limiter
from bot.services.passing import check_pass
from bot.services.people import PeopleService
from bot.services.table import Table
from bot.services.utterance import Utterance
from bot.storage import Stores


class Reception:
    """Store actions, once each; whoever is not heard, or too fast, is told so."""

    def __init__(
        self, stores: Stores, people: PeopleService, limiter: Limiter, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._stores = stores
        self._people = people
        self._limiter = limiter
        self._sleep = sleep

    async def count(self, table: Table, utterance: Utterance) -> None:
        """Count what somebody does; raises `TooOften`."""
        account_id = await insist(lambda: self._people.account_of(utterance.person), self._sleep, "a person")
        await self._limiter.take(account_id, table.state.campaign.guild_id)

    async def keep(self, table: Table, utterance: Utterance) -> tuple[str, Action | None]:
        """Store an action, and wait for a database that is away; None for one that is stored already.

        Returns the name its person goes by at the table as well. Raises a `NotHeard` for whoever may not act there.
        """
        return await insist(lambda: self._save(table, utterance), self._sleep, "an action")

    async def _save(self, table: Table, utterance: Utterance) -> tuple[str, Action | None]:
        if utterance.kind == "xcard":
            # Whoever asked is not known here, and nobody is named: it is kept as the owner's.
            action = utterance.action(table.campaign_id, table.state.campaign.owner_id, "")
            return "", await self._stores.actions.save_action(action)
        account_id = await self._people.account_of(utterance.person)
        admit(table, account_id)
        if utterance.kind == "pass":
            check_pass(table, account_id)
        if table.members.get(account_id, "invited") == "invited":
            await self._stores.campaigns.set_role(table.campaign_id, account_id, "player")
            table.members[account_id] = "player"
        table.strangers.discard(account_id)
        character = table.state.character_of(account_id)
        author = character.name if character else utterance.person.name
        action = utterance.action(table.campaign_id, account_id, author)
        return author, await self._stores.actions.save_action(action)

    async def change(self, table: Table, discord_id: int, text: str | None) -> None:
        """Let other words wait in the place of a message's, or nothing; what is told stays as it is."""
        async with table.door:
            action = table.action_of(discord_id)
            if action is not None and action.id in table.telling:
                # A model has the old words already; the new ones count when it fails.
                table.later[discord_id] = text
                return
            if action is None or action.text == text:
                return
            if text is None:
                await self._stores.actions.drop_action(action.id)
            else:
                await self._stores.actions.amend_action(action.id, text)
            table.replace_action(action, None if text is None else replace(action, text=text))

    async def catch_up(self, table: Table) -> None:
        """Let the words count that messages got while a turn was told; what was answered stays as it is."""
        later, table.later = table.later, {}
        for discord_id, text in later.items():
            await self.change(table, discord_id, text)
