"""Tell a server's admins what went wrong and that it is well again, each once, and not in their quiet hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

import structlog

from bot.domain.plaintext import shorten
from bot.domain.quiet import QuietHours
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import Person
from bot.services.ports import CannotSpeak, OutOfReach, Replies
from bot.services.servers import NotAServerAdmin, ServerService
from bot.services.watching import Watch
from bot.services.words_of_trouble import began, ended
from bot.services.zones import zone_named
from bot.storage import Stores
from bot.storage.incidents import Incident

log = structlog.stdlib.get_logger(__name__)

_LONGEST: Final = 1_900


class NoHours(SkaldError):
    sentence = N_("Quiet hours begin and end at two different hours from 0 to 23.")


class Notices:
    """The notices of every server."""

    def __init__(
        self,
        stores: Stores,
        servers: ServerService,
        replies: Replies,
        watch: Watch,
        label: Callable[[str], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`label` is what people call a model."""
        self._stores = stores
        self._servers = servers
        self._replies = replies
        self._watch = watch
        self._label = label
        self._now = now

    async def look_and_tell(self) -> None:
        """Look for what is wrong or well again, and tell what was not told."""
        await self._watch.look()
        for guild_id in await self._stores.guilds.with_notices():
            await self._tell(guild_id)

    async def standing(self, guild_id: int, person_may: bool) -> list[Incident]:
        """Return what is wrong at a server now; raises `NotAServerAdmin` for who may not know."""
        if not person_may:
            raise NotAServerAdmin
        return await self._stores.incidents.open_at(guild_id)

    def said(self, incident: Incident, language: str) -> str:
        """Say in a line what is, or was, wrong."""
        return began(incident, language, self._label)

    async def keep_quiet(
        self, guild_id: int, guild_name: str, person: Person, hours: tuple[int, int, str] | None
    ) -> QuietHours | None:
        """Keep the hours without notices, None for none; raises `NotAServerAdmin`, `NoHours` or for an unknown zone."""
        quiet: QuietHours | None = None
        if hours is not None:
            start, end, zone = hours
            if start == end or not (0 <= start <= 23 and 0 <= end <= 23):
                raise NoHours
            quiet = QuietHours(start, end, zone_named(zone).key)
        await self._servers.change(guild_id, guild_name, person_may=person.admin, quiet=quiet)
        return quiet

    async def _tell(self, guild_id: int) -> None:
        chosen, now = await self._servers.settings(guild_id), self._now()
        if chosen.notices_channel_id is None or _is_quiet(chosen.quiet, now):
            return
        language = chosen.language or "en"
        for incident in await self._stores.incidents.untold(guild_id):
            if not await self._stores.incidents.claim(incident, now):
                continue
            lines = [] if incident.told_at else [began(incident, language, self._label)]
            if incident.ended_at is not None:
                lines.append(ended(incident, language, self._label))
            try:
                await self._replies.say(chosen.notices_channel_id, shorten("\n".join(lines), _LONGEST))
            except OutOfReach:
                await self._stores.incidents.unclaim(incident)
                return
            except CannotSpeak as refused:
                log.warning("a notice could not be told", guild=guild_id, kind=incident.kind, reason=str(refused))


def _is_quiet(quiet: QuietHours | None, now: datetime) -> bool:
    try:
        return quiet is not None and quiet.hold(now)
    except (ZoneInfoNotFoundError, ValueError):
        return False  # better told at night than never
