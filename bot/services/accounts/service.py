"""Let people make their account theirs beyond Discord: register, sign in, change what they sign in with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from bot.config import Settings
from bot.errors import SkaldError
from bot.i18n import DEFAULT_LANGUAGE, N_
from bot.services.accounts import passwords
from bot.services.accounts.addresses import Address, masked, read_address
from bot.services.accounts.alarms import Alarms
from bot.services.accounts.gate import Gate
from bot.services.accounts.hashing import ROUNDS, Hasher
from bot.services.accounts.linking import Linking
from bot.services.accounts.recovery import new_code, secret_of
from bot.services.accounts.values import AccountView, SignedIn, Visit, Wanted
from bot.services.people import PeopleService, Person
from bot.services.ports import Replies
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.attempts import Limits
from bot.storage.credentials import AddressTaken, Credential, RegisteredAlready
from bot.storage.sessions import Session

HISTORY: Final = 20


class NotSignedIn(SkaldError):
    sentence = N_(
        "For this, sign in first: /account login. If you have no password yet, get one with /account register."
    )


class NothingToChange(SkaldError):
    sentence = N_("Nothing was filled in to be changed: neither a new password nor a new address.")


class OldPasswordMissing(SkaldError):
    sentence = N_("Your old password is needed for this. Use /account password again; nothing was changed.")


class AccountService:
    """The accounts people sign in to; whoever never does plays all the same."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        replies: Replies,
        settings: Settings,
        *,
        speaks: Callable[[int], str] = lambda discord_id: DEFAULT_LANGUAGE,
        rounds: int = ROUNDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._clock = clock
        self._timeout = timedelta(seconds=settings.session_timeout)
        self._hasher = Hasher(rounds)
        self._alarms = Alarms(stores, replies, speaks)
        limits = Limits(settings.max_login_attempts, timedelta(seconds=settings.lockout_seconds))
        self._gate = Gate(stores, self._hasher, self._alarms, limits, settings.secret_key, clock)
        self._linking = Linking(stores, people, tables)
        # Forms that one person sends faster than passwords are hashed wait here, and take nobody else's turn.
        self._queues: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def close(self) -> None:
        """Stop telling people of attempts on their accounts."""
        await self._alarms.close()

    async def check_unregistered(self, person: Person) -> None:
        """Raise `RegisteredAlready` for whoever has no need to register."""
        if await self._stores.credentials.of(await self._people.account_of(person)) is not None:
            raise RegisteredAlready

    async def register(self, person: Person, email: str, password: str, again: str) -> str:
        """Register a person's account, sign them in and return their recovery code, which nobody can show again.

        Raises `RegisteredAlready`, `NotAnAddress`, `AddressTaken`, `SignInLocked`, and what `passwords.check` raises.
        """
        async with self._queue(person):
            return await self._register(person, email, password, again)

    async def _register(self, person: Person, email: str, password: str, again: str) -> str:
        await self.check_unregistered(person)
        address = await read_address(email)
        written = await asyncio.to_thread(passwords.check, password, again, address)
        account_id = await self._people.account_of(person)
        await self._check_free(person, address, account_id)
        code, now = new_code(), self._clock()
        hashed, recovery = await self._hasher.hash(written), await self._hasher.hash(secret_of(code))
        credential = Credential(account_id, address.email, address.folded, hashed, recovery, now, now)
        await self._stores.credentials.add(credential)
        at = await self._gate.note(person, address.folded, account_id, "registered")
        await self._stores.sessions.begin(person.discord_id, account_id, at)
        return code

    async def login(self, person: Person, email: str, password: str) -> SignedIn:
        """Sign a person in with their password or their recovery code; raises what `Gate.enter` raises."""
        entry = await self._gate.enter(person, email, password)
        await self._stores.sessions.begin(person.discord_id, entry.account_id, entry.at)
        own = await self._people.account_of(person)
        return SignedIn(entry.account_id, own == entry.account_id, entry.fresh_code)

    async def logout(self, person: Person, *, everywhere: bool = False) -> None:
        """Sign a person out, here or wherever their account is signed in to; raises `NotSignedIn`."""
        session = await self._session(person)
        if everywhere:
            await self._stores.sessions.end_all(session.account_id, self._clock())
        else:
            await self._stores.sessions.end(person.discord_id, self._clock())

    async def signed_in(self, person: Person) -> int:
        """Return the account a person is signed in to, and keep that they were here; raises `NotSignedIn`."""
        return (await self._session(person)).account_id

    async def recovering(self, person: Person) -> bool:
        """Tell whether a person signed in with their recovery code, so that nobody asks for the old password.

        Raises `NotSignedIn`.
        """
        return await self._recovered(await self._session(person))

    async def change(self, person: Person, wanted: Wanted) -> str:
        """Change the password, the address or both, and return a new recovery code; everybody else is signed out.

        Raises `NotSignedIn`, `NothingToChange`, `OldPasswordMissing`, and what `register` and `Gate.confirm` raise.
        """
        async with self._queue(person):
            return await self._change(person, wanted)

    async def _change(self, person: Person, wanted: Wanted) -> str:
        session = await self._session(person)
        credential = await self._stores.credentials.of(session.account_id)
        if credential is None:
            raise NotSignedIn
        if not (wanted.new or wanted.again or wanted.address.strip()):
            raise NothingToChange
        address = await read_address(wanted.address) if wanted.address.strip() else None
        written: bytes | None = None
        if wanted.new or wanted.again:
            named = address or Address(credential.email, credential.folded)
            written = await asyncio.to_thread(passwords.check, wanted.new, wanted.again, named)
        if wanted.old:
            await self._gate.confirm(person, credential, wanted.old)
        elif not await self._recovered(session):
            raise OldPasswordMissing
        if address is not None and address.folded != credential.folded:
            await self._check_free(person, address, session.account_id)
        code = await self._keep_changed(session, address, written)
        if not wanted.old:
            # From here on, this session asks for the old password like any other.
            await self._gate.note(person, credential.folded, credential.account_id, "changed")
        return code

    async def show(self, person: Person) -> AccountView:
        """Return what a person may see of their account."""
        own = await self._people.account_of(person)
        who = await self._stores.identities.of(own)
        mine = await self._stores.credentials.of(own)
        session = await self._stores.sessions.live(person.discord_id, self._clock() - self._timeout)
        at_home = session is not None and session.account_id == own
        email = None if mine is None else mine.email if at_home else masked(mine.email)
        view = AccountView(who.name, who.since, email, who.discord_ids)
        if session is None:
            return view
        there = mine if at_home else await self._stores.credentials.of(session.account_id)
        return AccountView(
            *(view.name, view.since, view.email, view.discord_ids),
            signed_in_as=None if there is None else there.email,
            until=session.seen_at + self._timeout,
            elsewhere=not at_home,
        )

    async def link(self, person: Person) -> None:
        """Make a Discord user part of the account they are signed in to; raises what `Linking.link` raises."""
        await self._linking.link(person, await self.signed_in(person))

    async def unlink(self, person: Person, discord_id: int) -> None:
        """Part a Discord user from the account a person is signed in to, and sign them out."""
        account_id = await self.signed_in(person)
        await self._linking.unlink(account_id, discord_id)
        session = await self._stores.sessions.live(discord_id, self._clock() - self._timeout)
        if session is not None and session.account_id == account_id:
            await self._stores.sessions.end(discord_id, self._clock())

    async def linked(self, person: Person) -> dict[int, str]:
        """Name the Discord users of the account a person is signed in to; none for who is not."""
        session = await self._stores.sessions.live(person.discord_id, self._clock() - self._timeout)
        if session is None:
            return {}
        discord_ids = (await self._stores.identities.of(session.account_id)).discord_ids
        names = await self._stores.attempts.names(discord_ids)
        return {discord_id: names.get(discord_id, str(discord_id)) for discord_id in discord_ids}

    async def history(self, person: Person) -> list[Visit]:
        """Return the last attempts to sign in to the account a person is signed in to, the newest first."""
        kept = await self._stores.attempts.of_account(await self.signed_in(person), HISTORY)
        return [Visit(one.at, one.discord_id, one.name, one.outcome) for one in kept]

    async def drop_before(self, moment: datetime) -> None:
        """Forget attempts and sessions from before a moment, which is long after any of them counts."""
        await self._stores.attempts.drop_before(moment)
        await self._stores.sessions.drop_before(moment)

    def _queue(self, person: Person) -> asyncio.Lock:
        return self._queues.setdefault(person.discord_id, asyncio.Lock())

    async def _session(self, person: Person) -> Session:
        now = self._clock()
        session = await self._stores.sessions.renew(person.discord_id, now, now - self._timeout)
        if session is None:
            raise NotSignedIn
        return session

    async def _recovered(self, session: Session) -> bool:
        return await self._stores.attempts.recovered(session.discord_id, session.account_id, session.started_at)

    async def _check_free(self, person: Person, address: Address, account_id: int) -> None:
        """Raise `AddressTaken`; each time counts as an attempt, or one could look up who is registered."""
        await self._gate.not_too_often(person)
        holder = await self._stores.credentials.find(address.folded)
        if holder is None:
            return
        if holder.account_id == account_id:
            raise RegisteredAlready  # the same form, sent twice
        await self._gate.note(person, address.folded, None, "taken")
        raise AddressTaken

    async def _keep_changed(self, session: Session, address: Address | None, written: bytes | None) -> str:
        code = new_code()
        values = {"recovery": await self._hasher.hash(secret_of(code))}
        if written is not None:
            values["password"] = await self._hasher.hash(written)
        if address is not None:
            values |= {"email": address.email, "folded": address.folded}
        now = self._clock()
        await self._stores.credentials.change(session.account_id, now, **values)
        await self._stores.sessions.end_all(session.account_id, now, but=session.id)
        return code
