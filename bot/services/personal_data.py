"""A person's own data: to take along, or to have gone."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import N_, translate
from bot.services.accounts.service import AccountService, NotSignedIn
from bot.services.forgetting import ForgettingService
from bot.services.people import PeopleService, Person
from bot.services.ports import Replies
from bot.services.takeaway import Takeaway
from bot.storage import Stores

ASKED = N_(
    "Everything Skald keeps of you is to go {when}. If that was not you, or you change your mind, use /account delete "
    "until then and press the button that keeps it."
)


class PersonalData:
    """What people may do with everything that is kept of them."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        accounts: AccountService,
        takeaway: Takeaway,
        forgetting: ForgettingService,
        replies: Replies,
    ) -> None:
        self._stores = stores
        self._people = people
        self._accounts = accounts
        self._takeaway = takeaway
        self._forgetting = forgetting
        self._replies = replies

    async def export(self, person: Person, language: str) -> bytes:
        """Return a ZIP with everything; raises `NotSignedIn`, and `AskedJustNow` within an hour of the last one."""
        return await self._takeaway.write(await self._account(person), language)

    async def exported(self, person: Person) -> None:
        """Keep that the file arrived."""
        await self._takeaway.delivered(await self._account(person))

    async def leaves(self, person: Person) -> datetime | None:
        """Return when everything is to go, None when nobody asked for it; raises `NotSignedIn`."""
        return await self._forgetting.asked(await self._account(person))

    async def forget(self, person: Person, language: str) -> datetime:
        """Let everything go in a day, tell all the Discord users it concerns, and return when; raises `NotSignedIn`."""
        account_id = await self._account(person)
        known = await self._forgetting.asked(account_id)
        at = await self._forgetting.ask(account_id)
        if known is None:
            sentence = translate(ASKED, language).format(when=f"<t:{int(at.timestamp())}:R>")
            for discord_id in (await self._stores.forgetting.traces(account_id)).discord_ids:
                await self._replies.tell_person(discord_id, sentence)
        return at

    async def keep(self, person: Person) -> bool:
        """Keep everything after all; tell whether it was to go. Nobody has to sign in for that."""
        try:
            account_id = await self._account(person)
        except NotSignedIn:
            account_id = await self._people.account_of(person)
        return await self._forgetting.keep(account_id)

    async def _account(self, person: Person) -> int:
        """Return whose data a person may have: what they are signed in to, or their own while nobody registered it."""
        try:
            return await self._accounts.signed_in(person)
        except NotSignedIn:
            account_id = await self._people.account_of(person)
            if await self._stores.credentials.of(account_id) is not None:
                raise
            return account_id
