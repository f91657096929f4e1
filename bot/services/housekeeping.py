"""What has to be done now and then, whether or not anybody plays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.services.accounts.service import AccountService
from bot.services.forgetting import ForgettingService
from bot.services.gallery import Gallery
from bot.services.lifecycle import LifecycleService
from bot.services.vitals import KEPT as VITALS
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

SIGN_INS: Final = timedelta(days=90)
"""For so long people can look up who tried to sign in."""
DRAFTS: Final = timedelta(days=7)

Chore = Callable[[], Awaitable[int | None]]
"""Something to tidy up; returns how many things went, None where nobody counts."""


class Housekeeping:
    """Tidy up: each chore for itself, so that one that fails keeps none of the others from being done.

    Several processes may do the same chore at once; each of them is made for that.
    """

    def __init__(self, chores: Mapping[str, Chore]) -> None:
        self._chores = dict(chores)

    async def tidy(self) -> None:
        """Do every chore once."""
        for name, chore in self._chores.items():
            try:
                gone = await chore()
            except Exception:
                log.exception("a chore failed; the next hour tries again", chore=name)
            else:
                if gone:
                    log.info("tidied up", chore=name, gone=gone)


def chores(
    stores: Stores,
    accounts: AccountService,
    forgetting: ForgettingService,
    gallery: Gallery,
    lifecycle: LifecycleService,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> dict[str, Chore]:
    """List what is to be tidied up; files go last, once nothing points to them any more."""
    return {
        "people": forgetting.forget_due,
        "campaigns": lambda: lifecycle.purge(now()),
        "sign-ins": lambda: accounts.drop_before(now() - SIGN_INS),
        "drafts": lambda: stores.drafts.drop_before(now() - DRAFTS),
        "vitals": lambda: stores.vitals.drop_before(now() - VITALS),
        "pictures": gallery.sweep,
    }
